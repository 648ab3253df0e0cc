"""Jolts of the body: strides and jumps are refused, quick forward lunges with a hard step are not."""

from math import cos, pi, radians
from types import SimpleNamespace

import pytest
from heeldrive import REASONS, Settings
from heeldrive.classifier import RepClassifier
from heeldrive.gates import Gates
from heeldrive.own_measure import OwnMeasure

DT_MS, STEPS = 20, 60  # a cycle of 1.2 s


def reason(*, jolts_mg, lever_mm, depth_deg):
    """Return why a smooth cycle on which a jolt of either sign is added to each sample is refused."""
    angles = [radians(depth_deg) * (1 - cos(2 * pi * i / STEPS)) / 2 for i in range(-1, STEPS + 2)]
    drop = [cos(angle) for angle in angles]
    classifier = RepClassifier(Settings())
    for i in range(1, STEPS + 2):
        bend = drop[i + 1] - 2 * drop[i] + drop[i - 1]
        acc_mg = lever_mm * bend / (DT_MS / 1000) ** 2 / 9.81 + (jolts_mg if i % 2 else -jolts_mg)
        angle = round(angles[i] * 180 / pi * 128)
        classifier.step(DT_MS, round(acc_mg * 2.048), 0, angle, round(drop[i] * 16384))
    phases = SimpleNamespace(
        start_ms=50, bottom_ms=500, rise_ms=700, end_ms=1150, top=0, back=0, depth=round(depth_deg * 128)
    )
    gates = Gates()
    classifier.measure(phases)
    classifier.classify(gates, phases, OwnMeasure(), in_set=False)
    return REASONS[gates.reason] if gates.reason else ""


@pytest.mark.parametrize(
    ("depth_deg", "jolts_mg", "expected"),
    [
        (59, 200, ""),
        (59, 500, "walking"),
        (63, 500, ""),  # deeper than any step
        (63, 900, "walking"),
    ],
)
def test_a_lunge_deeper_than_any_step_may_jolt_more(depth_deg, jolts_mg, expected):
    assert reason(jolts_mg=jolts_mg, lever_mm=220, depth_deg=depth_deg) == expected


def test_a_leg_that_is_raised_may_not_however_deep():
    assert reason(jolts_mg=300, lever_mm=-220, depth_deg=90) == "walking"
