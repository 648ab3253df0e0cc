"""docs/tune-it.md shows what its commands print now, and the story ends well."""

from pathlib import Path

import pytest
from docs_build.tune_story import PAGE, PICTURE, Story, draw

DOCS = Path(__file__).parents[3] / "docs"
PAGE_TEXT = (DOCS / PAGE).read_text("utf-8")


def test_page_and_picture_are_up_to_date(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    story = Story(home)
    assert story.carried_out(PAGE_TEXT) == PAGE_TEXT, "run make pages"
    draw(home, tmp_path / "tune_it.svg")
    assert (tmp_path / "tune_it.svg").read_text("utf-8") == (DOCS / PICTURE).read_text("utf-8"), (
        "run make pages"
    )


def test_the_search_keeps_new_settings_and_the_board_counts_lunges_only():
    assert "The new settings are better for held-out sessions" in PAGE_TEXT
    side_lunges, lunges = PAGE_TEXT.split("$ heeldrive replay logs/log_000")[-2:]
    assert "\n0 reps in 0 sets" in side_lunges
    assert "\n14 reps in 1 set, 0 refused" in lunges


def test_a_command_that_fails_is_no_story(tmp_path):
    with pytest.raises(RuntimeError, match="no such file"):
        Story(tmp_path).carried_out("```console\n$ echo no such file; false\n```\n")
