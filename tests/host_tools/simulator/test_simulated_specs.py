"""Specs say what is simulated, and what is wrong in one is said in a sentence; the command writes it."""

from itertools import pairwise

import numpy as np
import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.simulator import LIBRARY, MORE, SpecError, make_session, perform, pool, read_spec, simulate
from heeldrive_lab.simulator.activities import ACTIVITIES
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.spec import spec_from
from heeldrive_lab.simulator.workouts import workout_spec
from typer.testing import CliRunner

SPEC = """
about = "two sets"
seed = 4
rate_hz = 52
thigh = "left"

[person]
sex = "male"
stature_m = 1.8

[[do]]
activity = "stand"
seconds = 3

[[do]]
activity = "backward_lunge"
reps = 2
depth_deg = [80, 84]

[[do]]
activity = "stand"
seconds = [2, 3]
"""


@pytest.mark.parametrize(
    ("line", "mended", "says"),
    [
        (
            'activity = "backward_lunge"',
            'activity = "moonwalk"',
            "do number 2: unknown activity 'moonwalk'",
        ),
        ("[80, 84]", "200", "do number 2 .backward_lunge.: depth_deg is 200; it must be from 25 to 115"),
        ("[80, 84]", "[84, 80]", "depth_deg goes from 84 down to 80; swap them"),
        ("[80, 84]", "[80]", "depth_deg has 1 numbers; it must be one, or two to draw between"),
        ("reps = 2", 'reps = "two"', "reps is 'two'; it must be a whole number from 1 to 100"),
        ("reps = 2", "reps = true", "reps is True; it must be a whole number"),
        ("reps = 2", "tummy = 2", "unknown parameter 'tummy'; the parameters are leg, reps, depth_deg"),
        ("reps = 2", 'leg = "left"', "leg is 'left'; it must be one of front, back, alternating"),
        ("stature_m = 1.8", "stature_m = 3", "person: stature_m is 3; it must be from 1.3 to 2.2"),
        ("[person]", "[persons]", "unknown key 'persons'; the keys of a spec are about, seed"),
        ("rate_hz = 52", "rate_hz = 50", "rate_hz is '50'; it must be one of 26, 52, 104, 208"),
        ("seed = 4", "seed = -4", "seed is -4; it must be from 0 to 4294967295"),
        ('thigh = "left"', 'thigh = "both"', "thigh is 'both'; it must be one of left, right"),
        ("seconds = 3", "seconds = 1201", "seconds is 1201; it must be from 0.2 to 1200"),
        ("seconds = [2, 3]", "seconds = 1200", "a session lasts 20 at most: make several"),
        (
            'activity = "stand"\nseconds = [',
            'activity = "strap_on"\nseconds = [',
            "the first activity: move it up",
        ),
        (
            'activity = "stand"\nseconds = 3',
            'activity = "take_off"\nseconds = 3',
            "the last activity: move it down",
        ),
        ("[[do]]", "[[done]]", "unknown key 'done'"),
        ("seed = 4", "seed = ", "this is not TOML"),
    ],
)
def test_what_is_wrong_in_a_spec_is_named_with_what_would_do(tmp_path, line, mended, says):
    assert line in SPEC
    path = tmp_path / "spec.toml"
    path.write_text(SPEC.replace(line, mended))
    with pytest.raises(SpecError, match=says) as caught:
        read_spec(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_an_empty_spec_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(SpecError, match="there is nothing to do"):
        spec_from("seed = 1")
    with pytest.raises(SpecError, match="there is no such file"):
        read_spec(tmp_path / "none.toml")


def test_the_command_writes_session_and_truth_and_says_what_is_wrong(tmp_path):
    spec, out = tmp_path / "spec.toml", tmp_path / "out.csv"
    spec.write_text(SPEC)
    result = CliRunner().invoke(app, ["simulate", str(spec), "-o", str(out), "--seed", "9"])
    assert result.exit_code == 0, result.output
    assert "2 true reps" in result.output
    with SessionReader(out) as reader:
        rows = list(reader)
        assert (reader.header.thigh, reader.header.rate_hz, reader.header.origin) == ("left", 52, "simulated")
        assert reader.header.extra["seed"] == "9"
    truth = read_annotations(tmp_path / "out.truth.csv")
    assert truth.session == "out.csv"
    assert [row.kind for row in truth.rows] == ["set", "rep", "rep"]
    assert truth.rows[-1].end_ms < rows[-1][0]
    spec.write_text(SPEC.replace("backward_lunge", "moonwalk"))
    result = CliRunner().invoke(app, ["simulate", str(spec), "-o", str(tmp_path / "bad.csv")])
    assert result.exit_code == 2
    assert "moonwalk" in result.output
    assert not (tmp_path / "bad.csv").exists()


def test_one_seed_is_one_session_and_the_header_alone_makes_it_again(tmp_path):
    spec = spec_from(SPEC)
    session = simulate(spec, name="a")
    assert simulate(spec, name="a") == session
    assert simulate(spec, name="a", seed=5).rows != session.rows
    again = spec_from(session.header.extra["spec"])
    assert simulate(again, name="a") == session
    assert again.line() == spec.line()


def test_the_same_reps_are_read_at_other_rates_and_through_other_mountings():
    usual = make_session("clean_set", 3, rate_hz=52)
    for how in ({"rate_hz": 26}, {"rate_hz": 104, "rate_error": -0.1}, {"thigh": "left"}):
        other = make_session("clean_set", 3, **how)
        assert [row.start_ms for row in other.truth.rows] == [row.start_ms for row in usual.truth.rows]
        assert other.rows != usual.rows
        assert other.rows[-1][0] == pytest.approx(usual.rows[-1][0], abs=100)


def test_an_unknown_name_or_two_rates_are_refused():
    with pytest.raises(ValueError, match="unknown session 'lunges'; the sessions are clean_set"):
        make_session("lunges")
    from heeldrive_lab.simulator import Chip

    with pytest.raises(ValueError, match="either chip"):
        make_session("clean_set", chip=Chip(), rate_hz=52)


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_every_activity_can_be_done_and_is_in_the_truth_by_a_name(activity):
    entries = [{"activity": "stand", "seconds": 1.5}, {"activity": activity}]
    if activity == "strap_on":
        entries.reverse()
    line = ", ".join("{" + ", ".join(f"{k} = {v!r}" for k, v in entry.items()) + "}" for entry in entries)
    session = simulate(spec_from("{ seed = 3, rate_hz = 26, do = [" + line.replace("'", '"') + "] }"))
    counts = np.array(session.rows)[:, 1:]
    assert np.abs(counts).max() < 32767  # nothing in daily life, done well, passes the full scales
    # Two runners on a treadmill felt 1.8-1.9 g on the average (Bilkent, measured here).
    assert 0.5 < np.linalg.norm(counts[:, :3], axis=1).mean() * 244e-6 < 2.0
    lunges = {"backward_lunge", "forward_lunge", "split_squat"}
    assert bool(session.truth.reps) is (activity in lunges)
    assert bool(session.truth.rows) is (activity != "stand")


@pytest.mark.parametrize(
    "name", ["clean_set", "back_leg_set", "alternating_set", "forward_lunges", "split_squats"]
)
def test_truth_is_ordered_and_agrees_with_the_true_motion(name):
    session = make_session(name, 7)
    person, motion = perform(name, 7)
    inclination = motion.inclination_deg()

    def at(ms):
        return float(np.interp(ms / 1e3 * FINE_HZ, np.arange(len(inclination)), inclination))

    reps = session.truth.reps
    for rep in reps:
        assert rep.start_ms < rep.bottom_ms <= rep.rise_ms < rep.end_ms
        span = inclination[round(rep.start_ms * FINE_HZ / 1e3) : round(rep.end_ms * FINE_HZ / 1e3)]
        if rep.sensor_leg == "front":
            assert rep.depth_deg == pytest.approx(span.max(), abs=0.06)
            assert at(rep.bottom_ms) == pytest.approx(rep.depth_deg - 5.0, abs=0.3)
            assert at(rep.rise_ms) == pytest.approx(rep.depth_deg - 5.0, abs=0.3)
        assert abs(rep.knee_travel_mm) < 1000 * person.shank_m
        assert 0 <= rep.cop_percent <= 100
    for earlier, later in pairwise(reps):
        assert earlier.end_ms <= later.start_ms
    for total in (row for row in session.truth.rows if row.kind == "set"):
        inside = [rep for rep in reps if rep.sensor_leg == total.sensor_leg]
        assert (total.reps, total.start_ms, total.end_ms) == (
            len(inside),
            inside[0].start_ms,
            inside[-1].end_ms,
        )


def test_alternating_lunges_are_told_by_the_leg_in_front():
    legs = [rep.sensor_leg for rep in make_session("alternating_set", 5).truth.reps]
    assert legs == ["front", "back"] * 6


def test_half_reps_are_in_the_truth_as_what_must_not_count():
    halves = [row for row in make_session("half_reps_in_a_set").truth.rows if row.activity == "half_lunge"]
    assert len(halves) == 3
    assert all(row.kind == "other" and 24.0 < row.depth_deg < 48.0 for row in halves)


def test_fatigue_makes_the_last_reps_slower_and_shallower():
    reps = make_session("tired_by_the_end").truth.reps
    lengths = [rep.end_ms - rep.start_ms for rep in reps]
    assert np.mean(lengths[-4:]) > 1.2 * np.mean(lengths[:4])
    assert np.mean([rep.depth_deg for rep in reps[-4:]]) < np.mean([rep.depth_deg for rep in reps[:4]]) - 6


def test_a_pool_is_drawn_from_its_seed_and_hard_workouts_hold_more_than_lunges():
    ((name, session),) = pool(1, 50, hard=True)
    assert name == "hard_front_50"
    assert len(session.truth.reps) > 8
    assert session.header.extra["spec"] == workout_spec(50, hard=True, rate_hz=52).line()
    assert workout_spec(50) != workout_spec(51)
    hard = {doing.activity for seed in range(20) for doing in workout_spec(seed, hard=True).do}
    easy = {doing.activity for seed in range(20) for doing in workout_spec(seed).do}
    assert {"stairs_up", "jogging", "marching", "jump", "kneel", "half_lunge"} <= hard - easy
    assert easy == {"stand", "walking", "sit", "fidget", "backward_lunge"}


def test_the_library_is_as_large_in_what_must_not_count_and_shows_every_activity():
    negatives = [name for name in LIBRARY if name.startswith("must_not_count/")]
    assert len(LIBRARY) >= 30
    assert len(negatives) * 2 >= 0.9 * len(LIBRARY)
    done = {doing.activity for spec in LIBRARY.values() for doing in spec.do}
    assert done == set(ACTIVITIES)
    assert {spec.rate_hz for spec in LIBRARY.values()} >= {26, 52, 104}
    assert "workout" in MORE
