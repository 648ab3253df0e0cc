"""What the manual promises to a wearer, on simulated sessions with the session's own clock."""

import numpy as np
import pytest
from heeldrive.attitude import GravityFilter
from heeldrive_lab.simulator import Chip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def shifted(session, by_ms):
    """Return the session with a later start."""
    return session._replace(rows=[(row[0] + by_ms, *row[1:]) for row in session.rows])


def without(session, first_ms, length_ms):
    """Return the session with a gap in the samples."""
    lost = range(first_ms, first_ms + length_ms)
    return session._replace(rows=[row for row in session.rows if row[0] not in lost])


def turned(session, quaternion):
    """Return the session with the sensor rotated in its strap."""
    w, x, y, z = np.array(quaternion) / np.linalg.norm(quaternion)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    table = np.array(session.rows)
    counts = np.hstack([table[:, 1:4] @ turn.T, table[:, 4:] @ turn.T]).round().clip(-32768, 32767)
    rows = [(t_ms, *row) for t_ms, row in zip(table[:, 0].tolist(), counts.astype(int).tolist(), strict=True)]
    return session._replace(rows=rows)


@pytest.mark.parametrize("seed", [11, 41, 42, 43])
def test_a_clean_set_of_ten_counts_ten(seed, simulated, count):
    counted = count(simulated("clean_set", seed=seed))
    assert [rep.index for rep in counted.reps] == list(range(1, 11))
    assert {rep.leg for rep in counted.reps} == {"front"}
    assert counted.sets == [10]
    assert counted.reasons == []


@pytest.mark.parametrize(
    "name",
    ["quick_reps", "held_at_the_bottom", "tired_by_the_end", "heel_driven_then_toe_driven", "not_very_deep"],
)
def test_however_a_set_is_done_each_rep_of_it_counts(name, simulated, count):
    session = simulated(name)
    assert count(session).sets == [len(session.truth.reps)]


@pytest.mark.parametrize("name", ["clean_set", "half_reps_in_a_set", "slow_reps", "split_squat_set"])
def test_the_number_changes_when_the_wearer_is_back_up_and_never_on_the_way_down(name, simulated, count):
    session = simulated(name)
    counted = count(session)
    changes = counted.number[1:]
    assert changes == [(rep.shown_ms, rep.index) for rep in counted.reps]
    for (ms, _), rep in zip(changes, session.truth.reps, strict=True):
        assert (rep.rise_ms + rep.end_ms) / 2 < ms < rep.end_ms + 1000
    for event in counted.reps:
        assert event.rise_ms < event.shown_ms <= event.end_ms + 1000
    down = [(row.start_ms, row.rise_ms) for row in session.truth.rows if row.rise_ms is not None]
    assert not [ms for ms, _ in changes if any(start <= ms <= rise for start, rise in down)]


def test_a_half_rep_in_the_middle_of_a_set_is_refused_as_shallow_and_the_set_goes_on(simulated, count):
    session = simulated("half_reps_in_a_set")
    counted = count(session)
    happened = [row for row in session.truth.rows if row.rise_ms is not None]
    expected = ["rep" if row.kind == "rep" else "refused" for row in happened]
    assert [event.kind for event in counted.events] == [*expected, "set"]
    assert counted.reasons == ["shallow"] * 3
    assert counted.sets == [10]
    for event, row in zip(counted.events, happened, strict=False):
        assert row.start_ms - 300 < event.start_ms < row.bottom_ms
        assert event.depth_deg == pytest.approx(row.depth_deg, abs=5)


def test_walking_and_a_sit_between_two_sets_are_not_counted_and_make_two_sets(simulated, count):
    counted = count(simulated("two_sets_walk_and_sit"))
    assert counted.sets == [8, 8]
    assert len(counted.reps) == 16
    assert [event.index for event in counted.of_kind("set")] == [1, 2]


def test_rest_ends_a_set_when_it_exceeds_the_setting(worn, count):
    def doings(wearer):
        wearer.rep()
        wearer.rep()
        wearer.stand(20.0, 20.5)
        wearer.rep()
        wearer.stand(8.0, 8.5)
        wearer.rep()

    session = worn(doings)
    counted = count(session)
    assert counted.sets == [2, 2]
    first = counted.of_kind("set")[0]
    assert first.start_ms == counted.reps[0].start_ms
    assert first.end_ms == counted.reps[1].end_ms
    assert 15_000 < first.shown_ms - first.end_ms < 15_100
    assert count(session, rest_min_s=30).sets == [4]
    assert count(session, rest_min_s=5).sets == [2, 1, 1]


def test_the_end_of_the_recording_ends_the_set_that_is_open(simulated, count):
    counted = count(simulated("clean_set"))
    assert "set" not in [event.kind for event in counted.events[: counted.before_finish]]
    assert [event.kind for event in counted.events[counted.before_finish :]] == ["set"]


def test_sitting_down_and_standing_up_is_no_rep(simulated, count):
    session = simulated("must_not_count/sit_and_stand")
    counted = count(session)
    assert counted.number == [(0, 0)]
    assert len(counted.reasons) >= 4
    # After the first sit, standing may itself be a seat: the detector waits for a few steps.
    assert set(counted.reasons) <= {"seated", "long_hold", "no_return", "too_slow", "not_ready"}


def test_walking_stays_at_nought(simulated, count):
    assert count(simulated("must_not_count/walk_only")).events == []


def test_stairs_and_a_jog_stay_at_nought(simulated, count):
    assert count(simulated("stairs_and_jog")).number == [(0, 0)]


# Rotations that differ from each other and from none. Four numbers that are not all small make a rotation.
TURN = st.tuples(*[st.integers(-100, 100)] * 4).filter(lambda q: sum(map(abs, q)) > 50)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TURN)
def test_strapped_on_at_any_angle_it_counts_the_same(simulated, count, quaternion):
    session = simulated("half_reps_in_a_set", rate_hz=52)
    straight, askew = count(session), count(turned(session, quaternion))
    assert [event.kind for event in askew.events] == [event.kind for event in straight.events]
    for event, reference in zip(askew.reps, straight.reps, strict=True):
        assert event.end_ms == pytest.approx(reference.end_ms, abs=60)
        assert event.depth_deg == pytest.approx(reference.depth_deg, abs=2)


@pytest.mark.parametrize("thigh", ["left", "right"])
@pytest.mark.parametrize("name", ["clean_set", "upside_down_mount"])
def test_on_either_thigh_and_either_side_up_it_counts_the_same(name, thigh, simulated, count):
    assert count(simulated(name, thigh=thigh)).sets == [10]


@pytest.mark.parametrize("rate_hz", [26, 52, 104, 208])
@pytest.mark.parametrize("rate_error", [-0.1, 0.0, 0.1])
def test_at_any_data_rate_and_with_a_rate_that_is_off_it_counts_the_same(
    rate_hz, rate_error, simulated, count
):
    counted = count(simulated("half_reps_in_a_set", rate_hz=rate_hz, rate_error=rate_error))
    assert counted.sets == [10]
    assert counted.reasons == ["shallow"] * 3


@pytest.mark.parametrize("hole_ms", [-1500, -1000, -500, 0, 500, 1000, 1500, 2000, 2500])
def test_a_hole_of_a_second_in_mid_set_loses_at_most_the_rep_it_fell_in(hole_ms, simulated, count):
    session = simulated("clean_set")
    fifth = session.truth.reps[4]
    counted = count(without(session, fifth.start_ms + hole_ms, 1000))
    ends = [rep.end_ms for rep in session.truth.reps]
    for index in (0, 1, 2, 6, 7, 8, 9):
        assert any(abs(rep.end_ms - ends[index]) < 200 for rep in counted.reps)
    assert 9 <= len(counted.reps) <= 10
    assert counted.sets == [len(counted.reps)]


def test_a_hole_while_standing_between_two_reps_loses_nothing(worn, count):
    def doings(wearer):
        for _ in range(4):
            wearer.rep()
            wearer.stand(2.0, 2.2)

    session = worn(doings)
    second = session.truth.reps[1]
    assert len(count(without(session, second.end_ms + 900, 1000)).reps) == 4


@pytest.mark.parametrize("seed", [19, 34, 51, 52])
def test_split_squats_that_never_come_back_to_standing_count(seed, simulated, count):
    session = simulated("split_squat_set", seed=seed)
    counted = count(session)
    assert counted.sets == [8]
    top_deg = np.mean(
        [deg for ms, deg in counted.inclination if abs(ms - session.truth.reps[3].end_ms) < 100]
    )
    assert top_deg > 15


@pytest.mark.parametrize("bias_dps", [(10.0, -10.0, 10.0), (-10.0, 10.0, 0.0)])
def test_a_gyroscope_that_is_ten_degrees_a_second_off_is_learnt_at_rest(bias_dps, worn, count):
    session = worn(lambda wearer: [wearer.rep() for _ in range(5)], chip=Chip(zero_rate_dps=bias_dps))
    counted = count(session)
    assert counted.sets == [5]
    for event, row in zip(counted.reps, session.truth.reps, strict=True):
        assert event.depth_deg == pytest.approx(row.depth_deg, abs=4)
    ends_ms = session.rows[-1][0]
    assert max(deg for ms, deg in counted.inclination if ms > ends_ms - 1500) < 3


def test_a_bias_that_cannot_be_learnt_is_seen():
    """The effect of a bias in the test above: 10 deg/s against a pull with a time constant of 1 s or more."""
    still, trembling = GravityFilter(), GravityFilter()
    for index in range(600):
        still.step(10, 0, 0, 2048, 10 << 10, 0, 0)
        trembling.step(10, 0, 0, 2048 + (100 if index % 2 else -100), 10 << 10, 0, 0)
    assert abs(still.uy) < 16384 * np.sin(np.radians(1))
    assert abs(trembling.uy) > 16384 * np.sin(np.radians(8))


@pytest.mark.parametrize("offset_mg", [(0.0, 100.0, 0.0), (0.0, -100.0, 0.0)])
def test_an_accelerometer_whose_one_g_is_a_tenth_off_is_learnt_while_standing(offset_mg, worn, count):
    """As imported from other hardware. If the offset were not learnt, brisk reps would look like walking."""
    session = worn(lambda wearer: [wearer.rep(0.75) for _ in range(4)], chip=Chip(zero_g_mg=offset_mg))
    assert count(session).sets == [4]


def test_ten_hours_after_power_on_it_counts_the_same(simulated, count):
    session = simulated("half_reps_in_a_set", rate_hz=52)
    late_ms = 36_000_000
    first, later = count(session), count(shifted(session, late_ms))
    assert len(first.events) == 14
    for event, reference in zip(later.events, first.events, strict=True):
        assert event.kind == reference.kind
        assert event.end_ms - late_ms == reference.end_ms
        assert event.start_ms - late_ms == reference.start_ms


def test_a_depth_of_100_degrees_asked_for_makes_every_rep_shallow(simulated, count):
    counted = count(simulated("clean_set"), depth_min_deg=100)
    assert counted.reps == []
    assert counted.reasons == ["shallow"] * 10
    assert counted.sets == []


def test_a_smaller_depth_asked_for_makes_half_reps_count_where_no_deeper_ones_are(simulated, count):
    asked = {"depth_min_deg": 20, "excursion_min_deg": 10, "quick_rise_ms": 0}
    session = simulated("must_not_count/half_reps_only")
    assert len(count(session, **asked).reps) == 10
    assert len(count(session).reps) < 3
    among_whole_ones = count(simulated("half_reps_in_a_set"), **asked)
    assert among_whole_ones.sets == [10]
    assert among_whole_ones.reasons == ["shallow"] * 3
