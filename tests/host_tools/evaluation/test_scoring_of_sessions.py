"""Counted reps are scored against annotations."""

from itertools import combinations

import pytest
from heeldrive_lab.evaluation.matching import match
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.session_score import UNLABELLED, score_session
from heeldrive_lab.evaluation.timing import delay, depth_errors_deg, phase_errors_ms, summarise_errors
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from hypothesis import given
from hypothesis import strategies as st


def rep(index, start_s, end_s, **more):
    return {"kind": "rep", "index": index, "start_ms": start_s * 1000, "end_ms": end_s * 1000, **more}


def done(start_s, end_s, kind="rep", **more):
    return Annotation(kind, start_s * 1000, end_s * 1000, **more)


SUMMARY = {"kind": "summary", "start_ms": 0, "end_ms": 3_600_000}


def done_and_counted(result):
    return [(one.done, one.counted) for one in result.sets]


def score(events, *rows, **options):
    return score_session([*events, SUMMARY], Annotations("a.csv", rows), **options)


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
    """Consecutive intervals from (pause, length) pairs."""
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
    assert (both.true, both.matched, both.false, both.wrong_leg) == (2, 2, 0, 0)


BOTH = ("front", "back")


def alternating(*legs):
    """An alternating set as annotated by the simulator: one row per leg."""
    reps = [done(10 * n, 10 * n + 4, sensor_leg=leg) for n, leg in enumerate(legs, 1)]
    rows = list(reps)
    for leg in BOTH:
        own = [one for one in reps if one.sensor_leg == leg]
        rows.append(
            Annotation(
                "set", own[0].start_ms, own[-1].end_ms, sensor_leg=leg, reps=len(own), activity="lunge"
            )
        )
    return rows


def test_a_rep_counted_for_the_wrong_leg_is_found_and_spoils_the_split():
    rows = alternating("front", "back", "front", "back")
    text = ("front", "front", "front", "back")
    result = score(
        [rep(n, 10 * n, 10 * n + 4, sensor_leg=leg) for n, leg in enumerate(text, 1)], *rows, legs=BOTH
    )
    assert (result.true, result.matched, result.false, result.wrong_leg) == (4, 4, 0, 1)
    assert result.sets == [(4, 4, 2, 1)]
    assert (result.exact_sets, result.sets[0].split_exact) == (1, False)


def test_an_alternating_set_is_one_set_of_both_legs_and_two_legs_of_one():
    rows = alternating("front", "back", "front", "back")
    events = [rep(n, 10 * n, 10 * n + 4, sensor_leg=leg) for n, leg in enumerate(("front", "back") * 2, 1)]
    both = score(events, *rows, legs=BOTH)
    assert both.sets == [(4, 4, 2, 2)]
    assert both.sets[0].split_exact
    assert both.within_one_a_set
    front = score(events[::2], *rows)
    assert front.sets == [(2, 2, 0, 0)]


def test_a_method_without_legs_has_no_split():
    rows = alternating("front", "back", "front", "back")
    result = score([rep(1, 10, 14), rep(2, 20, 24)], *rows, legs=BOTH)
    assert (result.matched, result.wrong_leg) == (2, 0)
    assert result.sets == [(4, 2, 2, None)]
    assert not result.sets[0].split_known


def test_the_two_totals_of_an_alternating_set_each_get_the_reps_of_their_leg():
    rows = [done(5, 60, "set", reps=2, sensor_leg=leg) for leg in BOTH]
    legs = ("front", "back", "front", "back")
    events = [rep(n, 10 * n, 10 * n + 4, sensor_leg=leg) for n, leg in enumerate(legs, 1)]
    result = score(events, *rows, legs=BOTH)
    assert result.sets == [(2, 2, 0, 0), (2, 2, 2, 2)]
    assert (result.true, result.matched, result.false) == (4, 4, 0)


def test_within_one_per_set_fails_with_a_rep_outside_every_set():
    rows = [done(10, 13), done(20, 23)]
    assert score([rep(1, 10, 13)], *rows).within_one_a_set
    assert not score([rep(1, 10, 13), rep(2, 90, 93)], *rows).within_one_a_set
    assert not score([], *rows).within_one_a_set


def test_each_cycle_is_counted_refused_for_a_reason_or_not_seen():
    squats = [done(10 * n, 10 * n + 3, "other", activity="squat", reps=1) for n in (1, 2, 3, 4)]
    refused = {"kind": "refused", "reason": "alone", "start_ms": 20_500, "end_ms": 23_500}
    long = {"kind": "refused", "reason": "no_return", "start_ms": 30_000, "end_ms": 55_000}
    stroll = done(60, 70, "other", activity="walking")
    result = score([rep(1, 9, 12), refused, long], *squats, stroll, done(80, 83, activity="lunge"))
    assert result.outcomes == {"squat": {"counted": 1, "alone": 1, "no_return": 2}, "lunge": {"no cycle": 1}}
    assert merge([result, result]).outcomes["squat"]["no_return"] == 4


def test_a_set_known_by_its_total_is_scored_by_its_total():
    result = score([rep(1, 10, 13), rep(2, 15, 18), rep(3, 70, 73)], done(5, 60, "set", reps=3))
    assert done_and_counted(result) == [(3, 2)]
    assert (result.true, result.matched, result.missed, result.false) == (3, 2, 1, 1)
    assert (result.exact_sets, result.sets_within_one, result.exact_sessions) == (0, 1, 0)
    assert (result.activities["set"].true, result.activities["set"].matched) == (3, 2)


def test_more_than_the_total_of_a_set_are_false():
    result = score([rep(n, 10 * n, 10 * n + 3) for n in (1, 2, 3)], done(5, 60, "set", reps=1))
    assert (result.matched, result.missed, result.false) == (1, 0, 2)
    assert result.activities["set"].false == 2


def test_a_set_whose_reps_are_known_is_not_counted_twice():
    result = score([rep(1, 10, 13)], done(5, 60, "set", reps=1), done(10, 13))
    assert done_and_counted(result) == [(1, 1)]
    assert (result.true, result.matched, result.false) == (1, 1, 0)


def test_a_set_of_the_other_leg_must_not_count():
    result = score([], done(5, 60, "set", reps=8, sensor_leg="back"))
    assert (result.sets, result.true, result.exact_sessions) == ([], 0, 1)


def test_a_false_rep_within_a_set_makes_it_wrong():
    result = score([rep(1, 10, 13), rep(2, 15, 18), rep(3, 20, 23)], done(10, 13), done(20, 23))
    assert done_and_counted(result) == [(2, 3)]
    assert (result.exact_sets, result.sets_within_one, result.exact_sessions) == (0, 1, 0)


def test_reps_with_a_rest_between_are_two_sets():
    result = score([rep(1, 10, 13)], done(10, 13), done(20, 23), done(60, 63))
    assert done_and_counted(result) == [(2, 1), (1, 0)]


def test_precision_recall_and_f1_are_of_pairs():
    result = score(
        [rep(n, 10 * n, 10 * n + 3) for n in (1, 2, 3, 4)], *(done(t, t + 3) for t in (10, 20, 90))
    )
    assert (result.precision, result.recall) == (0.5, pytest.approx(2 / 3))
    assert result.f1 == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    nothing = score([])
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.exact_sessions) == (None, None, None, 1)


def text(index, start_ms, late_ms, depth_deg):
    edges = ("start_ms", "bottom_ms", "rise_ms", "end_ms", "shown_ms")
    times = {edge: start_ms + 1000 * n + late_ms for n, edge in enumerate(edges)}
    return {"kind": "rep", "index": index, "depth_deg": depth_deg, **times}


def test_errors_of_phase_times_and_depth_and_the_delay_after_the_end():
    rows = [
        Annotation("rep", start, start + 3000, start + 1000, start + 2000, 80.0)
        for start in (0, 10_000, 20_000)
    ]
    result = score([text(1, 0, 40, 82.0), text(2, 10_000, -20, 80.0), text(3, 20_000, 40, 81.0)], *rows)
    for errors in phase_errors_ms(result).values():
        summary = summarise_errors(errors)
        assert (summary.count, summary.mean) == (3, 20)
        assert summary.mean_abs == pytest.approx(100 / 3)
        assert summary.p95_abs == 40
    assert depth_errors_deg(result) == [2.0, 0.0, 1.0]
    shown = delay(result)
    assert (shown.count, shown.median_ms) == (3, 1040)


def test_a_label_with_only_start_and_end_has_no_phase_times():
    result = score([text(1, 0, 40, 82.0)], done(0, 3))
    assert result.matched == 1
    assert summarise_errors(phase_errors_ms(result)["start_ms"]) is None
    assert delay(result) is None


def test_false_reps_are_reported_by_activity():
    result = score(
        [rep(1, 10, 13), rep(2, 100, 103), rep(3, 500, 503), rep(4, 504, 507)],
        done(0, 30, "other", activity="walking"),
        done(500, 503, "other", activity="squat", reps=1),
    )
    assert result.activities["walking"].false == 1
    assert result.activities["walking"].false_per_hour == pytest.approx(120)
    assert (result.activities["squat"].false, result.activities["squat"].others) == (1, 1)
    assert result.activities[UNLABELLED].false == 2
    assert result.false_in_cycles == 1
    assert result.false_per_hour_elsewhere == pytest.approx(3, rel=0.01)
    assert result.activities[UNLABELLED].ms == 3_600_000 - 33_000


def test_refusals_are_reported_by_reason():
    refused = [{"kind": "refused", "reason": reason} for reason in ("shallow", "walking", "shallow")]
    assert score(refused).refused == {"shallow": 2, "walking": 1}


def test_merged_sessions_are_their_sums():
    one = score([rep(1, 10, 13)], done(10, 13, activity="lunge"), done(20, 30, "set", reps=2))
    two = score([rep(1, 50, 53)], done(10, 13, activity="lunge"))
    total = merge([one, two], "both")
    assert (total.name, total.ms, total.true, total.counted) == ("both", 7_200_000, 4, 2)
    assert (total.matched, total.missed, total.false) == (1, 3, 1)
    assert done_and_counted(total) == [(1, 1), (2, 0), (1, 0)]
    assert (total.sessions, total.exact_sessions) == (2, 0)
    assert (total.activities["lunge"].true, total.activities["lunge"].matched) == (2, 1)
    assert len(total.pairs) == 1
    assert one.activities["lunge"].true == 1
