"""The first rep of a set: a clear one counts at once, a doubtful one is pending and counts later."""

import pytest
from heeldrive_lab.simulator.activities import PlannedActivity


def pick_up(wearer, times=1):
    PlannedActivity("pick_up", {"reps": times}).perform(wearer)


def test_a_clear_first_rep_counts_before_the_next_begins(worn, count):
    counted = count(worn(lambda wearer: [wearer.rep(), wearer.stand(3.0), wearer.rep()]))
    first, second = counted.reps
    assert first.shown_ms < second.start_ms


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_something_picked_up_before_a_set_does_not_count(seed, worn, count):
    session = worn(
        lambda wearer: [pick_up(wearer), wearer.stand(2.0), *[wearer.rep() for _ in range(3)]], seed=seed
    )
    counted = count(session)
    assert len(counted.reps) == 3
    assert counted.reps[0].start_ms > session.truth.reps[0].start_ms - 500


def test_quick_cycles_wait_and_the_third_of_a_kind_counts_them_all(worn, count):
    session = worn(lambda wearer: [wearer.rep(0.72) for _ in range(4)])
    at_once = count(session, quick_rise_ms=0)
    assert len(at_once.reps) == 4
    rises_ms = [rep.end_ms - rep.rise_ms for rep in at_once.reps]
    counted = count(session, quick_rise_ms=max(rises_ms) + 1)
    assert [(rep.start_ms, rep.end_ms) for rep in counted.reps] == [
        (rep.start_ms, rep.end_ms) for rep in at_once.reps
    ]
    assert [rep.index for rep in counted.reps] == [1, 2, 3, 4]
    assert counted.number[1][0] >= at_once.reps[2].shown_ms  # the count did not change before the third rep
    first, second, third, fourth = counted.reps
    assert first.shown_ms < second.shown_ms < third.shown_ms < third.shown_ms + 100 < fourth.start_ms


def test_two_quick_cycles_alone_are_refused_when_no_other_follows(worn, count):
    session = worn(lambda wearer: [wearer.rep(0.72), wearer.rep(0.72), wearer.stand(10.0)])
    counted = count(session, quick_rise_ms=3000)
    assert counted.reps == []
    assert counted.reasons == ["alone", "alone"]


def test_a_recording_that_ends_while_a_cycle_waits_tells_it_at_the_end(worn, count):
    session = worn(lambda wearer: wearer.rep(0.72))
    cut_ms = session.truth.reps[0].end_ms + 2000
    counted = count(
        session._replace(rows=[row for row in session.rows if row[0] < cut_ms]), quick_rise_ms=3000
    )
    assert counted.reasons == ["alone"]
    assert counted.before_finish == 0


def test_cycles_that_rest_at_the_bottom_wait_and_the_third_of_a_kind_counts_them_all(worn, count):
    session = worn(lambda wearer: [wearer.rep(), *[wearer.sit(8.0) for _ in range(4)]], seed=1)
    counted = count(
        session, seat_max_ms=10_000, hold_max_ms=30_000, rep_max_ms=60_000, ready_max_ms=30_000, rest_min_s=60
    )
    _, first, second, third, fourth = counted.reps
    assert third.end_ms < first.shown_ms < second.shown_ms < third.shown_ms < third.end_ms + 500
    assert fourth.shown_ms < fourth.end_ms + 500  # it was not pending: the previous rep rested as well


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_short_sit_in_mid_set_is_no_rep_however_slowly_the_wearer_stands_up(seed, worn, count):
    def sits_between_reps(wearer):
        for do in (wearer.rep, wearer.rep, lambda: wearer.sit(2.4), wearer.rep, wearer.rep):
            do()

    counted = count(worn(sits_between_reps, seed=seed), rest_min_s=60)
    assert len(counted.reps) == 4
    assert counted.reasons == ["seated"]
