"""A quick rise between two bent tops: a stride seen from a seat, or a split squat of a known wearer."""

from types import SimpleNamespace

import pytest
from heeldrive import REASONS, Settings
from heeldrive.classifier import RepClassifier
from heeldrive.gates import Gates
from heeldrive.own_measure import OwnMeasure


def reason(*, reps_before, lever_mm=200, top_deg=42, rise_ms=300):
    """Return why a split squat of 1.2 s to 85 deg is refused."""
    own = OwnMeasure()
    for _ in range(reps_before):
        own.learn(85 * 128)
    classifier = RepClassifier(Settings())
    classifier.lever_arm_mm = lever_mm
    classifier.top = top_deg * 128
    phases = SimpleNamespace(
        start_ms=0,
        rise_ms=1200 - rise_ms,
        end_ms=1200,
        depth=85 * 128,
        top=top_deg * 128,
        back=top_deg * 128,
    )
    gates = Gates()
    classifier.classify(gates, phases, own, in_set=False)
    return REASONS[gates.reason] if gates.reason else ""


def test_it_counts_once_three_reps_have_shown_that_the_wearer_stands():
    assert reason(reps_before=3) == ""
    assert reason(reps_before=2) == "walking"


@pytest.mark.parametrize("bounce", [{"top_deg": 50}, {"lever_mm": 120}])
def test_a_bounce_between_deep_tops_and_a_stride_do_not(bounce):
    assert reason(reps_before=3, **bounce) == "walking"


def test_a_slower_rise_needs_no_reps_before():
    assert reason(reps_before=0, rise_ms=350) == ""
