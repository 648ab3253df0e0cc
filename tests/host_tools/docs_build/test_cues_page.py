"""docs/cues.md and its picture show every cue that the firmware can play."""

from pathlib import Path

from docs_build.cue_picture import cue_picture
from heeldrive_lab.cues.patterns import KINDS, pattern

DOCS = Path(__file__).parents[3] / "docs"
PICTURE = DOCS / "pictures" / "cues.svg"


def test_the_picture_is_up_to_date(tmp_path):
    cue_picture(tmp_path / "cues.svg")
    assert (tmp_path / "cues.svg").read_text("utf-8") == PICTURE.read_text("utf-8"), "run make pages"


def test_each_pulse_is_a_bar_of_the_picture():
    bars = PICTURE.read_text("utf-8").count("<rect x=")
    assert bars == sum(len(pattern(kind)) for kind in KINDS.values())


def test_the_page_has_a_row_for_each_cue_with_the_words_of_the_picture():
    table = (DOCS / "cues.md").read_text("utf-8").split("| cue | when |")[1].split("\n\n")[0]
    picture = PICTURE.read_text("utf-8")
    words = [line.split(" | ")[0].strip("| ") for line in table.splitlines() if line.startswith("| ")]
    assert len(words) == len(KINDS)
    assert all(f">{word}</text>" in picture for word in words)
