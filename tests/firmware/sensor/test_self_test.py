"""The self-test at start: once the sensor is at rest, it has to measure 1 g."""

from types import SimpleNamespace

import pytest

from sensor.self_test import SelfTest
from wearable.faults import GRAVITY_OFF, SATURATED, FaultError

ONE_G = 4098  # counts at +-8 g
HALF_A_SECOND = 52  # samples


def check_after(*samples):
    check = SelfTest(SimpleNamespace(ug_per_count=244, udps_per_count=17500, stuck=-1))
    for sample in samples:
        check.step(*sample)
    return check


def still(g, rate=0):
    return [(0, 0, round(g * ONE_G), 0, 0, rate)] * (HALF_A_SECOND + 1)


@pytest.mark.parametrize("g", [0.95, 1.0, 1.05])
def test_gravity_within_the_sensors_tolerance_passes(g):
    assert check_after(*still(g)).passed


@pytest.mark.parametrize("g", [0.0, 0.5, 0.9, 1.1, 2.0, 7.9])
def test_wrong_gravity_is_told_in_m_s2(g):
    with pytest.raises(FaultError, match=f"{g * 9.80665:.1f} m/s") as reported:
        check_after(*still(g))
    assert reported.value.fault is GRAVITY_OFF


def test_full_scale_on_all_axes_stays_below_two_to_the_thirty():
    assert 3 * (32768 // 4) ** 2 < 2**30
    with pytest.raises(FaultError):
        check_after(*[(-32768, -32768, -32768, 0, 0, 0)] * HALF_A_SECOND)


@pytest.mark.parametrize("axis", range(6))
def test_moving_along_or_about_any_axis_is_not_judged(axis):
    moving = [[2 * ONE_G, 2 * ONE_G, 2 * ONE_G, 0, 0, 0] for _ in range(300)]
    for step, sample in enumerate(moving):
        sample[axis] += 600 * (step % 2)
    assert not check_after(*moving).passed


@pytest.mark.parametrize(("g", "what"), [(2.0, "scale"), (0.5, "scale"), (1.15, "offset"), (0.85, "offset")])
def test_the_sentence_tells_a_wrong_scale_from_an_offset(g, what):
    with pytest.raises(FaultError, match=f"so its {what} is"):
        check_after(*still(g))


@pytest.mark.parametrize("axis", range(6))
@pytest.mark.parametrize("count", [32767, -32768])
def test_an_axis_that_stays_at_the_end_of_its_range_is_named(axis, count):
    sample = [0, 0, ONE_G, 0, 0, 0]
    sample[axis] = count
    name = ["ax", "ay", "az", "gx", "gy", "gz"][axis]
    with pytest.raises(FaultError, match=f"Axis {name} ") as reported:
        check_after(*[sample] * (HALF_A_SECOND + 1))
    assert reported.value.fault is SATURATED


def test_after_it_has_passed_each_pose_held_for_four_seconds_is_judged():
    check = check_after(*still(1.0))
    for _ in range(7):
        check.step(0, round(1.15 * ONE_G), 0, 0, 0, 0)  # lying, two samples a second
    with pytest.raises(FaultError, match="offset"):
        check.step(0, round(1.15 * ONE_G), 0, 0, 0, 0)
    assert check.passed  # the fault stands, but not every sample is tested again
