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


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_series_of_sits_founds_no_set_however_alike_they_are(seed, worn, count):
    """Only a support lets a thigh be so still."""
    session = worn(lambda wearer: [wearer.sit(8.0) for _ in range(5)], seed=seed)
    long = {"seat_max_ms": 10_000, "hold_max_ms": 30_000, "rep_max_ms": 60_000, "rest_min_s": 60}
    assert count(session, **long).reps == []
    assert count(session).reps == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_set_of_lunges_a_series_of_sits_does_not_go_on_counting(seed, worn, count):
    session = worn(
        lambda wearer: [*[wearer.rep() for _ in range(3)], *[wearer.sit(4.0) for _ in range(4)]], seed=seed
    )
    counted = count(session)
    assert counted.sets == [3]
    assert "seated" in counted.reasons


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_short_sit_in_mid_set_is_no_rep_however_slowly_the_wearer_stands_up(seed, worn, count):
    def sits_between_reps(wearer):
        for do in (wearer.rep, wearer.rep, lambda: wearer.sit(2.4), wearer.rep, wearer.rep):
            do()

    counted = count(worn(sits_between_reps, seed=seed), rest_min_s=60)
    assert len(counted.reps) == 4
    assert counted.reasons == ["seated"]


# Nothing that is doubtful silences what follows, and a set counts in arrears whatever came before it.


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("gait", ["walking", "jogging", "marching"])
def test_a_set_straight_out_of_a_walk_counts_from_its_first_rep(gait, seed, worn, count):
    session = worn(lambda wearer: [wearer.go(gait, 12.0), *[wearer.rep() for _ in range(6)]], seed=seed)
    assert len(count(session).reps) == 6


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_circuit_of_jogging_and_lunges_counts_every_lunge(seed, worn, count):
    def circuit(wearer):
        for _ in range(3):
            wearer.go("jogging", 15.0)
            for _ in range(4):
                wearer.rep()

    assert len(count(worn(circuit, seed=seed)).reps) == 12


@pytest.mark.parametrize("seed", range(1, 7))
def test_one_quick_rep_in_mid_set_is_judged_by_its_neighbours(seed, worn, count):
    session = worn(lambda wearer: [wearer.rep(slower) for slower in (1.0, 1.0, 0.68, 1.0, 1.0)], seed=seed)
    counted = count(session)
    assert counted.sets == [5]
    assert counted.reasons == []


@pytest.mark.parametrize("seed", range(1, 4))
def test_refused_movements_between_reps_cost_no_rep(seed, worn, count):
    def doings(wearer):
        for between in (wearer.half_rep, wearer.raise_leg, lambda: wearer.jump(2, 0.2), wearer.half_rep):
            wearer.rep()
            wearer.rep()
            between()
        wearer.rep()

    counted = count(worn(doings, seed=seed))
    assert len(counted.reps) == 9
    assert counted.reasons.count("shallow") >= 2
    assert "leg_raised" in counted.reasons
