"""The count as the wearer sees it: reps, corrections by the button, targets, and the rest between sets."""

from types import SimpleNamespace

import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, LEGS, Settings

from ui.display_model import OUTCOME_WORDS
from ui.menu import hold_rest
from ui.set_counter import SetCounter

FRONT, BACK = LEGS.index("front"), LEGS.index("back")


class Training:
    """A wearer's reps and rests, and the words that the counter has to show."""

    def __init__(self, **settings):
        self.sets = SetCounter(Settings(settings))
        self.now_ms = 0
        self.words = []

    def _show(self, outcome):
        if outcome:
            self.words.append(OUTCOME_WORDS[outcome].strip())

    def _event(self, kind, set_index, leg=FRONT):
        event = SimpleNamespace(kind=kind, sensor_leg=leg, start_ms=self.now_ms - 2500, end_ms=self.now_ms)
        self._show(self.sets.event(event, set_index))

    def reps(self, *legs, set_index=1):
        for leg in legs:
            self.now_ms += 3000
            self._event(EVENT_REP, set_index, leg)

    def set_ends(self, set_index=1):
        self._event(EVENT_SET, set_index)

    def refused(self):
        self._event(EVENT_REFUSED, 1)

    def waits(self, ms):
        self.now_ms += ms
        self._show(self.sets.poll(self.now_ms))

    @property
    def count(self):
        return self.sets.set_index, self.sets.set_reps, self.sets.front, self.sets.back


def test_reps_are_counted_by_leg_and_the_next_set_begins_at_its_first_rep():
    training = Training()
    training.reps(FRONT, BACK, BACK)
    training.refused()
    assert training.count == (1, 3, 1, 2)
    training.set_ends()
    assert training.count == (1, 3, 1, 2)
    training.reps(FRONT, set_index=2)
    assert training.count == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("legs", "front", "back"),
    [
        ((BACK, BACK, FRONT), 0, 1),  # one in front taken, then there is none: the next is one in back
        ((FRONT, FRONT, BACK), 1, 0),
        ((FRONT, BACK, BACK), 1, 0),
        ((FRONT, FRONT, FRONT), 1, 0),
    ],
)
def test_two_corrections_take_reps_of_the_last_leg_first_and_never_more_than_there_are(legs, front, back):
    training = Training()
    training.reps(*legs)
    assert training.sets.minus()
    assert training.sets.minus()
    assert training.count == (1, 1, front, back)


def test_each_correction_takes_the_leg_of_its_own_rep():
    training = Training()
    training.reps(FRONT, BACK, FRONT, BACK)
    assert training.sets.minus()
    assert training.sets.minus()
    assert training.count == (1, 2, 1, 1)
    training.reps(BACK)
    training.sets.asked_reps = 3
    training.reps(FRONT)
    assert training.sets.minus(asked=True)  # the rep before the last
    assert training.count == (1, 3, 2, 1)
    assert training.sets.minus()
    assert training.sets.minus()
    assert training.count == (1, 1, 1, 0)


def test_a_correction_of_a_rep_that_is_not_in_the_set_changes_nothing():
    training = Training()
    training.reps(FRONT, BACK)
    for asked_reps in (0, 3):
        training.sets.asked_reps = asked_reps
        assert not training.sets.minus(asked=True)
    assert training.count == (1, 2, 1, 1)


def test_a_no_about_the_set_before_takes_no_rep_of_this_one():
    training = Training()
    training.reps(FRONT)
    training.sets.asked_reps = 1
    training.set_ends()
    training.reps(FRONT, set_index=2)
    assert not training.sets.minus(asked=True)
    assert training.count == (2, 1, 1, 0)


def test_after_more_reps_than_it_remembers_the_split_still_adds_up():
    training = Training()
    training.reps(*[BACK] * 40)
    for left in range(39, -1, -1):
        assert training.sets.minus()
        assert training.count == (1, left, 0, left)


def test_there_is_nothing_to_take_from_an_empty_set():
    training = Training()
    assert not training.sets.minus()
    assert training.count == (1, 0, 0, 0)


def test_a_rep_added_by_the_wearer_is_of_the_leg_that_did_the_last_one():
    training = Training()
    training.reps(FRONT, BACK)
    training.sets.plus()
    assert training.count == (1, 3, 1, 2)


def test_a_new_set_by_the_wearer_stays_the_one_the_detector_goes_on_with():
    training = Training()
    training.reps(FRONT, FRONT)
    training.sets.new_set()
    training.sets.new_set()  # it has no rep yet: no second one
    assert training.count == (2, 0, 0, 0)
    training.reps(FRONT)
    assert training.count == (2, 1, 1, 0)


def test_a_set_is_done_at_its_target_and_no_longer_beyond_it():
    training = Training(reps_target=2)
    training.reps(FRONT)
    assert not training.sets.is_done
    training.reps(FRONT)
    assert training.sets.is_done
    training.reps(FRONT)
    training.set_ends()
    assert not training.sets.is_done
    assert training.words == ["donE"]


def test_after_the_last_set_the_workout_is_done_and_no_rest_begins():
    training = Training(reps_target=1, sets_target=2, rest_target_s=60)
    training.reps(FRONT)
    training.reps(FRONT, set_index=2)
    assert training.words == ["donE", "FIn"]
    assert training.sets.rest_until_ms == -1


def test_a_rest_is_counted_from_the_end_of_the_set_and_ends_once():
    training = Training(rest_target_s=30)
    training.reps(FRONT, FRONT)
    training.set_ends()
    assert training.sets.rest_until_ms == training.now_ms + 30_000
    training.waits(29_999)
    assert training.words == []
    training.waits(1)
    training.waits(1)
    assert training.words == ["Go"]
    assert training.count == (1, 2, 2, 0)  # it has no target: the detector says when the next set begins


def test_after_the_rest_of_a_set_that_is_done_the_next_one_begins():
    training = Training(reps_target=2, rest_target_s=30)
    training.reps(FRONT, FRONT)
    training.waits(30_000)
    assert training.words == ["donE", "Go"]
    assert training.count == (2, 0, 0, 0)
    training.reps(FRONT)  # the detector took the rest for a pause within its set
    assert training.count == (2, 1, 1, 0)


def test_a_new_set_by_the_wearer_in_the_rest_does_not_lengthen_the_rest():
    training = Training(reps_target=2, rest_target_s=30)
    training.reps(FRONT, FRONT)
    rest_end_ms = training.sets.rest_until_ms
    assert rest_end_ms == training.now_ms + 30_000
    training.waits(8000)
    training.sets.end_set(training.now_ms)
    training.sets.new_set()
    assert training.sets.rest_until_ms == rest_end_ms
    training.waits(22_000)
    assert training.words == ["donE", "Go"]
    assert training.count == (2, 0, 0, 0)


def test_a_rep_ends_the_rest():
    training = Training(rest_target_s=30)
    training.reps(FRONT)
    training.set_ends()
    training.reps(FRONT)
    assert training.sets.rest_until_ms == -1
    training.waits(60_000)
    assert training.words == []


def test_a_rep_or_a_short_press_ends_a_stop_of_the_rest():
    training = Training(rest_target_s=30)
    training.reps(FRONT)
    training.set_ends()
    training.waits(10_000)
    hold_rest(training.sets, training.now_ms)
    training.waits(100_000)
    assert training.sets.rest_until_ms == training.now_ms + 20_000
    training.sets.held_ms = 0  # a short press
    training.waits(19_999)
    assert training.words == []
    hold_rest(training.sets, training.now_ms)
    training.reps(FRONT)
    assert (training.sets.rest_until_ms, training.sets.held_ms) == (-1, 0)
    training.waits(60_000)
    assert training.words == []


def rests_s(*sets, **settings):
    """Return the rest after each set, in s; a set is the legs of its reps."""
    training = Training(mode="both_legs", rest_target_s=90, **settings)
    rests = []
    for set_index, legs in enumerate(sets, 1):
        training.reps(*legs, set_index=set_index)
        training.set_ends(set_index)
        rests.append((training.sets.rest_until_ms - training.now_ms) // 1000)
    return rests


def test_the_shorter_rest_comes_between_the_two_legs_and_the_longer_one_after_both():
    one_set_each = [FRONT] * 8, [BACK] * 8, [FRONT] * 8, [BACK] * 8
    assert rests_s(*one_set_each, legs_rest_s=20) == [20, 90, 20, 90]
    assert rests_s(*one_set_each) == [90, 90, 90, 90]
    with_one_taken_for_the_other = [FRONT] * 7 + [BACK], [FRONT] + [BACK] * 7
    assert rests_s(*with_one_taken_for_the_other, legs_rest_s=20) == [20, 90]


def test_alternating_sets_have_the_longer_rest_and_a_set_done_twice_still_waits_for_the_other_leg():
    alternating = [FRONT, BACK] * 4
    assert rests_s(alternating, alternating, legs_rest_s=20) == [90, 90]
    assert rests_s([FRONT] * 8, [FRONT] * 8, [BACK] * 8, legs_rest_s=20) == [20, 20, 90]


def test_more_than_the_target_does_not_change_which_leg_is_next():
    beyond = [FRONT] * 9, [BACK] * 9
    assert rests_s(*beyond, legs_rest_s=20, reps_target=8) == [20, 90]


def test_where_only_the_sensor_leg_counts_there_is_no_rest_between_legs():
    training = Training(rest_target_s=90, legs_rest_s=20)
    training.reps(FRONT, FRONT)
    training.set_ends()
    assert training.sets.rest_until_ms == training.now_ms + 90_000


def test_a_discarded_set_keeps_its_number_and_its_leg():
    training = Training(mode="both_legs", rest_target_s=90, legs_rest_s=20)
    training.reps(FRONT, FRONT)
    training.set_ends()
    assert training.sets.discard(training.now_ms) == 500  # the first rep began then
    assert training.sets.discard(training.now_ms) == training.now_ms
    training.reps(FRONT, set_index=2)
    assert training.count == (1, 1, 1, 0)
    training.set_ends(2)
    training.reps(BACK, set_index=3)
    training.set_ends(3)
    assert training.sets.rest_until_ms == training.now_ms + 90_000
