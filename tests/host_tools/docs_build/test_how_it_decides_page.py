"""docs/how-it-decides.md agrees with the detector: it covers every setting, reason, wait, mode and phase."""

import re
from pathlib import Path

import pytest
from docs_build.decision_diagram import BOXES, WAIT_WORDS, draw
from heeldrive import PHASES, REASONS, WAITS, Settings, declared
from heeldrive_lab.board.deploy.settings_on_drive import thresholds
from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain import timeline

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-it-decides.md").read_text("utf-8")
FIRST_PAGE = (ROOT / "README.md").read_text("utf-8")
MODES = next(setting for setting in declared() if setting.name == "mode").choices


def rows(heading):
    """The rows of the table under a heading, by the name in their first column."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)`[^|]*\|(.*)\|$", section, re.MULTILINE))


def test_every_setting_that_affects_the_count_says_what_it_guards_against():
    assert set(rows("Settings and what they guard against")) == thresholds() | {"mode", "rest_min_s"}


def test_every_reason_has_its_rule():
    assert set(rows("Reasons and their rules")) == set(REASONS) - {""}


def test_settings_named_anywhere_on_the_page_are_settings():
    known = {setting.name for setting in declared()}
    for name in re.findall(r"`(\w+_(?:ms|deg|mm|mg|dps|s|percent))`", PAGE):
        assert name in known


@pytest.mark.parametrize("mode", MODES)
def test_the_reason_of_a_gate_is_listed_with_its_setting(mode):
    """Compares the gates of real cycles with the table on the page."""
    table = rows("Settings and what they guard against")
    entries = timeline(
        ROOT / "recorded_sessions/must_not_count/half_reps_back_leg.csv", Settings({"mode": mode})
    )
    gates = [gate for entry in entries if isinstance(entry, Cycle) for gate in entry.gates]
    assert gates
    for gate in gates:
        if gate.setting:
            assert f"`{gate.reason}`" in table[gate.setting]


REFUSED, DOUBT = PAGE.split("\n**Refused, whatever is around it**\n")[1].split("\n**A doubt: ")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["half_reps_in_a_set", "back_leg_set", "must_not_count/sit_and_stand"])
def test_a_gate_is_in_the_table_of_its_kind(name, mode):
    """Refusing and founding gates are in the first table of reasons, doubts in the second."""
    entries = timeline(ROOT / f"recorded_sessions/{name}.csv", Settings({"mode": mode}))
    gates = [gate for entry in entries if isinstance(entry, Cycle) for gate in entry.gates]
    assert {gate.doubt for gate in gates} == {True, False}
    for gate in gates:
        table = DOUBT.split("\n## ")[0] if gate.doubt else REFUSED
        first_cells = "".join(re.findall(r"^\|([^|]*)\|", table, re.MULTILINE))
        assert f"`{gate.reason}`" in first_cells


def test_everything_it_may_wait_for_is_explained():
    assert (set(WAITS) | {"alone", "sideways"}) - {""} <= set(rows("What the detector waits for"))


def test_both_first_pages_explain_what_one_rep_means():
    for mode in MODES:
        assert mode in rows("What one rep means")
        assert f'mode = "{mode}"' in FIRST_PAGE.split("\n## ")[0]


def test_the_page_is_right_about_ten_alternating_lunges():
    counted = {}
    for mode in MODES:
        entries = timeline(ROOT / "recorded_sessions/alternating_set.csv", Settings({"mode": mode}))
        reps = [entry for entry in entries if isinstance(entry, Cycle) and entry.outcome == "rep"]
        counted[mode] = [rep.leg for rep in reps]
    assert set(counted["sensor_leg"]) == {"front"}
    both = counted["both_legs"]
    assert both.count("front") == both.count("back") == len(counted["sensor_leg"])


def test_every_phase_and_wait_is_drawn(tmp_path):
    assert set(PHASES) <= set(BOXES)
    assert set(WAIT_WORDS) == set(WAITS)
    draw(tmp_path / "drawn.svg")
    committed = ROOT / "docs" / "pictures" / "how_it_decides.svg"
    assert (tmp_path / "drawn.svg").stat().st_size == pytest.approx(committed.stat().st_size, rel=0.2)
