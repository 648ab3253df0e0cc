"""The files that packaging, editors and CI read agree with each other and with the project."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
CONSTRAINTS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def wanted():
    """Return every requirement in pyproject.toml except heeldrive's own extras."""
    lists = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"], *EXTRAS.values()]
    lists += [[each for each in group if isinstance(each, str)] for group in GROUPS.values()]
    requirements = {Requirement(text) for texts in lists for text in texts}
    return sorted((each for each in requirements if each.name != "heeldrive"), key=str)


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_every_requirement_has_a_version_in_the_constraints_that_fits_it(requirement):
    name = canonicalize_name(requirement.name)
    pins = [str(each.specifier) for each in CONSTRAINTS if canonicalize_name(each.name) == name]
    assert pins, "run `make lock`"
    for pin in pins:
        assert requirement.specifier.contains(pin.removeprefix("==")), "run `make lock`"


def test_constraints_name_versions_and_no_place_they_come_from():
    for each in CONSTRAINTS:
        assert re.fullmatch(r"==[\w.]+", str(each.specifier)), each
        assert each.url is None
        assert not each.extras, "pip takes no extras in constraints"


def test_the_drivers_of_the_extra_board_are_those_that_go_to_a_board():
    lines = (ROOT / "firmware" / "requirements.txt").read_text("utf-8").splitlines()
    on_the_board = {line for line in lines if line and not line.startswith("#")}
    assert on_the_board
    assert on_the_board <= set(EXTRAS["board"])


def test_the_extra_all_is_all_of_them_but_the_case_which_takes_1_gb():
    (all_of_them,) = EXTRAS["all"]
    assert Requirement(all_of_them).extras == set(EXTRAS) - {"all", "case"}


def test_nothing_is_required_twice():
    for texts in [PROJECT["project"]["dependencies"], *EXTRAS.values()]:
        names = [Requirement(text).name for text in texts]
        assert len(names) == len(set(names))


def test_every_extra_that_a_command_asks_for_exists():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "host_tools").rglob("*.py"))
    pages = "".join(path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    asked = set(re.findall(r"""(?:require|MissingExtraError)\(\s*"(\w+)\"""", source))
    named = set(re.findall(r"heeldrive(?:\\\\)?\[(\w+)", source + pages))
    assert {"board", "report", "sim"} <= asked
    assert asked | named <= set(EXTRAS)


def test_the_version_is_taken_from_the_firmware_and_the_changelog_begins_with_it():
    version = PROJECT["tool"]["hatch"]["version"]
    found = re.findall(version["pattern"], (ROOT / version["path"]).read_text("utf-8"))
    assert found == re.findall(r"^## (\S+) - ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[:1]
    assert "version" not in PROJECT["project"]


def test_the_classifiers_name_the_pythons_from_the_oldest_that_is_required():
    named = re.findall(r"Python :: 3\.(\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert PROJECT["project"]["requires-python"] == f">=3.{named[0]}"
    assert [int(minor) for minor in named] == list(range(int(named[0]), int(named[-1]) + 1))


def test_pre_commit_runs_the_checks_of_make_from_the_environment_that_make_sets_up():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = config["repos"]
    assert repository["repo"] == "local", "nothing is fetched"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    checks = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    of_make = {Path(line.split()[0]).name for line in checks.splitlines()}
    for hook in repository["hooks"]:
        program = Path(shlex.split(hook["entry"])[0])
        assert program.parts[:2] == (".venv", "bin")
        assert hook["language"] == "system"
        assert program.name in of_make
    assert {hook["id"] for hook in repository["hooks"]} == {"ruff", "ruff-format", "mypy"}
    names = {canonicalize_name(Requirement(text).name) for text in GROUPS["lint"]}
    assert of_make <= names, "what the hooks run is what `make` installs"
