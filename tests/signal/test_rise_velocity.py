"""Rise velocity of the hip: what a rep with known angles and times gives, and the loss in a set."""

import json
import subprocess
import sysconfig
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from heeldrive import RiseVelocity, rise_mm_s
from heeldrive.events import Event
from heeldrive.window import NEAR_BOTTOM_DEG, STANDING_DEG, THIGH_M
from small_integers import Small, small

SIGNAL = Path(__file__).parents[2] / "signal"
MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"
ANGLES_DEG = (0.0, 3.2, 17.0, 45.5, 72.0, 88.8, 105.0, 126.0)


def rep(depth_deg=85.0, back_deg=0.0, took_ms=900, top_deg=None, sensor_leg=0):
    event = Event()
    event.sensor_leg = sensor_leg
    event.rise_ms = 20_000
    event.end_ms = 20_000 + took_ms
    event.depth_cdeg = round(100 * depth_deg)
    event.back_cdeg = round(100 * back_deg)
    event.top_cdeg = event.back_cdeg if top_deg is None else round(100 * top_deg)
    return event


def exact_mm_s(event):
    """The hip's mean velocity over a planted knee, with real numbers."""
    depth_deg, back_deg = event.depth_cdeg / 100, event.back_cdeg / 100
    ends_deg = np.array([depth_deg - NEAR_BOTTOM_DEG, back_deg + (depth_deg - back_deg) / 10])
    start_m, end_m = THIGH_M * np.cos(np.radians(ends_deg + STANDING_DEG))
    return 1e6 * (end_m - start_m) / (event.end_ms - event.rise_ms)


@pytest.mark.parametrize("took_ms", [300, 900, 6000])
def test_it_is_the_rise_of_a_thigh_of_the_mean_length_over_its_time(took_ms):
    for depth_deg, back_deg in product(ANGLES_DEG, repeat=2):
        if depth_deg - back_deg > 20:
            event = rep(depth_deg, back_deg, took_ms)
            # At both ends 0.7 mm from Bhaskara's cosine, and up to 1.4 mm from rounding to 0.2 deg.
            assert rise_mm_s(event) == pytest.approx(exact_mm_s(event), abs=4200 / took_ms + 1)


def test_a_rise_that_takes_twice_as_long_is_half_as_fast():
    assert rise_mm_s(rep(took_ms=1800)) == rise_mm_s(rep(took_ms=900)) // 2


def test_it_is_withheld_with_the_sensor_leg_in_back_and_where_the_thigh_did_not_come_back():
    assert rise_mm_s(rep(sensor_leg=1)) == 0
    assert rise_mm_s(rep(back_deg=30, top_deg=0)) == 0
    assert rise_mm_s(rep(back_deg=30, top_deg=35)) > 0, "a split stance comes back to its own top"
    assert rise_mm_s(rep(took_ms=0)) == 0


def loss(*mm_s):
    velocity = RiseVelocity()
    for one in mm_s:
        velocity.add(one)
    return velocity.loss_percent


def test_the_loss_is_that_of_the_faster_of_the_last_two_from_the_fastest():
    assert [loss(*(400, 500, 300, 350, 450)[:n]) for n in range(6)] == [0, 0, 0, 0, 30, 10]


def test_a_rep_without_velocity_changes_nothing():
    assert loss(500, 400, 0, 400, 0) == 20
    assert loss(0, 0) == 0


def test_a_new_set_has_its_own_fastest_rep():
    velocity = RiseVelocity()
    velocity.add(500)
    velocity.begin()
    velocity.add(250)
    assert (velocity.mm_s, velocity.loss_percent) == (250, 0)


def test_no_value_reaches_the_end_of_a_boards_integers():
    for depth_deg, back_deg, top_deg in product((-5.0, *ANGLES_DEG, 180.0), repeat=3):
        event = small(rep(depth_deg, back_deg, 1, top_deg))
        assert type(rise_mm_s(event)) in (int, Small)


def test_a_micropython_computes_the_same():
    """The third runtime, a board's, differs only in its integers: see the test before."""
    events = [rep(depth_deg, back_deg, 777) for depth_deg, back_deg in product(ANGLES_DEG, repeat=2)]
    fields = ("sensor_leg", "rise_ms", "end_ms", "depth_cdeg", "back_cdeg", "top_cdeg")
    rows = [[getattr(event, field) for field in fields] for event in events]
    program = f"""
import sys
sys.path.insert(0, {str(SIGNAL)!r})
from heeldrive.events import Event
from heeldrive import RiseVelocity, rise_mm_s
velocity = RiseVelocity()
event = Event()
for row in {rows!r}:
    for field, value in zip({fields!r}, row):
        setattr(event, field, value)
    velocity.add(rise_mm_s(event))
    print([rise_mm_s(event), velocity.loss_percent])
"""
    done = subprocess.run([MICROPYTHON, "-c", program], capture_output=True, text=True, check=True)
    velocity, expected = RiseVelocity(), []
    for event in events:
        velocity.add(rise_mm_s(event))
        expected.append([rise_mm_s(event), velocity.loss_percent])
    assert [json.loads(line) for line in done.stdout.splitlines()] == expected
    assert len({mm_s for mm_s, _ in expected}) > 20
