"""The settings page and file are generated from one table, and the committed ones are up to date."""

from pathlib import Path

import pytest
from heeldrive import REASONS
from heeldrive_lab.settings.render import REASON_WORDS, markdown_text, toml_text

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("file", "made"), [("docs/settings.md", markdown_text), ("firmware/settings.toml", toml_text)]
)
def test_committed_page_is_what_the_table_makes(file, made):
    assert (ROOT / file).read_text("utf-8") == made(), "run `make pages`"


def test_every_reason_has_words_for_the_wearer():
    assert set(REASON_WORDS) == set(REASONS) - {""}
