"""Session variants (sensor, mounting, mirroring, sample rate, clock, rest) are the same workout."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.robustness import same_count, variants_sheet
from heeldrive_lab.evaluation.run import score_modes
from heeldrive_lab.evaluation.session_changes import mirrored, offset, resampled, rested, rotated
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.evaluation.variants import session_variants

CLEAN = Path(__file__).parents[3] / "recorded_sessions" / "clean_set.csv"


@pytest.fixture(scope="module")
def session():
    return SessionFile(CLEAN).load()


def test_a_clean_set_has_its_count_however_it_is_worn_and_sampled():
    results = score_modes([SessionFile(CLEAN)], Settings(), ("sensor_leg",), variants=True)["sensor_leg"]
    kinds = ["another mounting", "mirrored", "26 Hz", "52 Hz", "208 Hz", "rest before", "rest after"]
    for kind in kinds:
        same, total = same_count(results, kind)
        assert same == total > 0, kind
    sheet = variants_sheet("", {"kept": {"sensor_leg": results}})
    rows = dict(sheet.rows)
    assert rows["mirrored"] == "1/1 100%"
    assert rows["all"] == rows["all, of sessions with reps"]
    assert rows["all"].split("/")[1].startswith(f"{len(results[0].variants)} ")


def test_every_kind_is_made_and_two_runs_make_the_same(session):
    once, again = (list(session_variants(session, "clean_set.csv")) for _ in range(2))
    assert list(dict.fromkeys(variant.kind for variant in once)) == [
        "zero-g offset", "zero-rate offset", "both offsets", "rest before", "rest after", "another mounting",
        "mirrored", "26 Hz", "52 Hz", "208 Hz", "clock 8 % fast", "clock 8 % slow",
    ]  # fmt: skip
    assert len({variant.name for variant in once}) == len(once)
    for one, other in zip(once, again, strict=True):
        assert np.array_equal(one.session.table, other.session.table)
    named = next(session_variants(session, "another.csv"))
    assert not np.array_equal(named.session.table, once[0].session.table)


def test_offsets_are_drawn_as_large_as_the_data_sheets_have_them(session):
    # Half of the counts are at rest, far from saturation: the added offset is the difference of the means.
    shifts = [
        (variant.session.table[:, 1:] - session.table[:, 1:]).mean(axis=0) * ([0.244] * 3 + [0.0175] * 3)
        for name in map(str, range(40))
        for variant in session_variants(session, name)
        if variant.kind == "both offsets"
    ]
    assert np.sqrt(np.mean(np.square(shifts)[:, :3])) == pytest.approx(40, rel=0.1)
    assert np.abs(shifts)[:, 3:] == pytest.approx(5, abs=0.02)
    assert np.mean(np.array(shifts)[:, 3:] > 0) == pytest.approx(0.5, abs=0.1)


def test_an_offset_is_in_physical_units_at_any_scale(session):
    finer = replace(session, header=replace(session.header, accel_ug_per_count=122, gyro_udps_per_count=8750))
    moved = offset(finer, np.array([12.2, 0, 0]), np.array([0, 0, 0.875])).table - finer.table
    assert np.unique(moved, axis=0).tolist() == [[0, 100, 0, 0, 0, 0, 100]]


@pytest.mark.parametrize("at_end", [False, True])
def test_a_rest_is_still_and_the_reps_are_as_they_were(session, at_end):
    longer = rested(session, 30, at_end)
    assert longer is not None
    period_ms = 1000 / session.header.rate_hz
    assert longer.first_ms == session.first_ms
    assert longer.last_ms - session.last_ms == pytest.approx(30_000, abs=period_ms)
    assert np.diff(longer.table[:, 0]).max() <= np.diff(session.table[:, 0]).max() + 1
    joined = longer.table[len(session.table) :] if at_end else longer.table[: -len(session.table)]
    kept = longer.table[: len(session.table)] if at_end else longer.table[-len(session.table) :]
    assert np.array_equal(kept[:, 1:], session.table[:, 1:])
    assert joined[:, 1:].std(axis=0).max() < 100
    ends = [
        [event["end_ms"] for event in replay(each, Settings()) if event["kind"] == "rep"]
        for each in (session, longer)
    ]
    later_ms = 0 if at_end else longer.last_ms - session.last_ms
    assert ends[1] == pytest.approx([end_ms + later_ms for end_ms in ends[0]], abs=50)


def test_no_rest_is_joined_to_an_end_that_moves(session):
    t_ms = session.table[:, 0]
    moving = replace(session, table=session.table[t_ms > 6500])
    assert rested(moving, 5, at_end=False) is None
    kinds = {variant.kind for variant in session_variants(moving, "moving")}
    assert "rest after" in kinds
    assert "rest before" not in kinds


def test_another_mounting_turns_force_and_rate_alike_and_keeps_their_sizes():
    before = np.random.default_rng(1).normal(size=(50, 6))
    after = rotated(before, 1)
    assert not np.allclose(before, after)
    assert not np.allclose(rotated(before, 2), after)
    force, rate = slice(0, 3), slice(3, 6)
    for one, other in ((force, force), (rate, rate), (force, rate)):
        dots = np.sum(before[:, one] * before[:, other], axis=1)
        assert np.sum(after[:, one] * after[:, other], axis=1) == pytest.approx(dots)
    # A rotation, not a reflection: the axes keep their handedness.
    assert np.linalg.det(rotated(np.eye(3, 6), 1)[:, :3]) == pytest.approx(1)


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
    names = [variant.name for variant in session_variants(slow, "slow")]
    assert [name for name in names if "Hz" in name] == ["52 Hz"]
