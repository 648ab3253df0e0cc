"""Curves of any length and with any holes, as lines and as envelopes."""

import numpy as np
import pytest
from heeldrive_lab.workbench.curve import Curve
from hypothesis import given
from hypothesis import strategies as st

GAP_S = 0.5


@st.composite
def curves(draw):
    """A curve of up to 3000 samples, about ten a second, with holes."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = random.uniform(0.05, 0.15, draw(st.integers(1, 3000)))
    holes = random.random(len(steps)) < draw(st.sampled_from([0, 0, 0.001, 0.05]))
    t_s = np.cumsum(np.where(holes, random.uniform(1, 100), steps))
    return Curve(t_s, random.normal(size=len(t_s)), GAP_S)


views = st.tuples(st.floats(-50, 400), st.floats(0.1, 500))


@given(curves(), views, st.integers(10, 400))
def test_an_envelope_keeps_every_peak_in_view_and_fits_the_screen(curve, view, width_px):
    start_s, length_s = view
    end_s = start_s + length_s
    t_s, low, high = curve.envelope(start_s, end_s, length_s / width_px, 0.0)
    inside = (curve.t_s >= start_s) & (curve.t_s <= end_s)
    if inside.any():
        assert high.max() >= curve.y[inside].max()
        assert low.min() <= curve.y[inside].min()
    assert (low <= high).all()
    assert (np.diff(t_s) >= 0).all()
    holes = int((np.diff(curve.t_s) > GAP_S).sum())
    assert len(t_s) <= width_px + 3 + 2 * holes


@given(curves(), views)
def test_an_envelope_does_not_change_while_the_view_moves(curve, view):
    start_s, length_s = view
    here = zip(*curve.envelope(start_s, start_s + length_s, length_s / 100, 0.0), strict=True)
    there = zip(*curve.envelope(start_s - 1, start_s + length_s + 1, length_s / 100, 0.0), strict=True)
    assert set(here) <= set(there)


@given(curves(), views)
def test_nothing_is_drawn_in_a_hole_longer_than_a_pixel(curve, view):
    start_s, length_s = view
    column_s = length_s / 100
    t_s, low, high = curve.envelope(start_s, start_s + length_s, column_s, 0.1)
    for hole in np.flatnonzero(np.diff(curve.t_s) > max(GAP_S, 8 * column_s)):
        middle_s = (curve.t_s[hole] + curve.t_s[hole + 1]) / 2
        if t_s[0] < middle_s < t_s[-1]:
            thickness = np.interp(middle_s, t_s, high - low)
            assert thickness == pytest.approx(0, abs=1e-9)


def test_a_line_that_stands_still_is_as_thick_as_asked():
    _, low, high = Curve(np.arange(1000) / 10, np.full(1000, 5.0), GAP_S).envelope(0, 100, 1, 0.3)
    assert high - low == pytest.approx(0.3)
    assert (high + low) / 2 == pytest.approx(5)


def test_no_line_crosses_a_hole():
    t_s = np.array([0.0, 1, 2, 10, 11])
    line_s, y = Curve(t_s, t_s, 5.0).line(0, 20)
    assert np.isnan(y).tolist() == [False, False, False, True, False, False]
    assert np.isnan(line_s).tolist() == np.isnan(y).tolist()


def test_a_steep_step_between_two_buckets_is_drawn():
    t_s = np.arange(100) / 10
    _, low, high = Curve(t_s, np.where(t_s < 5, 0.0, 80.0), GAP_S).envelope(0, 10, 1, 0.0)
    assert ((low == 0) & (high == 80)).any()


def test_the_value_at_a_time_is_that_of_the_sample_before_it():
    curve = Curve(np.array([0.0, 1.0, 10.0]), np.array([3.0, 4.0, 5.0]), 2.0)
    assert [curve.at(t_s) for t_s in (-0.1, 0, 0.9, 1, 2.9, 3.1, 10, 12.1)] == [
        None,
        3,
        3,
        4,
        4,
        None,
        5,
        None,
    ]
