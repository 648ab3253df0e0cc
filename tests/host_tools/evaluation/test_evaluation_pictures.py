"""Plots of the evaluation show the errors, and the same results give the same bytes."""

from dataclasses import dataclass

import pytest

pytest.importorskip("matplotlib", reason="the pictures need matplotlib: pip install 'heeldrive[score]'")

import numpy as np
from heeldrive import Settings
from heeldrive_lab.evaluation.plots import false_rates_figure, methods_figure, phase_errors_figure, svg
from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.evaluation.worst import WINDOW_MS, worst, worst_figure
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.session import SessionHeader

HOUR_MS = 3_600_000
HEADER = SessionHeader("LSM6DSOX", 244, 17500, 25, "right", "simulated")


@dataclass(frozen=True)
class Still:
    """An hour at rest with a name and annotations."""

    name: str
    annotations: Annotations
    group: str = "still"
    weight: int = 1

    def load(self):
        times = np.arange(0, HOUR_MS, 400)
        rest = np.tile([0, 0, 4098, 0, 0, 0], (len(times), 1))
        return Loaded(HEADER, np.column_stack([times, rest]), self.annotations)


def result(name, activity, *false_at_s, missed_at_s=(), peer_false=0):
    rows = [Annotation("other", 0, HOUR_MS // 2, activity=activity)]
    rows += [Annotation("rep", 1000 * at, 1000 * at + 3000, activity="lunge") for at in missed_at_s]
    annotations = Annotations("a.csv", tuple(rows))

    def counted(starts):
        return [{"index": n, "start_ms": 1000 * s, "end_ms": 1000 * s + 3000} for n, s in enumerate(starts)]

    ours = score_counted(counted(false_at_s), annotations, HOUR_MS, name)
    baseline = score_counted(counted(range(10, 10 + 4 * peer_false, 4)), annotations, HOUR_MS, name)
    return Result(Still(name, annotations), {"heeldrive": ours, "a baseline": baseline}, True)


def test_the_worst_come_first_and_one_fault_does_not_hide_the_others():
    results = [
        result("right", "walking"),
        *(result(f"squats {n}", "squat", *range(10, 90, 10)) for n in range(5)),
        result("stairs", "stairs", 10, 20),
        result("missed", "sitting", missed_at_s=(2000,)),
    ]
    names = [one.ours.name for one in worst(results)]
    assert names == ["missed", "squats 0", "squats 1", "squats 2", "stairs"]
    assert [one.ours.name for one in worst(results, 3)] == ["missed", "squats 0", "stairs"]
    assert worst(results[:1]) == []


def test_the_window_is_where_the_errors_are():
    where = result("late", "walking", 100, 1000, 1010, 1020, missed_at_s=(2500,))
    (axes,) = worst_figure([where], Settings()).axes
    left, right = axes.get_xlim()
    assert left < 1000
    assert right > 1023
    assert right - left == WINDOW_MS / 1000
    assert axes.get_title(loc="left") == "still, late: 1 true, 1 missed, 4 false"
    assert "counted, false" in axes.get_legend_handles_labels()[1]


def test_false_reps_per_hour_are_shown_if_there_are_any():
    busy = result("busy", "walking", *range(10, 50, 10), peer_false=20)
    (axes,) = false_rates_figure([busy]).axes
    shown = {dots.get_label(): dots.get_offsets()[0][0] for dots in axes.collections}
    assert shown == {"heeldrive": 8.0, "a baseline": 40.0}
    assert false_rates_figure([result("right", "walking")]) is None


def test_the_same_results_give_the_same_bytes():
    busy = result("busy", "walking", 10, missed_at_s=(2000,), peer_false=3)
    for draw in (
        lambda: methods_figure([busy]),
        lambda: phase_errors_figure(busy.ours),
        lambda: worst_figure([busy], Settings()),
    ):
        assert svg(draw()) == svg(draw())
