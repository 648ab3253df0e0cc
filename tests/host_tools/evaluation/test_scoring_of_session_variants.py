"""Session variants (mounting, mirroring, sample rate, clock) are the same workout."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.evaluation import score_modes
from heeldrive_lab.evaluation.mode_sheets import same_count, variants_sheet
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.evaluation.variants import mirrored, resampled, rotated, session_variants

CLEAN = Path(__file__).parents[3] / "recorded_sessions" / "clean_set.csv"


@pytest.fixture(scope="module")
def session():
    return SessionFile(CLEAN).load()


def test_a_clean_set_has_its_count_however_it_is_worn_and_sampled():
    results = score_modes([SessionFile(CLEAN)], Settings(), ("sensor_leg",), variants=True)["sensor_leg"]
    ways = ["another mounting", "mirrored", "26 Hz", "52 Hz", "208 Hz"]
    assert list(results[0].variants) == [*ways, "clock 5 % fast", "clock 5 % slow"]
    assert same_count(results) == (7, 7)
    sheet = variants_sheet("", {"kept": {"sensor_leg": results}})
    assert sheet.rows[-1] == ("all", "7/7 100%")


def test_another_mounting_turns_force_and_rate_alike_and_keeps_their_sizes():
    before = np.random.default_rng(1).normal(size=(50, 6))
    after = rotated(before)
    assert not np.allclose(before, after)
    force, rate = slice(0, 3), slice(3, 6)
    for one, other in ((force, force), (rate, rate), (force, rate)):
        dots = np.sum(before[:, one] * before[:, other], axis=1)
        assert np.sum(after[:, one] * after[:, other], axis=1) == pytest.approx(dots)
    # A rotation, not a reflection: the axes keep their handedness.
    assert np.linalg.det(rotated(np.eye(3, 6))[:, :3]) == pytest.approx(1)


def test_a_mirror_reverses_the_turn_that_it_mirrors():
    # Gravity in sensor axes obeys d(up)/dt = up x rate before and after mirroring.
    up, rate = np.array([0.6, 0.0, 0.8]), np.array([0.3, -0.2, 0.5])
    seen = mirrored(np.concatenate((up, rate))[None])[0]
    moved = mirrored(np.concatenate((np.cross(up, rate), rate))[None])[0][:3]
    assert np.cross(seen[:3], seen[3:]) == pytest.approx(moved)


def test_resampled_it_lasts_as_long_and_gaps_stay_gaps(session):
    for rate_hz in (26, 208):
        other = resampled(session, rate_hz)
        assert other.header.rate_hz == rate_hz
        assert other.last_ms == pytest.approx(session.last_ms, abs=40)
        assert len(other.table) == pytest.approx(len(session.table) * rate_hz / 104, rel=0.03)
        assert (np.diff(other.table[:, 0]) > 0).all()
    t_ms = session.table[:, 0]
    holed = replace(session, table=session.table[(t_ms < 10_000) | (t_ms > 12_000)])
    inside = resampled(holed, 52).table[:, 0]
    assert not ((inside > 10_040) & (inside < 11_960)).any()


def test_a_rate_far_above_its_own_is_left_out(session):
    slow = resampled(session, 26)
    assert [name for name, _ in session_variants(slow) if "Hz" in name] == ["52 Hz"]
