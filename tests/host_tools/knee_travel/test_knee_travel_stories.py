"""What `heeldrive heel` reports, and when it withholds it, on simulated sessions."""

import json
from functools import cache

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.knee_travel import Verdict, heel_report, score_of, verdict_of
from heeldrive_lab.knee_travel.reasons import (
    NO_PAUSE,
    NO_SAMPLES,
    NOT_STANDING,
    STRAP,
    TOO_FEW,
    TURNED,
    UNCLEAR,
)
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from simulated_sessions import session_of
from typer.testing import CliRunner

HEEL = (
    '{activity = "backward_lunge", reps = 6, shank_deg = [1, 6], hold_s = [0.2, 0.5], pause_s = [0.6, 1.2]},'
)
TOE = HEEL.replace("[1, 6]", "[20, 28]")


class _Rows:
    """Rows in memory that can be read again."""

    def __init__(self, header, rows):
        self.header, self.rows = header, rows

    def __iter__(self):
        return iter(self.rows)


@cache
def done(*doings, more="", seed=3):
    """Report and simulation of a session."""
    still = '{activity = "stand", seconds = 5},'
    spec = f"{{seed = {seed}, rate_hz = 52, {more} do = [{still} {' '.join(doings)} {still}]}}"
    made = session_of(spec)
    session = _Rows(made.header, made.rows)
    return heel_report(session, replay(session, Settings())), made


def reasons(report):
    return [rep.reason for rep in report.reps]


def test_toe_driven_reps_are_distinguished_from_heel_driven_ones():
    report, made = done(HEEL, TOE)
    assert [rep.word for rep in report.reps] == [Verdict.OVER] * 6 + [Verdict.FORWARD] * 6
    assert [rep.baseline for rep in report.reps] == [True] * 5 + [False] * 7
    true_m = [rep.knee_travel_mm / 1000 for rep in made.truth.reps]
    baseline_m = sum(true_m[:5]) / 5
    for rep, true in zip(report.reps, true_m, strict=True):
        assert rep.travel.change_m == pytest.approx(true - baseline_m, abs=0.03)
        assert abs(rep.travel.ahead_m - true) < 3 * rep.travel.ahead_sd_m
    assert min(rep.travel.score for rep in report.reps[:6]) > 60
    assert max(rep.travel.score for rep in report.reps[6:]) < 40
    (one,) = report.sets
    assert (one.reps, one.withheld) == (7, 0)


def test_a_single_rep_is_withheld_because_there_is_no_baseline():
    report, _ = done(HEEL.replace("reps = 6", "reps = 1"))
    (rep,) = report.reps
    assert rep.travel is None
    assert rep.reason in (TOO_FEW, UNCLEAR)
    assert rep.word is Verdict.WITHHELD
    assert report.baseline_m is None


def test_four_reps_are_no_baseline():
    report, _ = done(HEEL.replace("reps = 6", "reps = 4"))
    assert reasons(report) == [TOO_FEW] * 4
    assert report.sets[0].travel is None


def test_reps_after_the_strap_has_slipped_round_the_thigh_are_withheld():
    report, _ = done(HEEL, HEEL, more="mounting = {slip_turn_deg = 30, slip_at_s = 38},")
    found = reasons(report)
    assert found[:6] == [""] * 6
    assert set(found[6:]) <= {STRAP, TURNED}
    assert STRAP in found[6:]


def test_reps_without_a_pause_on_top_are_withheld():
    hurried = HEEL.replace("reps = 6", "reps = 5, tempo = 0.8").replace("[0.6, 1.2]", "0.05")
    report, _ = done(HEEL, hurried)
    assert reasons(report)[:5] == [""] * 5
    assert NO_PAUSE in reasons(report)[6:]


def test_split_squats_that_never_come_back_to_standing_are_withheld():
    report, _ = done(HEEL, '{activity = "split_squat", reps = 4},')
    assert reasons(report)[:6] == [""] * 6
    assert set(reasons(report)[7:]) == {NOT_STANDING}


def test_a_rep_with_samples_missing_is_withheld_and_the_others_are_not():
    _, made = done(HEEL, TOE)
    third = made.truth.reps[2]
    session = _Rows(
        made.header, [row for row in made.rows if not third.bottom_ms < row[0] < third.bottom_ms + 150]
    )
    report = heel_report(session, replay(session, Settings()))
    assert reasons(report) == ["", "", NO_SAMPLES] + [""] * 9


def test_verdicts_keep_a_distance_of_one_deviation_from_the_middle():
    assert [verdict_of(change, 0.03) for change in (0.03, 0.05, 0.09, 0.11)] == [
        Verdict.OVER, Verdict.UNCERTAIN, Verdict.UNCERTAIN, Verdict.FORWARD,
    ]  # fmt: skip
    assert [score_of(change) for change in (-0.02, 0.0, 0.07, 0.14, 0.3)] == [100, 100, 50, 0, 0]


def test_the_command_prints_a_row_per_rep_and_mentions_travel_never_pressure(tmp_path):
    _, made = done(HEEL, TOE)
    path = tmp_path / "mine.csv"
    write_session(path, made.header, made.rows)
    result = CliRunner().invoke(app, ["heel", str(path)])
    assert result.exit_code == 0
    assert len([line for line in result.output.splitlines() if line.startswith("rep ")]) == 12
    assert "knee forward" in result.output
    assert "Not pressure" in " ".join(result.output.split())
    assert "Not yet validated on people" in result.output
    report = json.loads(CliRunner().invoke(app, ["heel", str(path), "--json"]).output)
    assert report["reps"][11]["word"] == "knee forward"
    assert report["reps"][11]["travel"]["change_m"] > 0.1


def test_a_session_without_lunges_says_so():
    result = CliRunner().invoke(app, ["heel", str(RECORDED_SESSIONS / "must_not_count" / "walk_only.csv")])
    assert result.exit_code == 0
    assert "no rep with the sensor leg in front" in result.output


def test_a_missing_file_is_one_sentence_and_exit_code_two(tmp_path):
    result = CliRunner().invoke(app, ["heel", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert "there is no such file" in result.output
