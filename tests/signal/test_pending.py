"""Doubtful cycles wait for their neighbours, and each is decided and emitted exactly once."""

import pytest
from heeldrive.events import (
    ALONE,
    COUNTED,
    EVENT_NONE,
    LEG_RAISED,
    NO_RETURN,
    NOT_READY,
    REASONS,
    SEATED,
    SHALLOW,
    SIDEWAYS,
    WALKING,
    Event,
)
from heeldrive.pending import PendingReps
from hypothesis import given, settings
from hypothesis import strategies as st

UPRIGHT_CDEG = 2000
DOUBTS = (ALONE, LEG_RAISED, NO_RETURN, NOT_READY, SEATED, SHALLOW, SIDEWAYS, WALKING)


def fill(
    event,
    end_s,
    doubt=ALONE,
    depth_deg=85,
    leg=0,
    rise_s=1.0,
    top_deg=2,
    back_deg=2,
    lever_mm=200,
    doubts=1,
):
    """Make an event a doubtful cycle that ends at this time."""
    event.clear()
    event.kind = EVENT_NONE
    event.reason = doubt
    event.index = doubts
    event.sensor_leg = leg
    event.depth_cdeg = depth_deg * 100
    event.fall_mm = depth_deg * 4
    event.top_cdeg, event.back_cdeg = top_deg * 100, back_deg * 100
    event.end_ms = round(end_s * 1000)
    event.rise_ms = event.end_ms - round(rise_s * 1000)
    event.bottom_ms = event.rise_ms - 400
    event.start_ms = event.bottom_ms - 1000
    event.lever_mm = lever_mm
    return event


class Queue:
    """A queue, and the event that is written next."""

    def __init__(self, legs=1):
        self.pending = PendingReps(legs, 15_000)
        self.spare = Event()

    def wait(self, end_s, **cycle):
        """Add a doubtful cycle."""
        self.spare = self.pending.push(fill(self.spare, end_s, **cycle))

    def sure(self, end_s, **cycle):
        """Add a counted rep, which decides those that wait."""
        event = fill(self.spare, end_s, doubt=COUNTED, **cycle)
        self.pending.decide(event)
        self.spare = self.pending.push(event)

    def break_off(self, end_s, **cycle):
        """Let a cycle that is no exercise end at this time."""
        self.pending.break_off(fill(Event(), end_s, doubt=WALKING, **cycle))

    def emitted(self):
        """Remove every decided event; return its end and what became of it."""
        found = []
        while self.pending.decided:
            self.spare = self.pending.pop(self.spare)
            found.append((self.spare.end_ms / 1000, REASONS[self.spare.reason] or "rep"))
        return found


@pytest.fixture
def queue():
    return Queue()


def test_a_counted_rep_confirms_those_before_it_that_are_alike_and_refuses_the_others(queue):
    queue.wait(13, doubt=SEATED, depth_deg=40)
    queue.wait(16, doubt=NOT_READY)
    assert queue.emitted() == []
    queue.sure(19)
    assert queue.emitted() == [(13, "seated"), (16, "rep"), (19, "rep")]
    assert queue.pending.n == 0


def test_events_leave_in_the_order_in_which_they_came(queue):
    for end_s in (10, 13):
        queue.wait(end_s)
    queue.pending.release()
    assert [end_s for end_s, _ in queue.emitted()] == [10, 13]


def test_two_that_wait_and_are_alike_are_found_by_a_third(queue):
    queue.wait(10)
    queue.wait(13, rise_s=0.3)
    assert not queue.pending.has_neighbours(fill(Event(), 16))
    queue.wait(16)
    assert queue.emitted() == [(10, "alone")], "no more than two wait"
    queue.wait(19)
    assert queue.emitted() == [(13, "alone")]
    assert queue.pending.has_neighbours(fill(Event(), 22))


def test_a_doubtful_cycle_that_is_like_the_last_rep_of_its_set_is_a_rep(queue):
    assert not queue.pending.has_neighbours(fill(Event(), 13))
    queue.sure(10)
    assert queue.pending.has_neighbours(fill(Event(), 13))
    assert not queue.pending.has_neighbours(fill(Event(), 13, rise_s=0.3))
    assert not queue.pending.has_neighbours(fill(Event(), 60))


def test_who_walks_away_has_ended_the_set(queue):
    queue.sure(10)
    assert queue.pending.in_set(fill(Event(), 13))
    queue.pending.end_set(0)
    assert not queue.pending.in_set(fill(Event(), 13))


def test_of_three_in_a_row_without_confirmation_the_first_is_given_up(queue):
    for end_s in (10, 13, 16):
        queue.wait(end_s)
    assert queue.emitted() == [(10, "alone")]
    assert queue.pending.n == 2


@pytest.mark.parametrize("doubt", DOUBTS)
def test_without_neighbours_only_a_small_depth_or_a_short_way_up_is_no_reason_to_refuse(queue, doubt):
    queue.wait(10, doubt=doubt)
    queue.pending.release()
    expected = "rep" if doubt in (SHALLOW, NO_RETURN) else REASONS[doubt]
    assert queue.emitted() == [(10, expected)]


@pytest.mark.parametrize("doubt", [SHALLOW, NO_RETURN])
def test_with_a_second_doubt_it_is_refused(queue, doubt):
    queue.wait(10, doubt=doubt, doubts=2)
    queue.pending.release()
    assert queue.emitted() == [(10, REASONS[doubt])]


def test_a_cycle_waits_until_the_newest_of_its_leg_is_older_than_a_set_may_rest(queue):
    queue.wait(10)
    queue.wait(20)
    queue.pending.expire(34_999)
    assert queue.emitted() == []
    queue.pending.expire(35_001)
    assert queue.emitted() == [(10, "alone"), (20, "alone")]


def test_while_the_other_leg_works_too_a_cycle_waits_twice_as_long():
    queue = Queue(legs=2)
    queue.wait(10)
    queue.wait(22, leg=1)  # a slow rep of the other leg
    queue.pending.expire(36_999)
    assert queue.emitted() == []
    queue.pending.expire(37_001)  # the other leg rests as well
    assert queue.emitted() == [(10, "alone"), (22, "alone")]


def test_slow_alternating_reps_are_neighbours_although_the_other_legs_are_refused():
    queue = Queue(legs=2)
    for end_s in (10, 32, 54):
        queue.sure(end_s)
        assert not queue.pending.in_set(fill(Event(), end_s + 22))
        queue.pending.attempted(fill(Event(), end_s + 11, leg=1))
        assert queue.pending.in_set(fill(Event(), end_s + 22))
    assert not queue.pending.in_set(fill(Event(), 54 + 34))  # not for ever


def test_a_set_of_slow_reps_stays_open_while_the_other_leg_does_one_unseen(queue):
    queue.sure(20, rise_s=10)  # in 11.4 s
    begins_s = 20 + 15 + 11.4
    assert queue.pending.in_set(fill(Event(), begins_s - 0.01 + 2.4))
    assert not queue.pending.in_set(fill(Event(), begins_s + 0.01 + 2.4))


def test_two_alike_with_a_rep_of_the_other_leg_between_them_are_three_of_a_kind():
    queue = Queue(legs=2)
    queue.sure(8, leg=1)
    queue.wait(13)
    assert not queue.pending.has_neighbours(fill(Event(), 18))
    queue.sure(18, leg=1)
    assert not queue.pending.has_neighbours(fill(Event(), 18.5))  # at the same time
    assert queue.pending.has_neighbours(fill(Event(), 23))
    assert not queue.pending.has_neighbours(fill(Event(), 23, depth_deg=40))


def test_what_is_no_exercise_breaks_off_the_waiting_of_its_leg_only():
    queue = Queue(legs=2)
    queue.wait(10, doubt=SHALLOW)
    queue.wait(13, leg=1)
    queue.break_off(14)
    assert queue.emitted() == [(10, "shallow")]
    queue.pending.release()
    assert queue.emitted() == [(13, "alone")]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"lever_mm": -1, "top_deg": 40}, ["rep"]),
        ({"lever_mm": 0, "top_deg": 40}, ["alone", "no_return"]),
        ({"lever_mm": -1, "top_deg": 15}, ["alone", "no_return"]),  # a stride begins upright
    ],
)
def test_a_step_back_of_a_forward_lunge_breaks_off_no_cycle(queue, step, expected):
    queue.wait(10)
    queue.wait(13, doubt=NO_RETURN, depth_deg=85, back_deg=40)
    queue.break_off(13.4, **step)
    queue.pending.returned(13_500)
    assert [what for _, what in queue.emitted()] == expected


def test_what_is_no_exercise_ends_the_set_and_a_step_back_does_not(queue):
    queue.sure(10)
    queue.wait(13, doubt=NO_RETURN, depth_deg=85, back_deg=40)
    queue.break_off(14, lever_mm=-150, top_deg=40)
    assert queue.pending.in_set(fill(Event(), 16))
    queue.break_off(18)
    assert not queue.pending.in_set(fill(Event(), 20))


def test_the_legs_wait_for_reps_of_their_own():
    queue = Queue(legs=2)
    queue.wait(10)
    queue.wait(13, leg=1)
    queue.sure(16, leg=1)
    assert queue.emitted() == [(13, "rep"), (16, "rep")]
    queue.sure(19)
    assert queue.emitted() == [(10, "rep"), (19, "rep")]


# A cycle that only went half-way back up: a bounce at the bottom, a stop, or a split stance.


def test_a_bounce_at_the_bottom_becomes_part_of_the_rep_that_ends_upright(queue):
    queue.wait(10, doubt=NO_RETURN, depth_deg=90, back_deg=55)
    event = fill(queue.spare, 12, depth_deg=84, top_deg=55, back_deg=3)
    queue.pending.absorb(event, UPRIGHT_CDEG)
    assert queue.pending.n == 0
    assert (event.start_ms, event.bottom_ms, event.end_ms) == (7600, 8600, 12_000)
    assert (event.depth_cdeg, event.top_cdeg, event.back_cdeg) == (9000, 200, 300)


def test_a_bounce_takes_no_place_of_a_cycle_that_waits(queue):
    queue.wait(10)
    queue.wait(14)
    queue.wait(17, doubt=NO_RETURN, back_deg=55)
    assert queue.pending.decided == 0
    event = fill(queue.spare, 18, top_deg=55)
    queue.pending.absorb(event, UPRIGHT_CDEG)
    assert queue.pending.has_neighbours(event)


def test_in_a_split_stance_both_are_reps(queue):
    queue.wait(10, doubt=NO_RETURN, back_deg=35)
    event = fill(queue.spare, 12, top_deg=35, back_deg=33)
    queue.pending.absorb(event, UPRIGHT_CDEG)
    assert event.start_ms == 9600
    assert queue.emitted() == [(10, "rep")]


def test_in_a_split_stance_the_first_waits_for_its_neighbours_if_it_has_another_doubt(queue):
    queue.wait(10, doubt=NO_RETURN, doubts=2, back_deg=35)
    event = fill(queue.spare, 14, doubt=SEATED, top_deg=35, back_deg=35)
    queue.pending.absorb(event, UPRIGHT_CDEG)
    queue.spare = queue.pending.push(event)
    assert queue.emitted() == []
    queue.sure(18, top_deg=35, back_deg=35)
    assert queue.emitted() == [(10, "rep"), (14, "rep"), (18, "rep")]


def test_who_comes_to_stand_after_a_stop_half_way_up_has_done_a_rep(queue):
    queue.wait(10, doubt=NO_RETURN)
    queue.wait(13, doubt=ALONE)
    queue.pending.returned(12_000)
    assert queue.emitted() == [(12, "rep")], "it ends when the wearer stands"


def test_with_another_doubt_it_waits_for_its_neighbours_as_a_whole_rep(queue):
    queue.sure(5)
    queue.wait(10, doubt=NO_RETURN, doubts=2, rise_s=0.4)
    queue.pending.returned(10_600)
    assert queue.emitted()[1:] == [(10.6, "rep")], "it is like the last rep now: its rise took a second"


def test_with_another_doubt_and_no_neighbours_it_is_alone(queue):
    queue.wait(10, doubt=NO_RETURN, doubts=2, rise_s=0.4)
    queue.pending.returned(10_600)
    assert queue.emitted() == []
    queue.pending.release()
    assert queue.emitted() == [(10.6, "alone")]


ACTIONS = st.one_of(
    st.tuples(
        st.just("wait"),
        st.sampled_from(DOUBTS),
        st.integers(0, 1),
        st.sampled_from((40, 60, 85)),
        st.sampled_from((2, 55)),
        st.sampled_from((2, 55)),
        st.sampled_from((1, 2)),
    ),
    st.tuples(st.just("sure"), st.integers(0, 1), st.sampled_from((40, 60, 85))),
    st.tuples(st.just("break_off"), st.sampled_from((40, 85))),
    st.tuples(st.sampled_from(("returned", "rest", "emit"))),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(ACTIONS, max_size=40))
def test_whatever_happens_nothing_is_lost_and_nothing_comes_twice(actions):
    queue, pending = (made := Queue(legs=2)), made.pending
    pushed, absorbed, out = [], [], []
    end_s = 10
    for action, *how in actions:
        end_s += 3
        if action == "wait":
            doubt, leg, depth_deg, top_deg, back_deg, doubts = how
            before = pending.n
            event = fill(
                queue.spare,
                end_s,
                doubt=doubt,
                leg=leg,
                depth_deg=depth_deg,
                top_deg=top_deg,
                back_deg=back_deg,
                doubts=doubts,
            )
            pending.absorb(event, UPRIGHT_CDEG)
            absorbed += [end_s] * (before - pending.n)
            queue.spare = pending.push(event)
            pushed.append(end_s)
        elif action == "sure":
            queue.sure(end_s, leg=how[0], depth_deg=how[1])
            pushed.append(end_s)
        elif action == "returned":
            # A rep ends when the wearer stands: here at once, so that each keeps its own end.
            stopped = [e for e in pending._events[: pending.n] if e.reason == NO_RETURN and not e.kind]  # noqa: SLF001
            if len(stopped) == 1:
                pending.returned(stopped[0].end_ms)
        elif action == "break_off":
            queue.break_off(end_s, depth_deg=how[0])
        elif action == "rest":
            end_s += 30
            pending.expire(end_s * 1000)
        out += queue.emitted()  # as the counter does, one with each sample
        events = [*pending._events[: pending.n], queue.spare]  # noqa: SLF001
        assert len({id(event) for event in events}) == len(events)
        assert [event.end_ms for event in events[:-1]] == sorted(event.end_ms for event in events[:-1])
    pending.release()
    out += queue.emitted()
    assert pending.n == pending.decided == 0
    assert len({end_s for end_s, _ in out}) == len(out)
    assert {end_s for end_s, _ in out} <= set(pushed)
    assert len(out) == len(pushed) - len(absorbed)
