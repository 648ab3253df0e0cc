"""`heeldrive confidence`: its measures are the detector's, the fit finds a rule, the page is written."""

import math
import random

import numpy as np
import pytest
from heeldrive import EVENT_REP, PHASES
from heeldrive.confidence import _WEIGHTS
from heeldrive.events import Event
from heeldrive_lab.commands.app import app
from heeldrive_lab.confidence_study import sources
from heeldrive_lab.confidence_study.decisions import MEASURES, Decision, StudiedSession, studied
from heeldrive_lab.confidence_study.early import ANY, IN_SET, announcements
from heeldrive_lab.confidence_study.fit import weights, weights_text
from heeldrive_lab.confidence_study.reliability import PEOPLE, PEOPLE_LUNGING, reliabilities
from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts
from heeldrive_lab.evaluation.seen import is_seen
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from typer.testing import CliRunner

LIBRARY = [SessionFile(RECORDED_SESSIONS / name) for name in ("clean_set.csv", "alternating_set.csv")]


@pytest.fixture(scope="module")
def sessions():
    return studied(LIBRARY, workers=1)


def test_the_measures_are_those_that_the_detector_s_confidence_was_made_of(sessions):
    decisions = [one for session in sessions for one in session.decisions]
    assert {one.row for one in decisions} >= {0, 1, 2}
    for one in decisions:
        constant, *slopes = _WEIGHTS[one.row * (1 + MEASURES) : (one.row + 1) * (1 + MEASURES)]
        octaves = (constant + sum(map(math.prod, zip(slopes, one.measures, strict=True)))) / 1024
        chance = 100 / (1 + 2 ** -max(-7, min(7, octaves)))
        assert one.percent == pytest.approx(chance, abs=2.5), one


def decision(row, measures, right, *, percent=90, activity="", mode="sensor_leg"):
    return Decision(mode, row, measures, percent, right, activity)


def test_the_fit_finds_the_measure_that_decides():
    draw = random.Random(1)
    decisions = []
    for _ in range(3000):
        measures = tuple(draw.randrange(40) for _ in range(MEASURES))
        chance = 1 / (1 + math.exp(-(measures[1] - 15) / 4))
        decisions.append(decision(0, measures, draw.random() < chance))
    constant, *slopes = weights(decisions)[0]
    octave = 1024 / math.log(2)
    assert constant == pytest.approx(-15 / 4 * octave, rel=0.2)
    assert slopes[1] == pytest.approx(octave / 4, rel=0.1)
    assert all(abs(slope) < octave / 40 for number, slope in enumerate(slopes) if number != 1)
    assert weights_text([[1, -2], [3, 4]]) == "    1, -2,\n    3, 4,\n"


def test_reliability_compares_what_was_told_with_what_was_right():
    told = [decision(0, (0,) * MEASURES, number < 6, percent=85, activity="squat") for number in range(10)]
    told += [
        decision(0, (0,) * MEASURES, True, percent=95),
        decision(0, (0,) * MEASURES, True, mode="both_legs"),
    ]
    everyone, lunging = reliabilities([StudiedSession("somebody", tuple(told), ())])
    assert (everyone.group, lunging.group) == (PEOPLE, PEOPLE_LUNGING)
    assert (everyone.n, lunging.n) == (11, 1)
    (low,) = [each for each in everyone.bins if each.low == 80]
    assert (low.n, low.told, low.right) == (10, 85, 60)
    assert everyone.error == pytest.approx((10 * 25 + 5) / 11)


def rep(start_ms, end_ms, shown_ms):
    event = Event()
    event.kind, event.depth_cdeg = EVENT_REP, 8000
    event.start_ms, event.end_ms, event.shown_ms = start_ms, end_ms, shown_ms
    return event


def test_an_announcement_leads_the_count_or_is_taken_back():
    """Three cycles of 4 s down to 80 degrees and up again; the last one is not counted."""
    t_ms = np.arange(0, 12000, 20)
    inclination = 4000 - 4000 * np.cos(2 * np.pi * t_ms / 4000)
    within = t_ms % 4000
    phase = np.select(
        [within < 400, within < 1900, within < 2100, within < 3600],
        [PHASES.index(name) for name in ("standing", "descent", "bottom", "rise")],
        PHASES.index("standing"),
    )
    watched = np.column_stack((inclination, phase)).astype(np.int64)
    reps = [rep(400, 3600, 3700), rep(4400, 7600, 7700)]
    found = list(announcements([t_ms], [watched], reps))
    half = [one.lead_ms for one in found if one.rule == ANY]
    assert half == [pytest.approx(700, abs=60), pytest.approx(700, abs=60), None]
    in_set = [one.lead_ms for one in found if one.rule == IN_SET]
    assert in_set == half[1:]


def test_the_fresh_workouts_were_not_seen_and_those_of_the_fit_were():
    assert not any(is_seen(one) for one in sources.judged(()) if "kinematic" in one.group)
    assert all(is_seen(one) for one in sources.fitted(()))


def test_the_command_writes_the_page_and_its_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "fitted", lambda _: LIBRARY[:1])
    monkeypatch.setattr(sources, "judged", lambda _: [*kinematic_workouts(1, 7_000_000)[:1], *LIBRARY])
    page = tmp_path / "confidence.md"
    page.write_text("old\n## Conclusions\n\nMine.\n")
    folder = str(RECORDED_SESSIONS)
    done = CliRunner().invoke(app, ["confidence", folder, "--write", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.endswith("## Conclusions\n\nMine.\n")
    assert "| kinematic simulator | reps, sensor leg in front |" in text
    assert (tmp_path / "pictures" / "confidence.svg").read_text().startswith("<?xml")
    done = CliRunner().invoke(app, ["confidence", folder, "--weights"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 4
    done = CliRunner().invoke(app, ["confidence", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "there is no such folder" in done.output
