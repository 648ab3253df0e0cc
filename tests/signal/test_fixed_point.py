"""Integer square root and angle, compared with the standard library."""

import math

import pytest
from heeldrive.fixed_point import chord_angle, isqrt
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, (1 << 30) - 1))
def test_the_integer_square_root_is_exact(n):
    assert isqrt(n) == math.isqrt(n)


@pytest.mark.parametrize("root", [1, 2, 3, 255, 256, 16384, 32767])
def test_the_integer_square_root_is_exact_around_squares(root):
    assert [isqrt(root * root + d) for d in (-1, 0, 1)] == [math.isqrt(root * root + d) for d in (-1, 0, 1)]


def true_angle_deg(chord):
    return math.degrees(2 * math.asin(chord / 32768))


@given(st.integers(0, 32768))
def test_the_angle_of_a_chord_is_true(chord):
    # Interpolation between 64 points. A thigh never exceeds 130 deg; near 180 deg the curve is steep.
    allowed_deg = 0.04 if true_angle_deg(chord) < 130 else 5.1
    assert abs(chord_angle(chord) / 128 - true_angle_deg(chord)) < allowed_deg


@given(st.integers(0, 40000))
def test_the_angle_never_falls_as_the_chord_grows_and_ends_at_180(chord):
    assert 0 <= chord_angle(chord) <= chord_angle(chord + 1) <= 180 * 128
