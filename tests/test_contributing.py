"""Each recipe of CONTRIBUTING.md works in a copy of the project: changes, commands, output."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
ROOMS = ("signal", "firmware", "host_tools", "tests", "docs", "recorded_sessions")
# A recipe that continues another.
GOES_ON_FROM = {"A reason": "A setting"}


def recipes():
    """Return the blocks of each recipe by its title, as (kind, text) in order."""
    sections = re.split(r"^### (.*)\n", PAGE.partition("\n## Recipes\n")[2], flags=re.MULTILINE)
    return {
        title: re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        for title, text in zip(sections[1::2], sections[2::2], strict=True)
    }


RECIPES = recipes()


class Copy:
    """A working copy of the project."""

    def __init__(self, folder):
        self.folder = folder
        leave_out = shutil.ignore_patterns("__pycache__", "*.svg", "*.png")
        for room in ROOMS:
            shutil.copytree(ROOT / room, folder / room, ignore=leave_out)
        for name in ("pyproject.toml", "README.md", "Makefile"):
            shutil.copy(ROOT / name, folder)

    def change(self, diff):
        """Apply a diff without line numbers. Its context must occur exactly once in the file.

        A line of the diff that ends in `...` matches any line that begins like it.
        """
        for name, hunk in re.findall(r"^--- (.*)\n((?:[ +-].*\n|\n)+?)(?=^--- |\Z)", diff, re.MULTILINE):
            lines = [(line[:1] or " ", line[1:]) for line in hunk.splitlines()]
            path = self.folder / name
            before = [text for sign, text in lines if sign != "+"]
            if before:
                text = path.read_text("utf-8")
                found = re.findall("".join(_pattern(line) for line in before), text, re.MULTILINE)
                assert len(found) == 1, f"{name} has not once:\n" + "\n".join(before)
                there = iter(found[0].splitlines())
                # The file's lines replace those of the diff, which may be shortened.
                after = [line if sign == "+" else next(there) for sign, line in lines]
                after = [line for (sign, _), line in zip(lines, after, strict=True) if sign != "-"]
                path.write_text(text.replace(found[0], "".join(f"{line}\n" for line in after)), "utf-8")
            else:
                assert not path.exists(), f"{name} is there already"
                path.write_text("".join(f"{line}\n" for _, line in lines), "utf-8")

    def run(self, commands):
        """Run commands with the packages of this copy; return their output."""
        bin_folder = Path(sys.executable).parent
        surroundings = os.environ | {"PYTHONPATH": f"{self.folder / 'signal'}:{self.folder / 'host_tools'}"}
        done = subprocess.run(
            ["sh", "-ec", commands.replace(".venv/bin/", f"{bin_folder}/")],
            cwd=self.folder,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _pattern(line):
    """Return a regular expression for a whole line of a file."""
    start, shortened, _ = line.partition(" ...")
    return "^" + re.escape(start) + (".*\n" if shortened else "\n")


def blocks(title, kind):
    return [text for block, text in RECIPES[title] if block == kind]


def test_there_is_a_recipe_for_what_developers_add():
    assert set(RECIPES) == {"A setting", "A reason", "A board", "An importer", "A movement"}


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_does_what_it_says(title, tmp_path):
    copy = Copy(tmp_path / "project")
    before = GOES_ON_FROM.get(title)
    for each in filter(None, (before, title)):
        for diff in blocks(each, "diff"):
            copy.change(diff)
    if before:
        (copy.folder / "strict.toml").write_text("depth_max_deg = 80\n")
    (commands,) = blocks(title, "sh")
    printed = copy.run(commands)
    for expected in blocks(title, "text"):
        assert expected.strip() in printed


def test_a_recipe_that_no_longer_fits_the_sources_is_noticed(tmp_path):
    copy = Copy(tmp_path / "project")
    with pytest.raises(AssertionError, match=r"settings\.py has not once"):
        copy.change('--- signal/heeldrive/settings.py\n     ("no_such_row", 1),\n+    ("new", 1),\n')


def test_every_target_named_on_the_page_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?:^|`)make (?:PYTHON=\S+ )?([a-z][a-z-]+)", PAGE, re.MULTILINE))
    assert {"test", "golden", "lock", "wheel-test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"
