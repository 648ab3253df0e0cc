"""Each term of the glossary is found in the module that the glossary names for it."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
# Terms that an engineer of the field searches for first.
SEARCHED_FOR = (
    "specific force", "angular rate", "output data rate", "full scale", "sensitivity", "zero-g offset",
    "gyroscope bias", "gravity filter", "complementary filter", "stationary detector", "zero-velocity update",
    "alignment", "sensor-to-segment", "segmentation", "inclination", "range of motion", "tempo", "descent",
    "bottom hold", "rise", "rep", "refused", "set", "sensor leg in front", "lever arm",
    "vertical displacement", "ground truth", "annotations", "baseline", "false positives per hour", "F1",
    "mean absolute error", "held-out", "knee travel", "heel drive", "golden events",
)  # fmt: skip


class Row(NamedTuple):
    """A row of the glossary."""

    term: str
    meaning: str
    unit: str
    module: str
    source: str


def rows():
    lines = [
        line for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith("| term |")
    ]
    return [Row(*(cell.strip() for cell in line.strip("|").split(" | "))) for line in lines]


def plain(text):
    """Lower case, names such as `GravityFilter` and `lever_arm_mm` as words, one space between words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ")
    return " ".join(re.sub(r"\n\s*#", "\n", spaced).lower().split())


def test_every_row_has_a_meaning_a_unit_a_module_and_a_source():
    assert len(rows()) > 40
    for row in rows():
        assert all(row), row


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.term)
def test_a_term_is_found_in_its_module(row):
    path = ROOT / row.module.strip("`")
    assert path.is_file(), f"{row.term}: there is no {row.module}"
    text = plain(f"{path.stem}\n{path.read_text('utf-8')}")
    for word in row.term.split(", "):
        assert re.search(rf"\b{re.escape(plain(word))}s?\b", text), f"{row.module} does not contain {word!r}"


@pytest.mark.parametrize("term", SEARCHED_FOR)
def test_a_term_that_an_engineer_searches_for_is_on_the_page(term):
    words = [f"{row.term} {row.meaning}".lower() for row in rows()]
    assert any(re.search(rf"\b{re.escape(term.lower())}\b", text) for text in words)


def test_a_term_is_on_the_page_once():
    terms = [row.term for row in rows()]
    assert sorted(set(terms)) == sorted(terms)
