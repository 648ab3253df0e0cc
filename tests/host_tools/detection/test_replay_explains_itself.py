"""A replay explains the detector's state at any time, what it waits for, and each gate's margin."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from heeldrive import REASONS, Settings, declared
from heeldrive.window import Gate
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain import Change, moment, parse_at, timeline
from heeldrive_lab.detection.explain.terminal import gate_table
from heeldrive_lab.detection.explain.words import (
    STANDING_WORDS,
    WAITS_WORDS,
    deciding_gate,
    gate_sentence,
    waiting_for,
    why,
)
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.sessions.session import SessionHeader, SessionReader, write_session
from heeldrive_lab.simulator import Chip, Flesh, Mounting
from heeldrive_lab.simulator.activities import PlannedActivity
from heeldrive_lab.simulator.chip import sample
from heeldrive_lab.simulator.physics import sensed
from heeldrive_lab.simulator.wearer import Wearer
from rich.console import Console
from stopped_lunges import through
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
HALF_REPS = SESSIONS / "half_reps_in_a_set.csv"
DEPTH_MIN_DEG = Settings().depth_min_deg
BOTH = {"mode": "both_legs"}


@pytest.fixture(scope="module")
def worn(tmp_path_factory):
    """Puts a wearer through `doings(wearer)`, and writes the session."""

    def wear(name, doings, seed=1):
        wearer = Wearer(np.random.default_rng([seed, 0]))
        doings(wearer)
        chip = Chip()
        rows = sample(*sensed(wearer.motion(), Mounting(), Flesh()), chip, np.random.default_rng([seed, 3]))
        header = SessionHeader(
            "LSM6DSOX", chip.accel_ug_per_count, chip.gyro_udps_per_count, chip.rate_hz, "right", "simulated"
        )
        path = tmp_path_factory.mktemp("worn") / f"{name}.csv"
        write_session(path, header, rows)
        return path

    return wear


@pytest.fixture(scope="module")
def quick_one(worn):
    """A rep, then something picked up from the floor, then a long stand."""

    def doings(wearer):
        wearer.stand(4.0, 5.0)
        wearer.rep()
        PlannedActivity("pick_up", {"reps": 1}).perform(wearer)
        wearer.stand(14.0, 15.0)

    return worn("quick_one", doings)


@pytest.fixture(scope="module")
def from_a_seat(worn):
    """Powered on in a seat; up, a walk, a stand, and a rep."""

    def doings(wearer):
        wearer.sit(8.0)
        wearer.stand(2.0, 3.0)
        wearer.go("walking", 12.0)
        wearer.stand(2.0, 3.0)
        wearer.rep()
        wearer.stand(4.0, 5.0)

    return worn("from_a_seat", doings)


def cycles(path, **settings):
    return [entry for entry in timeline(path, Settings(settings)) if isinstance(entry, Cycle)]


def cycles_of_kind(path, kind, **settings):
    return [cycle for cycle in cycles(path, **settings) if cycle.outcome == kind]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("two_sets_walk_and_sit", {}),
        ("alternating_set", BOTH),
        ("lost_samples", BOTH),
        ("must_not_count/half_reps_back_leg", BOTH),
        ("must_not_count/cycling", {}),
        ("strap_turns_in_mid_set", {}),
    ],
)
def test_watching_changes_nothing_and_misses_nothing(name, settings):
    path = SESSIONS / f"{name}.csv"
    plain = [event for event in replay(path, Settings(settings)) if event["kind"] != "summary"]
    with SessionReader(path) as reader:
        run = trace(reader, Settings(settings))
    assert list(run.events) == plain
    known = [
        (cycle.outcome, cycle.leg, cycle.start_ms, cycle.reason)
        for cycle in run.cycles
        if cycle.outcome != "untold"
    ]
    expected = [
        (event["kind"], event["sensor_leg"], event["start_ms"], event.get("reason", ""))
        for event in plain
        if event["kind"] in ("rep", "refused")
    ]
    assert sorted(known) == sorted(expected)


@pytest.mark.parametrize("settings", [{}, BOTH, {"depth_min_deg": 90, "rep_min_ms": 2600}])
@pytest.mark.parametrize(
    "name", ["half_reps_in_a_set", "must_not_count/raised_legs", "must_not_count/stairs"]
)
def test_the_first_gate_that_failed_is_the_reason_for_the_refusal(name, settings):
    some = cycles(SESSIONS / f"{name}.csv", **settings)
    assert some
    for cycle in some:
        refusing = [gate.reason for gate in cycle.gates if not gate.passed and not gate.doubt]
        doubts = [gate.reason for gate in cycle.gates if not gate.passed and gate.doubt]
        if cycle.outcome == "rep":  # its neighbours may have confirmed it
            assert refusing == [], cycle
            assert doubts[:1] == ([cycle.doubt] if cycle.doubt else []), cycle
        else:
            assert (refusing or doubts)[:1] == [cycle.reason], cycle


def test_in_the_middle_of_a_descent_it_waits_for_the_bottom_and_shows_how_much_is_missing():
    half = cycles_of_kind(HALF_REPS, "refused")[0]
    asked = moment(HALF_REPS, Settings(), (half.start_ms + half.bottom_ms) // 2)
    state = asked.state
    assert state.phase == "descent"
    assert 10 < state.inclination_deg < DEPTH_MIN_DEG
    assert abs(state.top_deg) < 3
    assert (state.standing, state.waits_for, state.ready) == ("proved", "", True)
    assert (state.set_open, state.set_reps, state.reps) == (True, 3, 3)
    missing = state.enough_deg - state.deepest_deg
    assert f"{missing:.1f} deg more to be deep enough" in waiting_for(state)[0]
    assert [cycle.start_ms for cycle in asked.under_way] == [half.start_ms]
    assert asked.before.index == 3


def test_a_half_rep_is_refused_with_the_missing_degrees():
    half = cycles_of_kind(HALF_REPS, "refused")[0]
    gate = deciding_gate(half)
    assert (gate.name, gate.reason, gate.setting) == ("depth_deg", "shallow", "depth_min_deg")
    own = [
        gate.value
        for rep in cycles_of_kind(HALF_REPS, "rep")[:3]
        for gate in rep.gates
        if gate.name == "depth_deg"
    ]
    assert gate.limit == pytest.approx(0.62 * np.mean(own), abs=0.5)  # of the wearer's own depth
    assert 25 < gate.value < gate.limit
    assert gate.margin == pytest.approx(gate.value - gate.limit)
    assert gate.share == pytest.approx(gate.margin / gate.limit, abs=0.001)
    assert f"at least {gate.limit:.1f} deg, {-gate.margin:.1f} deg short" in why(half)


@pytest.mark.parametrize(
    ("unit", "value", "limit", "sentence"),
    [
        ("ms", 697, 700, "rise 0.697 s: at least 0.700 s, 0.003 s short"),
        ("ms", 700, 700, "rise 0.70 s: at least 0.70 s, 0.00 s to spare"),
        ("deg", 55.38, 55.4, "rise 55.38 deg: at least 55.40 deg, 0.02 deg short"),
        ("deg/s", 279.94, 280, "rise 279.9 deg/s: at least 280.0 deg/s, 0.1 deg/s short"),
        ("deg", 36.0, 36.0, "rise 36.0 deg: at least 36.0 deg, just short"),  # 35.996 in the detector
        ("mm", 120.6, 95.5, "rise 121 mm: at least 96 mm, 25 mm to spare"),
    ],
)
def test_a_gate_reads_true_when_its_value_rounds_to_the_limit(unit, value, limit, sentence):
    passed = "short" not in sentence
    assert gate_sentence(Gate("rise", "rise", "alone", "", unit, True, value, limit, passed)) == sentence


def test_a_limit_is_the_one_in_force_when_the_setting_is_another():
    strict = cycles_of_kind(SESSIONS / "clean_set.csv", "refused", rate_max_dps=100, depth_min_deg=61)
    limits = {gate.name: gate.limit for gate in strict[0].gates}
    assert (limits["down_dps"], limits["up_dps"], limits["depth_deg"]) == (100, 100, 61)


def test_doubts_are_shown_beside_the_gates_that_refuse():
    rep = cycles_of_kind(HALF_REPS, "rep")[0]
    limits = {gate.name: (gate.limit, gate.doubt) for gate in rep.gates}
    assert limits["depth_deg"] == (DEPTH_MIN_DEG, False)
    assert limits["sure_depth_deg"] == (48, True)
    shown = Console(width=200, file=StringIO())
    shown.print(gate_table(rep))
    lines = shown.file.getvalue().splitlines()
    assert [line.split("doubt: ")[1].split()[0] for line in lines if "doubt: " in line] == [
        gate.reason for gate in rep.gates if gate.doubt
    ]


def test_a_rep_that_its_neighbours_confirmed_says_so():
    first, second, third, fourth = cycles_of_kind(SESSIONS / "quick_reps.csv", "rep")[:4]
    for rep in (first, second):
        assert (rep.doubt, rep.waited) == ("alone", True)
        assert "It counts because its neighbours are alike." in why(rep)
        assert rep.reported_ms > third.end_ms
    assert (fourth.doubt, fourth.waited) == ("alone", False)
    assert "It counts because reps before it are alike." in why(fourth)
    assert deciding_gate(fourth).name == "rise_ms"


def test_what_is_said_of_the_neighbours_is_not_in_the_limit_too():
    doubtful = cycles_of_kind(SESSIONS / "must_not_count/half_reps_only.csv", "rep")
    doubtful = [rep for rep in doubtful if "without similar reps" in deciding_gate(rep).words]
    assert doubtful
    for rep in doubtful:
        assert "depth of the thigh 37." in why(rep)
        assert "similar reps" not in why(rep)


def test_a_half_rep_of_the_back_leg_is_compared_with_the_reps_before_it():
    half = cycles_of_kind(
        SESSIONS / "must_not_count/half_reps_back_leg.csv", "refused", fall_share_percent=90, **BOTH
    )
    limits = {deciding_gate(cycle).limit for cycle in half}
    assert {deciding_gate(cycle).name for cycle in half} == {"fall_mm"}
    assert max(limits) > Settings().fall_min_mm


def test_a_quick_cycle_is_pending_and_shows_what_would_confirm_it(quick_one):
    alone = cycles_of_kind(quick_one, "refused")
    assert [(cycle.reason, cycle.waited) for cycle in alone] == [("alone", True)]
    gate = deciding_gate(alone[0])
    assert (gate.name, gate.setting, gate.limit) == ("rise_ms", "quick_rise_ms", Settings().quick_rise_ms)
    state = moment(quick_one, Settings(), alone[0].judged_ms + 2000).state
    assert [(held.reason, held.decided, held.start_ms) for held in state.held] == [
        ("alone", False, alone[0].start_ms)
    ]
    sentence = next(line for line in waiting_for(state) if "waits for its neighbours" in line)
    assert "a counted rep that is alike, or two more cycles that are" in sentence
    assert "refused as alone" in sentence
    assert why(alone[0]).count("similar reps") == 1
    assert alone[0].reported_ms == pytest.approx(state.held[0].given_up_ms, abs=100)
    assert not moment(quick_one, Settings(), alone[0].reported_ms + 100).state.held


def test_a_bounce_at_the_bottom_is_part_of_the_rep_that_follows(worn):
    def doings(wearer):
        wearer.stand(4.0, 5.0)
        for _ in range(3):
            through(wearer, [0.0, 1.0, 0.25, 1.0, 0.0], [1.1, 0.8, 0.8, 0.8, 0.8, 0.9])
        wearer.stand(4.0, 5.0)

    path = worn("bounced", doings, seed=2)
    reps, bounces = cycles_of_kind(path, "rep"), cycles_of_kind(path, "joined")
    assert [rep.index for rep in reps] == [1, 2, 3]
    assert bounces
    for bounce in bounces:
        (rep,) = [rep for rep in reps if rep.start_ms == bounce.start_ms]
        assert bounce.start_ms < bounce.end_ms < rep.end_ms
        assert (bounce.reason, bounce.reported_ms) == ("", None)
    assert "part of the rep that follows" in why(bounce)
    text = CliRunner().invoke(app, ["replay", str(path), "--explain"]).stdout
    assert text.count("bounce") >= 1
    waiting = moment(path, Settings(), bounce.judged_ms + 100).state
    (held,) = waiting.held
    assert (held.reason, held.counts_alone, held.decided) == (bounce.doubt, True, False)
    assert any("another descent before that makes it a bounce" in line for line in waiting_for(waiting))


def test_powered_on_in_a_seat_it_says_that_it_waits_for_walking(from_a_seat):
    changes = [entry for entry in timeline(from_a_seat, Settings()) if isinstance(entry, Change)]
    assert [change.state.standing for change in changes if "standing" in change.what] == [
        "unknown",
        "taken",
        "proved",
    ]
    waits = [change.state for change in changes if "waits_for" in change.what]
    assert [state.waits_for for state in waits] == ["stand_still", "", "walk", ""]
    asked = moment(from_a_seat, Settings(), waits[2].t_ms + 500).state
    assert "a few steps and then standing still" in waiting_for(asked)[0]
    assert [rep.index for rep in cycles_of_kind(from_a_seat, "rep")] == [1]


def test_a_hole_in_the_samples_is_shown_as_the_gate_that_refused():
    cut_off = cycles_of_kind(SESSIONS / "lost_samples.csv", "refused")
    gates = [deciding_gate(cycle) for cycle in cut_off if cycle.reason == "gap" and not cycle.bottom_ms]
    assert gates
    assert {(gate.name, gate.limit) for gate in gates} == {("hole_ms", 250)}
    assert all(gate.value > 250 for gate in gates)


def test_a_condition_that_is_not_met_is_shown_in_words_without_numbers():
    seated = cycles(SESSIONS / "must_not_count/sit_and_stand.csv", **BOTH)
    waited = next(cycle for cycle in seated if cycle.waits_for)
    condition = next(gate for gate in waited.gates if not gate.unit)
    assert (condition.name, condition.reason, condition.passed) == ("waits_for", "not_ready", False)
    assert gate_sentence(condition) == condition.words
    shown = Console(width=200, file=StringIO())
    shown.print(gate_table(waited))
    line = next(line for line in shown.file.getvalue().splitlines() if condition.words in line)
    assert line.split(condition.words)[1].split() == ["doubt:", "not_ready"]


def test_in_both_legs_the_fall_of_the_body_is_shown():
    path = SESSIONS / "alternating_set.csv"
    back = next(rep for rep in cycles_of_kind(path, "rep", **BOTH) if rep.leg == "back")
    asked = moment(path, Settings(BOTH), back.bottom_ms - 150)
    assert asked.state.fall.state == "falling, or held low"
    assert -700 < asked.state.fall.height_mm < -150
    assert "back" in [cycle.leg for cycle in asked.under_way]
    assert moment(path, Settings(), back.rise_ms).state.fall is None


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [("1:23.4", 83_400), ("83.4", 83_400), ("83400ms", 83_400), ("1:00:01", 3_601_000), ("2s", 2000)],
)
def test_a_moment_may_be_written_as_people_write_it(text, at_ms):
    assert parse_at(text) == at_ms


@pytest.mark.parametrize("arguments", [["--explain", "noon"], ["20"], ["--explain", "--facts"]])
def test_what_cannot_be_asked_is_answered_with_exit_code_2(arguments):
    asked = CliRunner().invoke(app, ["replay", str(HALF_REPS), *arguments])
    assert asked.exit_code == 2
    assert asked.stdout == ""


def test_a_time_outside_the_session_is_answered_with_the_valid_range():
    asked = CliRunner().invoke(app, ["replay", str(HALF_REPS), "--explain", "1:00:00"])
    assert asked.exit_code == 2
    assert "use a time from 0 to" in asked.stderr


def test_the_command_prints_the_timeline_and_the_moment_as_text_and_json():
    run = CliRunner()
    text = run.invoke(app, ["replay", str(HALF_REPS), "--explain"]).stdout
    assert "the standing direction is taken from the first still pose" in text
    assert text.count("refused: shallow") == 3
    lines = run.invoke(app, ["replay", str(HALF_REPS), "--explain", "--json"]).stdout.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert set(kinds) == {"state", "cycle", "set"}
    asked = run.invoke(app, ["replay", str(HALF_REPS), "--explain", "0:20"])
    assert "phase               descent" in asked.stdout
    assert "Waiting for the bottom" in asked.stdout
    state = json.loads(run.invoke(app, ["replay", str(HALF_REPS), "--explain", "20", "--json"]).stdout)
    assert state["phase"] == "descent"
    assert state["under_way"][0]["reason"] == "shallow"
    shallow = [gate for gate in state["under_way"][0]["gates"] if gate["reason"] == "shallow"]
    assert shallow[0]["at_least"] > DEPTH_MIN_DEG  # half of the wearer's own
    assert (shallow[0]["passed"], shallow[0]["doubt"]) == (False, False)


def test_every_state_and_every_gate_has_words():
    from heeldrive import WAITS

    assert set(WAITS_WORDS) == set(WAITS)
    assert set(STANDING_WORDS) == {"unknown", "taken", "proved"}
    names = {setting.name for setting in declared()} | {""}
    every = [gate for cycle in cycles(SESSIONS / "alternating_set.csv", **BOTH) for gate in cycle.gates]
    assert {gate.reason for gate in every} <= set(REASONS)
    assert {gate.setting for gate in every} <= names
