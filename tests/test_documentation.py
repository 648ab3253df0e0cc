"""Files, commands and tests that the documentation names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "recorded_sessions").glob("*.md")]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} points at {target}"


def test_commands_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"


def test_every_row_of_the_fault_table_is_a_test():
    there = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    rows = re.findall(r"^\|.*\| `(\w+)` \|$", (ROOT / "docs" / "faults.md").read_text("utf-8"), re.MULTILINE)
    assert rows
    for name in rows:
        assert f"def {name}(" in there, name


def test_python_files_named_in_the_pages_exist():
    for page in PAGES:
        for name in re.findall(
            r"`((?:signal|firmware|host_tools|tests)/[\w/]+\.\w+)`", page.read_text("utf-8")
        ):
            assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_the_table_of_rooms_names_every_package():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.split("\n## Rooms\n")[1].split("\n## ")[0]
    named = {name.strip("/").split("/")[-1] for name in re.findall(r"`([\w/]+)/`", table)}
    packages = [
        path
        for parent in ("firmware", "host_tools", "host_tools/heeldrive_lab")
        for path in (ROOT / parent).iterdir()
        if path.is_dir() and any(path.glob("*.py"))
    ]
    assert len(packages) > 20
    assert [path.name for path in packages if path.name not in named and path.name != "heeldrive_lab"] == []
