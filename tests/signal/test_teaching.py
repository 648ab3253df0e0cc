"""A lunge is taught: its shape, and what it changes."""

import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_TAUGHT, REASONS, RepCounter, Settings

SHAPE = ("depth_cdeg", "lever_mm", "fall_mm")


def taught(session, reps=5, at_ms=0, until_ms=1 << 30, **settings):
    """Count a session with a lesson; return its events as dictionaries, and the counter."""
    header = session.header
    counter = RepCounter(Settings(settings), header.accel_ug_per_count, header.gyro_udps_per_count)
    events = []
    begun = cancelled = False
    for row in session.rows:
        if not begun and row[0] > at_ms:
            counter.teach(reps)
            begun = True
        if not cancelled and row[0] > until_ms:
            counter.teach(0)
            cancelled = True
        if counter.step(*row):
            events.append(dict(vars(counter.event)))
    while counter.finish():
        events.append(dict(vars(counter.event)))
    return events, counter


def of_kind(events, kind):
    return [event for event in events if event["kind"] == kind]


def as_settings(lunge):
    return {
        "my_depth_deg": lunge["depth_cdeg"] // 100,
        "my_rise_ms": lunge["end_ms"] - lunge["rise_ms"],
        "my_length_ms": lunge["end_ms"] - lunge["start_ms"],
        "my_hold_ms": lunge["rise_ms"] - lunge["bottom_ms"],
        "my_lever_mm": lunge["lever_mm"],
        "my_fall_mm": lunge["fall_mm"],
    }


def test_a_taught_lunge_is_the_mean_of_five_reps_in_a_row(simulated):
    events, _ = taught(simulated("clean_set"))
    (lunge,) = of_kind(events, EVENT_TAUGHT)
    reps = of_kind(events, EVENT_REP)
    assert events.index(lunge) == events.index(reps[4]) + 1
    for name in SHAPE:
        assert lunge[name] == pytest.approx(sum(rep[name] for rep in reps[:5]) / 5, abs=5)
    for first, last in (("start_ms", "end_ms"), ("rise_ms", "end_ms"), ("bottom_ms", "rise_ms")):
        assert lunge[last] - lunge[first] == pytest.approx(
            sum(rep[last] - rep[first] for rep in reps[:5]) / 5, abs=5
        )
    assert lunge["reps"] == 5
    assert lunge["shown_ms"] < reps[5]["start_ms"]


def test_a_lesson_changes_no_count_of_a_clean_set(simulated, count):
    session = simulated("clean_set")
    events, _ = taught(session)
    assert [rep["end_ms"] for rep in of_kind(events, EVENT_REP)] == [
        rep.end_ms for rep in count(session).reps
    ]


def test_a_lesson_that_the_recording_cuts_off_after_its_last_rep_is_told_at_the_end(simulated):
    session = simulated("clean_set")
    events, _ = taught(session)
    shown_ms = of_kind(events, EVENT_REP)[4]["shown_ms"]
    cut = session._replace(rows=[row for row in session.rows if row[0] <= shown_ms])
    events, _ = taught(cut)
    assert events[-2]["kind"] == EVENT_TAUGHT


def test_a_half_rep_before_the_first_set_is_shallow(worn):
    lesson = worn(lambda wearer: [wearer.rep() for _ in range(6)])
    (lunge,) = of_kind(taught(lesson)[0], EVENT_TAUGHT)
    half = worn(lambda wearer: [wearer.half_rep() for _ in range(3)], seed=4)
    low = {"depth_min_deg": 20}
    assert taught(half, reps=0, **low)[1].reps >= 2
    events, counter = taught(half, reps=0, **low, **as_settings(lunge))
    assert counter.reps == 0
    assert [REASONS[event["reason"]] for event in of_kind(events, EVENT_REFUSED)] == ["shallow"] * 3


def test_a_doubtful_first_rep_counts_at_once_if_it_is_like_the_taught_one(worn):
    lesson = worn(lambda wearer: [wearer.rep(0.72) for _ in range(6)])
    (lunge,) = of_kind(taught(lesson)[0], EVENT_TAUGHT)
    alone = worn(lambda wearer: [wearer.rep(0.72), wearer.stand(10.0)])
    doubt = {"quick_rise_ms": 3000}  # each rise is quick: a single one is refused as alone
    assert taught(alone, reps=0, **doubt)[1].reps == 0
    events, counter = taught(alone, reps=0, **doubt, **as_settings(lunge))
    assert counter.reps == 1
    (rep,) = of_kind(events, EVENT_REP)
    assert rep["shown_ms"] < rep["end_ms"] + 1000
    other = as_settings(lunge) | {"my_length_ms": 9000, "my_rise_ms": 5000}
    assert taught(alone, reps=0, **doubt, **other)[1].reps == 0


def test_a_cancelled_lesson_teaches_nothing_and_costs_no_rep(simulated):
    session = simulated("clean_set")
    third_ms = of_kind(taught(session)[0], EVENT_REP)[2]["shown_ms"]
    events, counter = taught(session, until_ms=third_ms)
    assert of_kind(events, EVENT_TAUGHT) == []
    assert counter.reps == 10
    assert (counter.teaching.left, counter.teaching.known) == (0, 0)


def test_a_second_lesson_replaces_the_first_and_a_cancelled_one_leaves_it(simulated):
    session = simulated("clean_set")
    given = {"my_depth_deg": 60, "my_rise_ms": 900, "my_length_ms": 2500, "my_hold_ms": 300}
    _, kept = taught(session, until_ms=0, **given)
    assert kept.teaching.lunge.depth_cdeg == 6000
    events, replaced = taught(session, **given)
    assert replaced.teaching.lunge.depth_cdeg == of_kind(events, EVENT_TAUGHT)[0]["depth_cdeg"]


def test_half_a_lunge_in_the_settings_is_not_used(simulated):
    for given in ({"my_length_ms": 2500}, {"my_length_ms": 2500, "my_rise_ms": 900}, {"my_depth_deg": 80}):
        assert taught(simulated("clean_set"), reps=0, **given)[1].reps == 10
