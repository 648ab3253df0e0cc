"""The page's arithmetic on columns is numpy's to the bit, and its numbers in sentences are Python's."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

EXAMPLES = settings(max_examples=60, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
NUMBERS = "recordings/numbers"


def column(seed, length):
    return np.random.default_rng(seed).normal(1, 3, length)


@EXAMPLES
@given(seed=SEEDS, length=st.integers(1, 700))
def test_sums_and_orders(in_page, seed, length):
    values = column(seed, length)
    for name, expected in (
        ("sum", values.sum()),
        ("mean", values.mean()),
        ("median", np.median(values)),
        ("steps", np.diff(values).tolist()),
        ("largestOf", values.max()),
    ):
        assert in_page(NUMBERS, name, values) == expected, name
    assert in_page(NUMBERS, "deviation", values, 0, length) == values.std()
    for percent in (20, 25, 50, 75, 99, 99.5):
        assert in_page(NUMBERS, "percentile", values, percent) == np.percentile(values, percent)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, length=st.integers(1, 300))
def test_means_of_windows_and_lengths_of_vectors(in_page, seed, length):
    values = column(seed, 3 * length).reshape(length, 3)
    norm = np.linalg.norm(values, axis=1)
    assert in_page(NUMBERS, "lengths", [*map(list, values.T)]) == norm.tolist()
    window, step = (length + 1) // 2, (length + 3) // 4
    windows = np.lib.stride_tricks.sliding_window_view(norm, window)[::step]
    for at, expected in enumerate(zip(windows.mean(axis=1), windows.std(axis=1), strict=True)):
        part = norm, at * step, window
        assert (in_page(NUMBERS, "mean", *part), in_page(NUMBERS, "deviation", *part)) == expected


@EXAMPLES
@given(seed=SEEDS, length=st.integers(1, 60))
def test_values_between_samples(in_page, seed, length):
    times, values = np.cumsum(abs(column(seed, length))), column(seed + 1, length)
    wanted = np.concatenate((times, np.linspace(times[0] - 1, times[-1] + 1, 50)))
    found = in_page(NUMBERS, "interpolated", wanted, times, values)
    assert found == np.interp(wanted, times, values).tolist()


@EXAMPLES
@given(value=st.floats(-1e15, 1e15) | st.integers(-9, 9).map(lambda number: number + 0.5))
def test_rounding(in_page, value):
    assert in_page(NUMBERS, "rounded", value) == np.rint(value)


@settings(max_examples=200, deadline=None)
@given(
    value=st.floats(-1e30, 1e30)
    | st.floats(-1e4, 1e4)
    | st.integers(-99_999, 99_999).map(lambda number: number / 16),
    form=st.sampled_from([".10g", ".4g", ".3g", ".2g", ".0f", ".1f", "+.2f"]),
)
def test_numbers_in_sentences(in_page, value, form):
    template = f"about {{value:{form}}} Hz"
    assert in_page("recordings/sentences", "fill", template, {"value": value}) == template.format(value=value)


def test_cells_with_numbers(in_page):
    for cell, number in {
        "1": 1, " -2.5 ": -2.5, "1,5": 1.5, "-,5": -0.5, ".5e-3": 5e-4, "5.": 5, "1_000": 1000, "+7E2": 700,
    }.items():  # fmt: skip
        assert in_page(NUMBERS, "number", cell) == number
    for cell in ("", "x", "0x10", "1,2,3", "1__0", "1_0,5", "--1", "nan", "1e", "1 2", "_1"):
        assert in_page(NUMBERS, "number", cell) is None  # NaN in JSON
