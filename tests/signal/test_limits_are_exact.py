"""A limit is exact to the last unit: a cycle whose value equals the limit counts, and one beyond does not."""

from functools import cache
from pathlib import Path

import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, REASONS, RepCounter, Settings
from heeldrive.window import Watch
from heeldrive_lab.sessions.session import SessionReader

SESSIONS = Path(__file__).parents[2] / "recorded_sessions"
LOOSE = {"rate_max_dps": 1000, "quick_rise_ms": 0, "rest_min_s": 600, "ready_max_ms": 60_000}


class Cycle:
    """The event of one cycle, and the settings it was counted with."""

    def __init__(self, event):
        self.__dict__ = dict(vars(event))
        self.said = "rep" if event.kind == EVENT_REP else REASONS[event.reason]
        self.length_ms = event.end_ms - event.start_ms
        self.hold_ms = event.rise_ms - event.bottom_ms


@cache
def recorded(name):
    with SessionReader(SESSIONS / f"{name}.csv") as session:
        return session.header, list(session)


def cycles(name, until_ms=1 << 30, **settings):
    """Return the counted and refused cycles of a recorded session with some settings."""
    header, rows = recorded(name)
    counter = RepCounter(Settings(settings), header.accel_ug_per_count, header.gyro_udps_per_count)
    found = []
    for row in rows:
        if row[0] > until_ms:
            break
        if counter.step(*row) in (EVENT_REP, EVENT_REFUSED):
            found.append(Cycle(counter.event))
    while counter.finish():
        if counter.event.kind in (EVENT_REP, EVENT_REFUSED):
            found.append(Cycle(counter.event))
    return found


def said(name, cycle, **settings):
    """Return the result for the same cycle with other settings; empty if it is not reported."""
    near = [
        other
        for other in cycles(name, cycle.shown_ms + 20_000, **settings)
        if abs(other.start_ms - cycle.start_ms) < 400 and other.sensor_leg == cycle.sensor_leg
    ]
    return near[0].said if near else ""


def reps(name, how_many, **settings):
    """Return some counted reps of a session, without the first, which follows no other."""
    counted = [cycle for cycle in cycles(name, **settings) if cycle.said == "rep"]
    assert len(counted) > how_many
    return counted[1 : how_many + 1]


# setting, session, measured value in its unit, whether the limit is a minimum or a maximum, the reason
LIMITS = [
    ("rep_min_ms", "clean_set", "length_ms", "smallest", "too_fast"),
    ("rep_max_ms", "slow_reps", "length_ms", "largest", "too_slow"),
]


@pytest.mark.parametrize(("setting", "name", "measured", "which", "reason"), LIMITS)
def test_a_cycle_at_the_limit_counts_and_one_unit_beyond_it_is_refused(
    setting, name, measured, which, reason
):
    beyond = 1 if which == "smallest" else -1
    for rep in reps(name, 3, **LOOSE):
        limit = getattr(rep, measured)
        assert said(name, rep, **LOOSE | {setting: limit}) == "rep"
        assert said(name, rep, **LOOSE | {setting: limit + beyond}) == reason


@pytest.mark.parametrize("name", ["clean_set", "tired_by_the_end", "not_very_deep"])
def test_depth_and_excursion_are_whole_degrees_of_what_is_measured(name):
    for rep in reps(name, 5, **LOOSE):
        whole = rep.depth_cdeg // 100
        assert said(name, rep, **LOOSE | {"depth_min_deg": whole}) == "rep"
        assert said(name, rep, **LOOSE | {"depth_min_deg": whole + 1}) == "shallow"
        excursion = rep.depth_cdeg - max(rep.top_cdeg, rep.back_cdeg)
        if excursion < 7900:
            assert said(name, rep, **LOOSE | {"excursion_min_deg": excursion // 100}) == "rep"
            assert said(name, rep, **LOOSE | {"excursion_min_deg": (excursion + 102) // 100}) == "shallow"


@pytest.mark.parametrize("name", ["quick_reps", "alternating_set", "tired_by_the_end"])
def test_the_largest_angular_rate_of_either_way_is_the_limit(name):
    quick = [rep for rep in reps(name, 5, **LOOSE) if max(rep.down_dps, rep.up_dps) > 101]
    assert quick
    for rep in quick:
        fastest = max(rep.down_dps, rep.up_dps)
        assert said(name, rep, **LOOSE | {"rate_max_dps": fastest + 1}) == "rep"
        assert said(name, rep, **LOOSE | {"rate_max_dps": fastest - 1}) == "too_fast"


@pytest.mark.parametrize("name", ["clean_set", "quick_reps", "forward_lunges", "slow_reps"])
def test_the_tolerance_of_an_uncertain_lever_arm_grows_with_the_square_of_the_cycles_length(name):
    for rep in reps(name, 3, **LOOSE):
        limit_mm = rep.lever_mm + rep.length_ms**2 // 1024 // 100
        if limit_mm < 290:
            assert said(name, rep, **LOOSE, lever_min_mm=limit_mm - 2) == "rep"
            assert said(name, rep, **LOOSE, lever_min_mm=limit_mm + 4) == "leg_raised"


def only(name, base=LOOSE, **settings):
    """Return the first cycle of a session that ends right after it: nothing follows that is like it."""
    first = min(cycles(name, **base), key=lambda cycle: cycle.start_ms)
    return min(cycles(name, first.end_ms + 1000, **base | settings), key=lambda cycle: cycle.start_ms)


def test_a_hold_as_long_as_the_setting_is_no_doubt_and_a_longer_one_is():
    knelt = only("must_not_count/tying_shoes", hold_max_ms=3500)
    assert knelt.said == "long_hold"
    assert only("must_not_count/tying_shoes", hold_max_ms=knelt.hold_ms - 1).said == "long_hold"
    assert only("must_not_count/tying_shoes", hold_max_ms=knelt.hold_ms).said != "long_hold"


def test_the_jolts_that_are_allowed_are_the_setting_and_what_the_lunge_itself_needs():
    rep = only("forward_lunges")
    assert rep.said == "rep"
    counts = [only("forward_lunges", shake_max_mg=mg).said == "rep" for mg in range(30, rep.shake_mg + 1)]
    assert counts == sorted(counts), "once it counts, it counts with every larger limit"
    assert not counts[0]
    assert counts[-1]


def test_a_rep_of_the_other_leg_has_its_limits_too():
    loose = LOOSE | {"mode": "both_legs", "fall_min_mm": 50, "fall_share_percent": 0}
    for rep in reps("back_leg_set", 4, **loose):
        assert rep.sensor_leg == 1
        assert said("back_leg_set", rep, **loose | {"fall_min_mm": rep.fall_mm}) == "rep"
        assert said("back_leg_set", rep, **loose | {"fall_min_mm": rep.fall_mm + 1}) == "shallow"
        # A drop lasts six fifths of the shortest cycle of the other leg; its thigh turns at 64 % of the rate.
        assert said("back_leg_set", rep, **loose | {"rep_min_ms": rep.length_ms * 5 // 6}) == "rep"
        assert said("back_leg_set", rep, **loose | {"rep_min_ms": rep.length_ms * 5 // 6 + 2}) != "rep"
        rate_dps = rep.down_dps * 1569 // 1000
        if rate_dps <= 102:
            continue
        assert said("back_leg_set", rep, **loose | {"rate_max_dps": rate_dps + 2}) == "rep"
        assert said("back_leg_set", rep, **loose | {"rate_max_dps": rate_dps - 2}) != "rep"


def test_what_was_waited_is_the_limit_for_being_ready():
    for rep in reps("slow_reps", 4, **LOOSE):
        if rep.wait_ms >= 1000:
            assert said("slow_reps", rep, **LOOSE | {"ready_max_ms": rep.wait_ms}) == "rep"
            assert said("slow_reps", rep, **LOOSE | {"ready_max_ms": rep.wait_ms - 1}) == "not_ready"


def test_a_rise_as_long_as_the_setting_counts_at_once_and_a_shorter_one_waits():
    rep = next(cycle for cycle in cycles("clean_set", **LOOSE) if cycle.said == "rep")
    rise_ms = rep.end_ms - rep.rise_ms

    def shown_ms(quick_rise_ms):
        first = cycles("clean_set", **LOOSE | {"quick_rise_ms": quick_rise_ms})[0]
        assert abs(first.start_ms - rep.start_ms) < 400
        return first.shown_ms

    assert shown_ms(rise_ms) == rep.shown_ms
    assert shown_ms(rise_ms + 1) > rep.shown_ms


def test_a_cycle_that_rests_at_the_bottom_waits_for_others_that_do():
    loose = LOOSE | {"hold_max_ms": 30_000, "rep_max_ms": 60_000, "seat_max_ms": 10_000}
    kneels = only("must_not_count/tying_shoes", loose)
    assert kneels.still_ms > 200 > kneels.seat_ms
    assert kneels.said == "seated"
    assert only("held_at_the_bottom").still_ms < 120


def test_stillness_as_on_a_chair_is_refused_beyond_the_limit():
    """By itself it is also a rest, which makes the cycle doubtful, so the gate itself is watched."""
    name = "must_not_count/sit_and_stand"
    loose = LOOSE | {"hold_max_ms": 30_000, "rep_max_ms": 60_000}
    header, rows = recorded(name)
    seated = [cycle for cycle in cycles(name, **loose) if cycle.said == "seated" and cycle.seat_ms < 10_000]
    assert seated
    for cycle in seated:
        for seat_max_ms, passes in ((cycle.seat_ms, True), (cycle.seat_ms - 1, False)):
            counter = RepCounter(
                Settings(loose | {"seat_max_ms": seat_max_ms}),
                header.accel_ug_per_count,
                header.gyro_udps_per_count,
            )
            watch = Watch(counter)
            found = []
            for row in rows:
                counter.step(*row)
                found += watch.judged()
            judged = min(found, key=lambda other: abs(other.start_ms - cycle.start_ms))
            assert [gate.passed for gate in judged.gates if gate.name == "seat_ms"] == [passes]
