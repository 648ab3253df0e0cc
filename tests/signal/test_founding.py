"""Which cycles may found a set, if nothing like them came before."""

from types import SimpleNamespace

import pytest
from heeldrive import REASONS, Settings
from heeldrive.classifier import RepClassifier
from heeldrive.gates import Gates


def refused(
    *, doubts=2, length_ms=2500, depth_deg=85, lever_mm=150, still_ms=0, seat_ms=0, waits=0, top_deg=0
):
    """Return why a cycle with these measures founds no set; empty if it does."""
    classifier = RepClassifier(Settings())
    classifier.lever_arm_mm = lever_mm
    classifier.still_ms = still_ms
    classifier.seat_ms = seat_ms
    classifier.wait_ms = 500
    gates = Gates()
    gates.doubts = doubts
    top = top_deg * 128
    phases = SimpleNamespace(start_ms=0, end_ms=length_ms, depth=depth_deg * 128, top=top, back=top)
    classifier.found(gates, phases, waits=waits)
    return REASONS[gates.reason] if gates.reason else ""


def test_lunges_that_are_held_found_a_set_and_seats_do_not():
    """A held thigh trembles; on a seat it is stiller than muscles can hold it."""
    assert not refused(length_ms=8000, still_ms=1300, seat_ms=140)
    assert not refused(length_ms=8000, still_ms=1300, seat_ms=400)
    assert refused(length_ms=8000, still_ms=1300, seat_ms=401) == "seated"


@pytest.mark.parametrize("lever_mm", [10, 34, 59])
def test_steps_on_stairs_found_no_set(lever_mm):
    assert refused(length_ms=750, depth_deg=52, lever_mm=lever_mm) == "leg_raised"


@pytest.mark.parametrize(
    "quick_lunge",
    [
        {"depth_deg": 70, "lever_mm": 34},  # deeper than a step
        {"depth_deg": 52, "lever_mm": 60},  # the body goes down further
        {"depth_deg": 52, "lever_mm": 34, "length_ms": 1000},
        {"depth_deg": 52, "lever_mm": 34, "doubts": 1},
    ],
)
def test_quick_lunges_found_a_set(quick_lunge):
    assert not refused(**{"length_ms": 750} | quick_lunge)


def test_a_slow_split_squat_founds_a_set_although_its_lever_arm_is_unsure():
    assert refused(length_ms=5900, depth_deg=54, lever_mm=-200, top_deg=15) == "leg_raised"
    assert not refused(length_ms=5900, depth_deg=54, lever_mm=-200, top_deg=26)
    assert refused(length_ms=3100, depth_deg=54, lever_mm=-200, top_deg=26) == "leg_raised"


def test_beyond_6_s_any_cycle_may_found_one_within_the_uncertainty_of_its_lever_arm():
    assert not refused(length_ms=6200, lever_mm=-200)
    assert refused(length_ms=6200, lever_mm=-400) == "leg_raised"


def test_if_standing_may_be_a_seat_only_a_large_lever_arm_founds_a_set():
    assert refused(waits=1, lever_mm=119) == "leg_raised"
    assert not refused(waits=1, lever_mm=120)
    assert refused(waits=1, lever_mm=119, top_deg=26) == "leg_raised", "all is bent, measured from a seat"
