"""What was counted against what was done."""

from itertools import combinations

import pytest
from heeldrive import Settings
from heeldrive_lab.score import UNLABELLED, match, merge, score_session
from heeldrive_lab.score_files import find_sessions, score_file
from heeldrive_lab.session import SessionError
from heeldrive_lab.truth import Truth, TruthRow
from hypothesis import given
from hypothesis import strategies as st


def rep(index, start_s, end_s):
    return {"kind": "rep", "index": index, "start_ms": start_s * 1000, "end_ms": end_s * 1000}


def done(start_s, end_s, kind="rep", **more):
    return TruthRow(kind, start_s * 1000, end_s * 1000, **more)


SUMMARY = {"kind": "summary", "start_ms": 0, "end_ms": 3_600_000}


def score(events, *rows, **options):
    return score_session([*events, SUMMARY], Truth("a.csv", rows), **options)


def test_reps_that_were_done_and_counted_are_found_the_others_missed_or_false():
    result = score(
        [rep(1, 10, 13), rep(2, 20, 23), rep(3, 50, 53)],
        done(10, 14),
        done(20, 22),
        done(30, 33),
        done(40, 43),
    )
    assert (result.true, result.counted, result.matched, result.missed, result.false) == (4, 3, 2, 2, 1)
    assert result.false_per_hour == 1.0


def test_each_rep_pairs_once():
    two_for_one = score([rep(1, 10, 11.5), rep(2, 11.5, 13)], done(10, 13))
    assert (two_for_one.matched, two_for_one.false) == (1, 1)
    one_for_two = score([rep(1, 10, 16)], done(10, 13), done(13, 16))
    assert (one_for_two.matched, one_for_two.missed) == (1, 1)


def test_half_of_the_shorter_must_overlap():
    assert score([rep(1, 10, 14)], done(12, 20)).matched == 1
    assert score([rep(1, 10, 14)], done(12.1, 20)).matched == 0
    assert score([rep(1, 10, 14)], done(14, 20)).matched == 0


spans = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), max_size=6)


def in_a_row(spans):
    """Stretches one after the other, from (pause, length) each."""
    end = 0
    for pause, length in spans:
        yield end + pause, end + pause + length
        end += pause + length


@given(counted=spans, true=spans)
def test_no_other_pairing_finds_more(counted, true):
    events = [rep(index, *span) for index, span in enumerate(in_a_row(counted), 1)]
    rows = [done(*span) for span in in_a_row(true)]
    could = {(e["index"], r.start_ms) for e in events for r in rows if match([e], [r])}
    most = max(
        size
        for size in range(len(events) + 1)
        if size == 0
        or any(
            len({index for index, _ in pairs}) == len({start for _, start in pairs}) == size
            for pairs in combinations(could, size)
        )
    )
    assert len(match(events, rows)) == most


def test_a_rep_of_the_other_leg_must_not_count():
    rows = [done(10, 13, sensor_leg="front"), done(20, 23, sensor_leg="back", activity="lunge")]
    result = score([rep(1, 10, 13), rep(2, 20, 23)], *rows)
    assert (result.true, result.matched, result.false, result.false_other_leg) == (1, 1, 1, 1)
    assert result.activities["lunge (back leg)"].false == 1
    both = score([rep(1, 10, 13), rep(2, 20, 23)], *rows, legs=("front", "back"))
    assert (both.true, both.matched, both.false) == (2, 2, 0)


def test_a_set_known_by_its_total_is_compared_by_its_total():
    result = score([rep(1, 10, 13), rep(2, 15, 18), rep(3, 70, 73)], done(5, 60, "set", reps=3))
    assert result.sets == [(3, 2)]
    assert (result.true, result.false) == (0, 1)


def test_a_set_whose_reps_are_known_is_no_second_truth():
    result = score([rep(1, 10, 13)], done(5, 60, "set", reps=1), done(10, 13))
    assert result.sets == []
    assert (result.matched, result.false) == (1, 0)


def test_false_reps_are_told_by_what_was_done_meanwhile():
    result = score(
        [rep(1, 10, 13), rep(2, 100, 103), rep(3, 500, 503), rep(4, 504, 507)],
        done(0, 30, "other", activity="walking"),
        done(500, 503, "other", activity="squat", reps=1),
    )
    assert result.activities["walking"].false == 1
    assert result.activities["walking"].false_per_hour == pytest.approx(120)
    assert (result.activities["squat"].false, result.activities["squat"].others) == (1, 1)
    assert result.activities[UNLABELLED].false == 2
    assert result.activities[UNLABELLED].ms == 3_600_000 - 33_000


def test_refusals_are_told_by_reason():
    refused = [{"kind": "refused", "reason": reason} for reason in ("shallow", "walking", "shallow")]
    assert score(refused).refused == {"shallow": 2, "walking": 1}


def test_sessions_put_together_are_their_sums():
    one = score([rep(1, 10, 13)], done(10, 13, activity="lunge"), done(20, 30, "set", reps=2))
    two = score([rep(1, 50, 53)], done(10, 13, activity="lunge"))
    total = merge([one, two], "both")
    assert (total.name, total.ms, total.true, total.counted) == ("both", 7_200_000, 2, 2)
    assert (total.matched, total.missed, total.false) == (1, 1, 1)
    assert total.sets == [(2, 0)]
    assert (total.activities["lunge"].true, total.activities["lunge"].matched) == (2, 1)
    assert len(total.pairs) == 1
    assert one.activities["lunge"].true == 1


def test_sessions_are_found_with_their_truth(tmp_path):
    folder = tmp_path / "must_not_count"
    folder.mkdir()
    for name in ("b.csv.gz", "b.truth.csv", "alone.csv", "note.txt"):
        (folder / name).touch()
    assert find_sessions([tmp_path]) == [folder / "b.csv.gz"]
    with pytest.raises(SessionError, match=r"no alone\.truth\.csv beside it"):
        find_sessions([folder / "alone.csv"])
    (folder / "b.csv.gz").unlink()
    with pytest.raises(SessionError, match=r"no session with a NAME\.truth\.csv"):
        find_sessions([tmp_path])
    with pytest.raises(SessionError, match="no such file"):
        score_file(find_sessions([tmp_path / "none.csv"])[0], Settings())
