"""Which pose is standing: the first still one, what a walk shows, and what the leg does after a slip."""

from math import cos, radians, sin
from types import SimpleNamespace

import pytest
from heeldrive.alignment import Alignment
from heeldrive.pose import PoseCheck
from heeldrive.walking import WalkingDetector

ONE = 16384
POLL_MS = 60


def up_at(inclination_deg, azimuth_deg=0):
    """The up direction in the sensor's frame when the thigh leans this far from where it first stood."""
    lean = sin(radians(inclination_deg))
    return (
        round(ONE * lean * cos(radians(azimuth_deg))),
        round(ONE * lean * sin(radians(azimuth_deg))),
        round(ONE * cos(radians(inclination_deg))),
    )


class Wearer:
    """A leg whose standing direction is learnt at 0 deg, and the stages that watch it."""

    def __init__(self):
        self.alignment, self.pose, self.walking = Alignment(), PoseCheck(), WalkingDetector()
        self.alignment.step(20, *up_at(0), 1000)

    def rests_at(self, deg, seconds=1.0):
        """Rest in a pose; return whether the standing direction has changed."""
        changed = 0
        up = up_at(deg)
        attitude = SimpleNamespace(**dict(zip(("ux", "uy", "uz"), up, strict=True)))
        for _ in range(round(seconds * 1000 / POLL_MS)):
            self.alignment.step(POLL_MS, *up, 0)
            changed |= self.pose.check(POLL_MS, attitude, self.alignment, self.walking)
            if changed:
                self.alignment.inclination = 0  # as the counter does
        return bool(changed)

    def walks(self, about_deg=0, seconds=10):
        """Walk: the thigh swings by 20 deg to either side of this, and the steps jolt it."""
        for index in range(seconds * 1000 // POLL_MS):
            phase = radians(index * POLL_MS * 360 / 1100)
            acceleration = round(2048 * 0.2 * sin(2 * phase))
            self.walking.step(POLL_MS, acceleration, *up_at(about_deg + 20 * sin(phase)))


@pytest.fixture
def wearer():
    return Wearer()


def stands_at(wearer, deg):
    """Return whether this pose is standing now, within 3 deg."""
    return wearer.alignment.step(20, *up_at(deg), 0) < 3 * 128


def test_a_walk_that_agrees_proves_the_first_pose(wearer):
    assert not wearer.alignment.proved
    wearer.walks()
    assert not wearer.rests_at(3)
    assert wearer.alignment.proved
    assert wearer.pose.moved == 0


def test_a_split_stance_after_a_jog_is_further_from_its_mean_than_standing_is(wearer):
    wearer.walks(about_deg=12)
    assert not wearer.rests_at(32)
    assert stands_at(wearer, 0)


def test_rest_without_a_walk_proves_nothing(wearer):
    assert not wearer.rests_at(0, 60)
    assert not wearer.alignment.proved


def test_a_walk_replaces_a_first_pose_that_was_on_a_seat_and_no_slip_is_told(wearer):
    wearer.walks(about_deg=85)
    assert wearer.rests_at(85)
    assert stands_at(wearer, 85)
    assert wearer.alignment.proved
    assert wearer.pose.moved == 0


def test_how_long_the_leg_rests_elsewhere_is_kept_until_it_comes_back(wearer):
    wearer.rests_at(80, 3.0)
    assert wearer.pose.away_ms == pytest.approx(3000, abs=POLL_MS)
    wearer.rests_at(30, 1.0)
    assert wearer.pose.away_ms == pytest.approx(3000, abs=POLL_MS)
    wearer.rests_at(5, 0.2)
    assert wearer.pose.away_ms == 0


@pytest.fixture
def proved(wearer):
    """A wearer whose standing pose a walk has proved."""
    wearer.walks()
    wearer.rests_at(0)
    return wearer


def test_a_seat_after_a_walk_is_no_standing_pose(proved):
    proved.walks()
    assert not proved.rests_at(85, 20)
    assert stands_at(proved, 0)


def test_two_walks_about_another_pose_are_not_believed_and_the_third_is(proved):
    for _ in range(2):
        proved.walks(about_deg=85)
        assert not proved.rests_at(85)
    proved.walks(about_deg=85)
    assert proved.rests_at(85)
    assert proved.pose.moved / 128 == pytest.approx(85, abs=1)


def test_a_walk_that_agrees_forgets_those_that_did_not(proved):
    for about_deg in (85, 85, 0, 85, 85):
        proved.walks(about_deg)
        assert not proved.rests_at(about_deg)
    assert stands_at(proved, 0)


def slip(proved):
    """The strap slides so that standing is now seen at 35 deg, as a walk shows."""
    proved.walks(about_deg=35)
    assert proved.rests_at(35)
    assert proved.pose.moved / 128 == pytest.approx(35, abs=1)


def test_a_leg_that_comes_back_had_not_slipped(proved):
    slip(proved)
    assert proved.rests_at(4)
    assert stands_at(proved, 0)
    assert proved.pose.moved == 0


def test_a_leg_that_does_not_come_back_has(proved):
    slip(proved)
    assert not proved.rests_at(35, 10)
    assert not proved.rests_at(85, 10)
    assert stands_at(proved, 35)
    assert proved.pose.moved > 0


def test_once_a_rep_has_confirmed_the_slip_the_old_pose_is_another_one(proved):
    slip(proved)
    proved.pose.moved = 0  # as the counter does when a rep counts
    assert not proved.rests_at(4, 10)
    assert stands_at(proved, 35)


@pytest.mark.parametrize("offset_mg", [-100, 0, 100])
def test_a_constant_error_of_the_accelerometer_is_no_walk(wearer, offset_mg):
    """In another posture than standing the offset adds up to 100 mg to the vertical acceleration."""
    for index in range(400):
        up = up_at(85 + 20 * sin(index / 3))
        wearer.walking.step(POLL_MS, round(offset_mg * 2.048), *up)
    assert wearer.walking.fresh_ms <= 0
