# ruff: noqa: SLF001 - it compares the page with the detector's own limits
"""The limits in docs/how-it-decides.md that no setting changes are those of the detector."""

from pathlib import Path

import pytest
from heeldrive import (
    alignment,
    classifier,
    counter,
    likeness,
    own_measure,
    pending,
    pose,
    rear_leg,
    segmentation,
)

PAGE = " ".join((Path(__file__).parents[3] / "docs" / "how-it-decides.md").read_text("utf-8").split())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("beyond the higher top; D below {:g} deg |", classifier._SURE_DEPTH_MIN / 128),
        ("| D less than {:g} deg beyond the higher top", classifier._SURE_EXCURSION_MIN / 128),
        ("| lever arm below {:g} mm; below", classifier._SURE_LEVER_MM),
        ("; below {:g} mm after a rise faster than", classifier._CLEAR_LEVER_MM),
        ("(below {:g} mm while the detector waits for `walk`", classifier._CLEAR_LEVER_MM),
        ("in a cycle under 1 s and {:g} deg", classifier._STRIDE_DEPTH / 128),
        ("a rate above {:g} deg/s |", classifier._SURE_RATE_SQ**0.5 / 4),
        ("stationary at the bottom for {:g} s", classifier._SURE_REST_MS / 1000),
        ("for more than {:g} s, it founds no set", classifier._FOUND_REST_MS / 1000),
        ("a cycle under {:g} s founds no set", classifier._RHYTHM_MS / 1000),
        ("minus the uncertainty beyond {:g} s,", classifier._LEVER_SURE_MS / 1000),
        ("or, in a cycle under {:g} s, more than `ready_max_ms`", rear_leg._QUICK_MS / 1000),
        ("| more than {:g} s after standing still", (rear_leg._PROMPT_MAX_MS + 1) / 1000),
        ("a rep must also be {:g} % as deep", own_measure._SHALLOW_PERCENT),
        ("Between sets {:g} % is enough", own_measure._NEW_SET_PERCENT),
        ("| time from the bottom to the top | {:g} %", likeness.CLOSE),
        ("may differ by {:g} mm, plus", likeness._LEVER_APART_MM),
        ("within {:g} deg of standing, both are one rep", counter._UPRIGHT_CDEG / 100),
        ("goes on by {:g} deg beyond", segmentation._ANCHOR / 128),
        ("goes up for less than {:g} s before it turns back", segmentation._PULSE_MS / 1000),
        ("So it does beyond {:g} deg", segmentation._NO_TOP / 128),
        ("further from the top, only after {:g} s", segmentation._STOP_MS / 1000),
        ("rest more than {:g} deg away from it", pose._REFRESH_MAX / 128),
        ("more than {:g} deg away from a confirmed one", pose._ELSEWHERE / 128),
        ("the leg is stationary for {:g} s", alignment._FIRST_REST_MS / 1000),
    ],
)
def test_a_limit_on_the_page_is_that_of_the_detector(text, value):
    assert text.format(value) in PAGE


def test_the_page_says_how_many_cycles_wait_and_how_many_are_a_set():
    assert [pending.PendingReps(legs, 0)._most for legs in (1, 2)] == [2, 3]
    assert "At most two doubtful cycles wait, in `both_legs` three for each leg" in PAGE
    assert pending._NEIGHBOURS == 2
    assert "like two that wait: the third of its kind" in PAGE
    assert own_measure._KNOWN == 3
    assert "Once three reps have counted" in PAGE
