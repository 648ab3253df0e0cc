"""At the bottom, and half way to it, a simulated person bounces, pulses and stops as the spec says."""

import numpy as np
import pytest
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.sessions import performed
from heeldrive_lab.simulator.spec import spec_from

SPEC = """
seed = 4
do = [
    { activity = "stand", seconds = 2 },
    { activity = "backward_lunge", reps = 1%s },
    { activity = "stand", seconds = 2 },
]
"""


def lunge(how=""):
    """The true inclination over one lunge, and its annotation."""
    _, motion = performed(spec_from(SPEC % how))
    (rep,) = [row for row in true_rows(motion) if row.kind == "rep"]
    return motion.inclination_deg(), rep


def turns(inclination_deg, rep):
    """Inclinations of the lowest points between the peaks of a rep, deg."""
    bottom = inclination_deg[slice(*(round(ms * FINE_HZ / 1000) for ms in (rep.bottom_ms, rep.rise_ms)))]
    low = (bottom[1:-1] < bottom[:-2]) & (bottom[1:-1] <= bottom[2:]) & (bottom[1:-1] < bottom.max() - 5)
    return bottom[1:-1][low]


@pytest.mark.parametrize(("pulses", "deg", "seconds"), [(1, 30.0, 2.0), (3, 15.0, 0.8)])
def test_pulses_rise_as_far_and_take_as_long_as_they_are_told(pulses, deg, seconds):
    plain, whole = lunge()
    path, rep = lunge(f", pulses = {pulses}, pulse_deg = {deg}, pulse_s = {seconds}")
    assert turns(plain, whole).size == 0
    assert turns(path, rep) == pytest.approx([path.max() - deg] * pulses, abs=2.5)
    longer_ms = (rep.rise_ms - rep.bottom_ms) - (whole.rise_ms - whole.bottom_ms)
    assert longer_ms == pytest.approx(1000 * pulses * seconds, abs=150)
    assert rep.depth_deg == pytest.approx(whole.depth_deg, abs=6)


def test_who_stops_half_way_stands_still_on_the_way_down_and_on_the_way_up():
    path, rep = lunge(", stop_s = 1.5")
    speed = np.abs(np.gradient(path)) * FINE_HZ
    for first_ms, last_ms in ((rep.start_ms, rep.bottom_ms), (rep.rise_ms, rep.end_ms)):
        way = slice(round(first_ms * FINE_HZ / 1000), round(last_ms * FINE_HZ / 1000))
        still = (speed[way] < 12) & (path[way] > 40) & (path[way] < path.max() - 5)
        assert still.sum() / FINE_HZ > 1.4


def test_the_back_knee_and_foot_bear_it_too():
    _, motion = performed(spec_from(SPEC % ", pulses = 2, stop_s = 1.0"))
    assert np.isfinite(motion.pelvis_m).all()
    below = motion.pelvis_m[:, 2].max() - motion.pelvis_m[:, 2]
    assert 0.2 < below.max() < 0.6
