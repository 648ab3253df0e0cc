"""docs/wear-it.md says how late the tempo's clock starts."""

from pathlib import Path

from docs_build.tempo_delay import BEGIN, END, delays_ms, lines
from heeldrive_lab.util.paths import RECORDED_SESSIONS

PAGE = Path(__file__).parents[3] / "docs" / "wear-it.md"


def test_the_page_says_what_was_measured():
    part = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert part.strip().splitlines() == lines(), "run make pages"


def test_each_rep_has_a_delay_and_slow_reps_have_a_longer_one():
    quick, slow = (list(delays_ms(RECORDED_SESSIONS / f"{name}.csv")) for name in ("clean_set", "slow_reps"))
    assert len(quick) == 10
    assert max(quick) < min(slow)
