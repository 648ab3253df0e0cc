"""The zero-g offset, learnt from movements between two rests and from poses, against the true one."""

import math

import pytest
from heeldrive.zero_g import ZeroGOffset
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_integers import small

STEP_MS = 60
PER_G = 131072
OFFSET_MG = (40.0, -30.0, 20.0)  # as the data sheets of some sensors allow
REST_MS = 600  # longer than the 300 ms after which the leg is at rest


def away(flexion_deg, abduction_deg=0.0):
    """Up direction minus standing direction of a thigh, 4096 = 1, the standing direction along x."""
    flexion, abduction = math.radians(flexion_deg), math.radians(abduction_deg)
    return (
        round(4096 * (math.cos(flexion) * math.cos(abduction) - 1)),
        round(4096 * math.sin(flexion)),
        round(4096 * math.cos(flexion) * math.sin(abduction)),
    )


class Wearer:
    """Steps a learner with what a thigh and a sensor with an offset do.

    Attributes:
        learner: the stage under test.
        shares: (share that was taken off, true share) of each interval, 2048 per g.
    """

    def __init__(self, offset_mg=OFFSET_MG):
        self.learner = small(ZeroGOffset())
        self.shares = []
        self.acc_mean = 0
        self._offset_mg = offset_mg

    def interval(self, d, velocity_mm_s=0.0, still_ms=0):
        """One interval, in which the velocity changes by so much."""
        true = 2.048 * sum(o * x / 4096 for o, x in zip(self._offset_mg, d, strict=True))
        gained = true * STEP_MS + velocity_mm_s * 2048 / 9.80665
        share = self.learner.step(*small([STEP_MS, round(gained), *d, still_ms, self.acc_mean]))
        self.shares.append((int(share), true))

    def rest(self, d=(0, 0, 0), length_ms=REST_MS):
        for still_ms in range(STEP_MS, length_ms, STEP_MS):
            self.interval(d, still_ms=still_ms)

    def move(self, depth_deg, length_s, abduction_deg=0.0, drop_mm=300.0):
        """Down and up; the velocity is zero at both ends."""
        n = round(length_s * 1000 / STEP_MS)
        at = [drop_mm * math.pi / length_s * math.sin(2 * math.pi * k / n) for k in range(n + 1)]
        for k in range(n):
            bend = math.sin(math.pi * k / n) ** 2
            self.interval(away(depth_deg * bend, abduction_deg * bend), at[k] - at[k + 1])

    def offset_mg(self):
        learner = self.learner
        return tuple(int(value) * 1000 / PER_G for value in (learner.x, learner.y, learner.z))

    def error_at(self, d):
        """Error of the vertical acceleration in a posture, mg."""
        wrong = [learnt - true for learnt, true in zip(self.offset_mg(), self._offset_mg, strict=True)]
        return abs(sum(w * x / 4096 for w, x in zip(wrong, d, strict=True)))


def test_movements_between_two_rests_teach_what_the_offset_adds_in_them():
    wearer = Wearer()
    wearer.rest()
    errors = []
    for _ in range(10):
        wearer.move(80.0, 3.0)
        wearer.rest()
        errors.append(wearer.error_at(away(40.0)))
    assert errors[:3] == sorted(errors[:3], reverse=True)
    assert errors[-1] < 3
    assert errors[0] < 0.75 * Wearer().error_at(away(40.0))  # the first takes 40 % off


def test_lunges_to_different_depths_and_sides_tell_the_axes_apart():
    wearer = Wearer()
    for _ in range(60):
        for depth_deg, abduction_deg in ((80.0, 0.0), (40.0, 30.0), (-35.0, 0.0), (60.0, -25.0)):
            wearer.move(depth_deg, 2.5, abduction_deg)
            wearer.rest()
    assert wearer.offset_mg() == pytest.approx(OFFSET_MG, abs=6)
    share, true = wearer.shares[-REST_MS // STEP_MS - 20]
    assert true != 0
    assert share == pytest.approx(true, abs=12)  # 6 mg


@pytest.mark.parametrize("pose", [away(85.0), away(0.0, 85.0)])
def test_a_pose_teaches_what_the_offset_adds_in_it(pose):
    wearer = Wearer()
    before = wearer.error_at(pose)
    wearer.rest(pose, 1300)  # 1 s of it at rest
    assert 0.25 * before < wearer.error_at(pose) < 0.5 * before
    wearer.rest(pose, 6000)
    assert wearer.error_at(pose) < 2
    assert wearer.shares[-1][0] == pytest.approx(wearer.shares[-1][1], abs=4)


def test_standing_teaches_nothing():
    wearer = Wearer()
    wearer.rest((0, 0, 0), 10000)
    assert wearer.offset_mg() == (0, 0, 0)


def test_ten_minutes_of_standing_and_swaying_teach_nothing_wrong():
    """Rounding down would move the estimate by 3 mg a minute, always the same way."""
    wearer = Wearer((0.0, 0.0, 0.0))
    for count in range(600 * 1000 // STEP_MS):
        sway = away(0.5 * math.sin(0.7 * count), 0.4 * math.sin(0.9 * count))
        wearer.interval(sway, 2.0 * math.sin(0.3 * math.sqrt(2) * count), still_ms=1000)
    assert wearer.offset_mg() == pytest.approx((0, 0, 0), abs=1)


@pytest.mark.parametrize(("length_s", "learns"), [(0.24, False), (0.36, True)])
def test_only_movements_longer_than_0_6_s_teach(length_s, learns):
    """The 0.3 s after which the leg is at rest belong to the movement."""
    wearer = Wearer()
    wearer.rest()
    wearer.move(80.0, length_s)
    wearer.rest()
    assert (wearer.offset_mg() != (0, 0, 0)) == learns


@pytest.mark.parametrize(("acc_mean", "error_mg"), [(800, 2), (2600, 9.6)])
def test_slow_reps_without_a_rest_teach_unless_there_are_jolts_as_in_walking(acc_mean, error_mg):
    """A wearer who trembles in a split stance, with the back thigh 30 deg behind at each top."""
    wearer = Wearer()
    wearer.acc_mean = acc_mean
    for _ in range(7):
        wearer.move(-30.0, 6.0)
    assert wearer.error_at(away(-30.0)) == pytest.approx(error_mg, abs=1)


def test_in_the_first_10_s_without_a_rest_the_bodys_own_velocity_teaches_nothing():
    wearer = Wearer()
    wearer.move(-30.0, 9.9)
    assert wearer.offset_mg() == (0, 0, 0)
    wearer.move(-30.0, 1.0)
    assert wearer.offset_mg() != (0, 0, 0)


@pytest.mark.parametrize("velocity_mm_s", [3000.0, -3000.0])
def test_one_wrong_rest_moves_the_estimate_little(velocity_mm_s):
    """A bus, a lift: still by the gyroscope, at 3 m/s all the same."""
    wearer = Wearer((0.0, 0.0, 0.0))
    wearer.rest()
    wearer.move(80.0, 3.0)
    wearer.interval(away(10.0), velocity_mm_s)
    wearer.rest()
    assert 0 < wearer.error_at(away(80.0)) < 40


def test_movements_and_poses_near_standing_teach_little():
    """A wrong velocity after a shuffle, a wrong acceleration in a pose of 1 degree."""
    wearer = Wearer((0.0, 0.0, 0.0))
    wearer.rest()
    wearer.move(0.0, 1.0, 8.0)
    wearer.interval((0, 0, 0), 300.0)
    wearer.rest()
    shuffled = wearer.offset_mg()
    assert 5 < max(map(abs, shuffled)) < 15
    for _ in range(5):
        wearer.interval(away(1.0), 30.0, still_ms=500)
    assert 0.5 < max(abs(now - before) for now, before in zip(wearer.offset_mg(), shuffled, strict=True)) < 10


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 120),
            st.integers(-(1 << 21), 1 << 21),
            st.tuples(*[st.integers(-8192, 8192)] * 3),
            st.sampled_from([0, 299, 301, 5000]),
        ),
        max_size=40,
    )
)
@example([(120, 1 << 21, (8192, 8192, 8192), 0)] * 130 + [(120, 1 << 21, (8192, 8192, 8192), 5000)] * 200)
@example([(60, -(1 << 21), (4096, 0, 0), 5000)] * 400)
def test_whatever_comes_the_offset_stays_within_150_mg_and_the_integers_small(steps):
    learner = small(ZeroGOffset())
    for dt_ms, gained, d, still_ms in steps:
        learner.step(*small([dt_ms, gained, *d, still_ms, 0]))
        assert max(abs(learner.x), abs(learner.y), abs(learner.z)) <= 0.15 * PER_G
