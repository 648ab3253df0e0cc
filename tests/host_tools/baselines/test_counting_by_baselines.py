"""Every baseline works as intended: it finds plain reps and counts nothing at rest."""

import json
from dataclasses import asdict
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the baselines need scipy: pip install 'heeldrive[score]'")

from heeldrive_lab.baselines import BASELINES, TUNED, Signals, tuned
from heeldrive_lab.baselines.signals import RATE_HZ, autocorrelation, period
from heeldrive_lab.evaluation.baseline_tuning import POOL, load, score, tune
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.session import SessionHeader

HEADER = SessionHeader("LSM6DSOX", 244, 17500, 104, "right", "simulated")
baselines = pytest.mark.parametrize("baseline", BASELINES, ids=lambda baseline: baseline.name)
REPS, FIRST_S, EVERY_S, LENGTH_S = 10, 20.0, 4.0, 3.0


def tilting(rate_hz=104, start_ms=0):
    """Ten identical tilts of the thigh to 85 degrees, with a slow fall of the body."""
    t_s = np.arange(0, 80, 1 / rate_hz)
    into = np.clip((t_s - FIRST_S) % EVERY_S / LENGTH_S, 0, 1)
    active = (t_s >= FIRST_S) & (t_s < FIRST_S + REPS * EVERY_S)
    share = np.where(active, (1 - np.cos(2 * np.pi * into)) / 2, 0.0)
    angle = np.radians(85.0) * share
    rate_dps = np.degrees(np.gradient(angle, t_s))
    # At the bottom the body decelerates: |a| is larger there, which the hobby counter relies on.
    force_g = 1.0 + 0.15 * share
    counts = np.column_stack(
        [np.sin(angle) * force_g / 244e-6, np.zeros_like(t_s), np.cos(angle) * force_g / 244e-6]
    )
    rates = np.column_stack([np.zeros_like(t_s), rate_dps / 17500e-6, np.zeros_like(t_s)])
    times = start_ms + np.round(t_s * 1000)
    return np.column_stack([times, counts, rates]).round().astype(np.int64)


def annotations(start_ms=0):
    starts = [start_ms + round(1000 * (FIRST_S + EVERY_S * n)) for n in range(REPS)]
    return Annotations("a.csv", tuple(Annotation("rep", start, start + 3000) for start in starts))


def counted(spans):
    return [{"index": n, "start_ms": start, "end_ms": end} for n, (start, end) in enumerate(spans)]


@baselines
@pytest.mark.parametrize("rate_hz", [25, 104])
def test_plain_tilts_are_found_whatever_the_rate(baseline, rate_hz):
    spans = baseline.count(Signals.from_counts(HEADER, tilting(rate_hz)), tuned(baseline))
    result = score_counted(counted(spans), annotations(), 80_000)
    assert result.matched >= 9
    assert result.false <= 1


@baselines
def test_reps_are_in_order_in_session_time_without_overlaps(baseline):
    spans = baseline.count(Signals.from_counts(HEADER, tilting(start_ms=500_000)), tuned(baseline))
    assert all(500_000 <= start < end <= 580_000 for start, end in spans)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


@baselines
def test_a_leg_at_rest_is_not_counted(baseline):
    rng = np.random.default_rng(5)
    table = np.column_stack([np.arange(3000) * 20, rng.normal([0, 0, 4098, 0, 0, 0], 8, (3000, 6))])
    assert baseline.count(Signals.from_counts(HEADER, table.round().astype(np.int64)), tuned(baseline)) == []


@baselines
def test_a_session_of_a_few_samples_works(baseline):
    for length in (1, 2, 30):
        table = np.array([[20 * n, 0, 0, 4098, 0, 0, 0] for n in range(length)], np.int64)
        assert baseline.count(Signals.from_counts(HEADER, table), tuned(baseline)) == []


@baselines
def test_the_numbers_in_use_come_from_the_grid(baseline):
    chosen = json.loads(TUNED.read_text("utf-8"))["parameters"][baseline.name]
    assert chosen.keys() == baseline.grid.keys() == asdict(baseline.parameters()).keys()
    assert all(value in baseline.grid[name] for name, value in chosen.items())


@baselines
def test_each_says_where_it_comes_from_and_what_its_parameters_mean(baseline):
    assert "Source:" in baseline.about
    for name in baseline.grid:
        assert f"{name}: " in baseline.parameters.__doc__


def test_an_hour_without_samples_is_not_filled():
    table = tilting()
    table[4000:, 0] += 3_600_000
    signals = Signals.from_counts(HEADER, table)
    assert len(signals.t_ms) < 90 * RATE_HZ
    assert signals.t_ms[-1] == pytest.approx(table[-1, 0], abs=100)


def test_the_period_is_the_peak_of_the_autocorrelation():
    wave = np.sin(2 * np.pi * np.arange(400) / 50)
    assert period(wave, 30, 80) == (50, pytest.approx(1.0, abs=0.01))
    assert period(np.zeros(400), 30, 80) == (80, 0.0)
    by_hand = [np.corrcoef(wave[:-lag], wave[lag:])[0, 1] for lag in (10, 25)]
    assert autocorrelation(wave, 60)[[10, 25]] == pytest.approx(by_hand, abs=0.02)


def test_tuning_takes_the_best_of_the_grid():
    baseline = next(baseline for baseline in BASELINES if baseline.name == "tilt, two thresholds")
    small = {"upper_deg": (45.0, 89.0), "lower_deg": (15.0,)}
    baseline = type(baseline)(baseline.name, baseline.about, baseline.count, baseline.parameters, small)
    pool = [load(POOL[0])]
    values, result = tune(baseline, pool)
    assert values == {"upper_deg": 45.0, "lower_deg": 15.0}
    assert result.f1 > score(baseline, {"upper_deg": 89.0, "lower_deg": 15.0}, pool).f1
