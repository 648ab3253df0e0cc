# ruff: noqa: SLF001 - it sets sums to the ends of their range, where no samples bring them
"""No intermediate value in the detector reaches 2**30: a larger integer is a heap object on a board."""

import importlib
import pkgutil
import random
from itertools import product
from pathlib import Path

import heeldrive
import pytest
from heeldrive import RepCounter, Settings, declared, events, knee_travel, lever_arm
from heeldrive_lab.sessions.session import SessionReader
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_integers import LIMIT, Small, TooLargeError, small

RECORDED = Path(__file__).parents[2] / "recorded_sessions"
# One session for each kind of motion, data rate and fault of strap or clock; all sessions would take minutes.
GUARDED = (
    "clean_set",
    "half_reps_in_a_set",
    "back_leg_set",
    "forward_lunges",
    "split_squats",
    "strap_turns_in_mid_set",
    "lost_samples",
    "at_26_samples_a_second",
    "strapped_on_and_taken_off",
    "must_not_count/stairs",
    "must_not_count/jogging",
    "must_not_count/jumping",
    "must_not_count/cycling",
    "must_not_count/tying_shoes",
    "must_not_count/quick_sits",
)
# With everything on: also the body's height and knee travel.
ALL = {"mode": "both_legs", "knee_letter": "on"}
COUNT_MIN, COUNT_MAX = -32768, 32767


def events_from(counter, rows, integer=int):
    """Process rows with a detector; return its events and its final state."""
    events = [
        (kind, *vars(counter.event).values()) for row in rows if (kind := counter.step(*map(integer, row)))
    ]
    while kind := counter.finish():
        events.append((kind, *vars(counter.event).values()))
    return events, counter.reps, counter.set_index, counter.inclination_cdeg


@pytest.fixture(scope="module")
def unguarded():
    """The detector's events of each session with Python's own integers."""
    events = {}
    for name in GUARDED:
        with SessionReader(RECORDED / f"{name}.csv") as session:
            header = session.header
            counter = RepCounter(Settings(ALL), header.accel_ug_per_count, header.gyro_udps_per_count)
            events[name] = events_from(counter, session)
    return events


@pytest.fixture(scope="module", autouse=True)
def small_constants(unguarded):
    """Makes the constants of the detector's modules Small: arithmetic between two of them is checked."""
    patch = pytest.MonkeyPatch()
    # All of them first: one that is imported later would compute with Small constants of another.
    names = [found.name for found in pkgutil.iter_modules(heeldrive.__path__, "heeldrive.")]
    for module in list(map(importlib.import_module, names)):
        for name, value in list(vars(module).items()):
            if type(value) is int or (type(value) is tuple and all(type(x) is int for x in value)):
                patch.setattr(module, name, small(value))
    yield
    patch.undo()


def drive(rows, ug_per_count, udps_per_count, values=None):
    """Process rows with a detector whose integers are all Small."""
    counter = RepCounter(small(Settings(ALL | (values or {}))), Small(ug_per_count), Small(udps_per_count))
    small(counter)
    return events_from(counter, rows, Small)


def extremes(smallest):
    """Return every numeric setting at one end of its range."""
    return {s.name: s.smallest if smallest else s.largest for s in declared() if not s.choices}


def test_the_guard_follows_a_value_through_arithmetic_and_refuses_at_two_to_the_thirty():
    value = 5 - (Small(3) << 2) // 2
    assert type(value) is Small
    assert value == -1
    assert type(-value) is Small
    assert "abc"[value + 3] == "c"
    assert (Small(1 << 29) - 1) * 2 == LIMIT - 2
    for reach in (lambda x: x * 2, lambda x: 2 * x, lambda x: x << 1, lambda x: -x - x, lambda x: x + x):
        with pytest.raises(TooLargeError, match=str(LIMIT)):
            reach(Small(1 << 29))
    with pytest.raises(TypeError):
        Small(4) / 2


def test_an_overflow_in_the_middle_of_the_detector_is_caught(monkeypatch):
    """The check still works after all sums, shifts and roots: the lever arm is the last of them."""

    def solve(self):
        return self._cc * 1000000

    monkeypatch.setattr(lever_arm.LeverArm, "solve", solve)
    with pytest.raises(TooLargeError, match="mul"):
        drive_recorded("clean_set")


def drive_recorded(name):
    with SessionReader(RECORDED / f"{name}.csv") as session:
        return drive(session, session.header.accel_ug_per_count, session.header.gyro_udps_per_count)


@pytest.mark.parametrize("name", GUARDED)
def test_on_recorded_sessions_of_every_kind_where_the_guard_changes_nothing(name, unguarded):
    assert drive_recorded(name) == unguarded[name]


@pytest.mark.parametrize("smallest", [True, False])
def test_with_every_setting_at_the_end_of_its_range(smallest, simulated):
    session = simulated("split_squat_set", rate_hz=52)
    header = session.header
    drive(session.rows, header.accel_ug_per_count, header.gyro_udps_per_count, extremes(smallest))


SENSITIVITIES = (
    (61, 4375),
    (122, 8750),
    (244, 17500),
    (488, 35000),
    (488, 70000),
)  # 2 g, 125 dps .. 16 g, 2000 dps
KINDS = ("noise", "edges", "square", "saturated", "only turning", "silent", "still", "wandering")
PAUSES_MS = (1, 4, 5, 9, 10, 19, 38, 59, 60, 61, 249, 250, 251, 1000, 7000)
STARTS_MS = (0, 36_000_000, LIMIT - 4_000_000)  # power-on, 10 hours, and the last possible hour


def rough_rows(seed, kinds, pauses_ms, start_ms):
    """Return impossible samples: a stretch of each kind at its own rate, each followed by a gap."""
    rng = random.Random(seed)
    t_ms = start_ms
    for kind, pause_ms in zip(kinds, pauses_ms, strict=True):
        held = [rng.choice((COUNT_MIN, COUNT_MAX)) for _ in range(6)]
        for index in range(120):
            if kind == "noise":
                held = [rng.randint(COUNT_MIN, COUNT_MAX) for _ in range(6)]
            elif kind == "edges" or (kind == "square" and index % 7 == 0):
                held = [rng.choice((COUNT_MIN, COUNT_MAX)) for _ in range(6)]
            elif kind == "only turning":
                held[:3] = 0, 0, 4098
            elif kind == "silent":
                held = [0] * 6
            elif kind == "still":
                held = [rng.randint(-3, 3), 2, 4098, 5, -7, rng.randint(-3, 3)]
            elif kind == "wandering":
                held = [max(COUNT_MIN, min(COUNT_MAX, x + rng.randint(-5000, 5000))) for x in held]
            yield (t_ms, *held)
            t_ms += rng.randint(1, pause_ms)
        t_ms += rng.choice((1, 15, 300, 5000))


def stretches():
    """Draw one to four stretches: kind, and longest time between two samples."""
    return st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(PAUSES_MS)), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.integers(0, 1 << 16), stretches(), st.sampled_from(STARTS_MS), st.sampled_from(SENSITIVITIES))
@example(1, [("saturated", 60), ("still", 10)], 0, (488, 70000))
@example(2, [("still", 10), ("edges", 60), ("noise", 60)], 0, (488, 70000))
@example(3, [("only turning", 38), ("square", 38)], 0, (488, 70000))
def test_on_samples_no_thigh_gives(seed, plan, start_ms, sensitivity):
    kinds, pauses_ms = zip(*plan, strict=True)
    drive(rough_rows(seed, kinds, pauses_ms, start_ms), *sensitivity)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.integers(0, 1 << 16), stretches())
@example(1, [("saturated", 60), ("edges", 60)])
@example(2, [("square", 24), ("wandering", 38)])
def test_on_samples_no_thigh_gives_once_it_knows_which_way_is_forward(seed, plan):
    with SessionReader(RECORDED / "clean_set.csv") as session:
        lunges = [row for row in session if row[0] < 20_000][::2]  # two reps
    kinds, pauses_ms = zip(*plan, strict=True)
    drive([*lunges, *rough_rows(seed, kinds, pauses_ms, 20_010)], 244, 17500)


def up_to(limit):
    """Draw integers from -limit to limit, both included."""
    return st.integers(-limit, limit) | st.sampled_from((-limit, limit))


@settings(deadline=None, derandomize=True)
@given(
    up_to(knee_travel._V_MAX), up_to(knee_travel._SUM_MAX), up_to(knee_travel._TIME_SUM_MAX),
    up_to(knee_travel._SUM_MAX), up_to(1 << 20), st.integers(1, knee_travel._REP_LONGEST_MS), up_to(100_000),
)  # fmt: skip
def test_when_the_sums_of_the_knees_way_are_as_large_as_they_may_be(w, ws, ts, ss, lag, time_ms, lever_mm):
    knee = knee_travel.KneeTravel()
    knee._w, knee._sum_ws, knee._sum_ts, knee._sum_ss, knee._lag = w, ws, ts, abs(ss), lag
    knee._time_ms, knee._invalid = time_ms, 0
    event = events.Event()
    small(knee).measure(event, Small(lever_mm))
    knee.compare(event)
    assert abs(event.travel_mm) <= knee_travel._TRAVEL_MAX_MM


def largest_allowed(which):
    """Return the largest sensitivity that RepCounter accepts for the accelerometer (0) or gyroscope (1)."""

    def allowed(value):
        try:
            RepCounter(Settings(), *[(value, 1), (1, value)][which])
        except ValueError:
            return False
        return True

    low, high = 1, 1 << 24
    assert allowed(low)
    assert not allowed(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return low


@pytest.mark.parametrize("kind", KINDS)
def test_at_the_largest_sensitivities_that_are_allowed(kind):
    sensitivity = largest_allowed(0), largest_allowed(1)
    for seed, pause_ms in ((1, 10), (2, 60)):
        drive(rough_rows(seed, ("still", kind), (10, pause_ms), 0), *sensitivity, extremes(smallest=False))


@pytest.mark.parametrize("rest", [(0, 0, 2000), (1200, -1200, 1200)])
@pytest.mark.parametrize("pause_ms", [15, 24])
def test_when_a_leg_at_rest_is_struck_to_full_scale_in_any_direction(rest, pause_ms):
    sensitivity = largest_allowed(0), largest_allowed(1)
    still = [(t_ms, *rest, 0, 0, 0) for t_ms in range(0, 800, 20)]
    for blow in product((COUNT_MIN, COUNT_MAX), repeat=6):
        drive([*still, *((800 + index * pause_ms, *blow) for index in range(3))], *sensitivity)


@pytest.mark.parametrize("from_end_ms", [1, 500, 100_000])
def test_when_the_first_sample_comes_at_the_end_of_time(from_end_ms):
    first_ms = LIMIT - from_end_ms
    drive(
        [(t_ms, 0, 0, 4098, 0, 0, 0) for t_ms in range(first_ms, min(first_ms + 5000, LIMIT), 10)], 244, 17500
    )


def test_the_samples_may_stop_for_days():
    still = (0, 0, 4098, 0, 0, 0)
    drive([(0, *still), (10, *still), (LIMIT - 1, *still)], 244, 17500)
