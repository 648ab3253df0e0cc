"""The self-test at start: once the sensor is at rest, it has to measure 1 g."""

import pytest

from sensor.self_test import SelfTest
from wearable.faults import GRAVITY_OFF, FaultError

ONE_G = 4098  # counts at +-8 g
HALF_A_SECOND = 52  # samples


def check_after(*samples):
    check = SelfTest(244, 17500)
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
