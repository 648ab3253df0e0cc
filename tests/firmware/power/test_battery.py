"""The charge of a lithium cell in percent, from its voltage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from power.battery import percent_of


@pytest.mark.parametrize(("millivolts", "percent"), [(0, 0), (3300, 0), (3600, 10), (4000, 80), (4300, 100)])
def test_the_ends_and_the_corners(millivolts, percent):
    assert percent_of(millivolts) == percent


@given(st.integers(0, 9999))
def test_more_volts_are_never_less_charge(millivolts):
    assert 0 <= percent_of(millivolts) <= percent_of(millivolts + 1) <= 100
