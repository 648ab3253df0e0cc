"""A lesson, rep by rep: which reps it takes, their mean, and what it tells the stages around it."""

from types import SimpleNamespace

import pytest
from heeldrive import EVENT_TAUGHT, Settings
from heeldrive.events import Event
from heeldrive.teaching import Teaching

FRONT, BACK = 0, 1
TAUGHT_FRONT = {
    "my_depth_deg": 70,
    "my_rise_ms": 900,
    "my_length_ms": 2500,
    "my_hold_ms": 300,
    "my_lever_mm": 180,
}
TAUGHT_BACK = TAUGHT_FRONT | {"my_fall_mm": 320}


class Lesson:
    """A Teaching with stages that only note what they are told.

    Attributes:
        told: (stage, argument) of each call, in order.
    """

    def __init__(self, has_rear_leg=True, **settings):
        self.told = []
        self.teaching = Teaching(
            Settings(settings),
            SimpleNamespace(recall=lambda depth: self.told.append(("own", depth))),
            SimpleNamespace(end_set=lambda leg: self.told.append(("set", leg))),
            SimpleNamespace(recall=lambda drop_mm: self.told.append(("rear", drop_mm)))
            if has_rear_leg
            else None,
        )

    def begin(self, reps):
        self.told.clear()
        self.teaching.begin(reps)

    def see(self, *reps):
        """Learn from these reps; return how many are still needed after each."""
        left = []
        for rep in reps:
            self.teaching.learn(rep)
            left.append(self.teaching.left)
        return left


def rep(leg=FRONT, at_ms=10_000, depth_deg=80, lever_mm=200, fall_mm=0, rise_ms=1000):
    event = Event()
    event.sensor_leg = leg
    event.start_ms = at_ms
    event.bottom_ms = at_ms + 1200
    event.rise_ms = at_ms + 1500
    event.end_ms = at_ms + 1500 + rise_ms
    event.depth_cdeg = depth_deg * 100
    event.lever_mm = lever_mm
    event.fall_mm = fall_mm or (300 if leg else 0)
    event.still_ms = 100
    return event


def shape(lunge):
    return (
        lunge.sensor_leg, lunge.start_ms, lunge.bottom_ms, lunge.rise_ms, lunge.end_ms,
        lunge.depth_cdeg, lunge.lever_mm, lunge.fall_mm,
    )  # fmt: skip


def test_the_lunge_is_the_mean_of_every_measure():
    lesson = Lesson()
    lesson.begin(3)
    assert lesson.see(
        rep(at_ms=10_000, depth_deg=78, lever_mm=170, rise_ms=900),
        rep(at_ms=14_000, depth_deg=81, lever_mm=200, rise_ms=1000),
        rep(at_ms=20_000, depth_deg=84, lever_mm=230, rise_ms=1100),
    ) == [2, 1, 0]
    assert shape(lesson.teaching.lunge) == (FRONT, 0, 1200, 1500, 2500, 8100, 200, 0)
    lesson.begin(2)
    lesson.see(rep(BACK, fall_mm=290), rep(BACK, at_ms=14_000, fall_mm=330))
    assert shape(lesson.teaching.lunge) == (BACK, 0, 1200, 1500, 2500, 8000, 200, 310)


def test_a_rep_of_another_kind_begins_a_new_row():
    lesson = Lesson()
    lesson.begin(3)
    assert lesson.see(rep(), rep(), rep(depth_deg=50), rep(depth_deg=50)) == [2, 1, 2, 1]
    assert lesson.see(rep(depth_deg=50)) == [0]
    assert lesson.teaching.lunge.depth_cdeg == 5000


@pytest.mark.parametrize(("first", "other"), [(FRONT, BACK), (BACK, FRONT)])
def test_of_alternating_lunges_those_of_the_first_leg_are_learnt(first, other):
    lesson = Lesson()
    lesson.begin(3)
    assert lesson.see(rep(first), rep(other), rep(first), rep(other), rep(first)) == [2, 2, 1, 1, 0]
    assert lesson.teaching.lunge.sensor_leg == first


def test_two_reps_of_the_other_leg_in_a_row_begin_a_new_row():
    lesson = Lesson()
    lesson.begin(3)
    assert lesson.see(rep(FRONT), rep(FRONT), rep(BACK), rep(BACK)) == [2, 1, 1, 2]
    assert lesson.see(rep(BACK), rep(BACK)) == [1, 0]
    assert lesson.teaching.lunge.sensor_leg == BACK


def test_a_new_lesson_knows_nothing_of_the_last_one():
    lesson = Lesson()
    lesson.begin(3)
    lesson.see(rep(BACK), rep(BACK))
    lesson.begin(3)
    assert lesson.see(rep(FRONT), rep(BACK), rep(FRONT)) == [2, 2, 1]  # one of the other leg is passed over
    lesson.begin(2)
    assert lesson.see(rep(FRONT)) == [1]


def test_a_lesson_forgets_the_earlier_measure_and_ends_the_set_of_each_leg():
    both, front = Lesson(), Lesson(has_rear_leg=False)
    both.begin(5)
    front.begin(5)
    assert sorted(both.told) == [("own", 0), ("rear", 0), ("set", FRONT), ("set", BACK)]
    assert sorted(front.told) == [("own", 0), ("set", FRONT)]


def test_a_learnt_lunge_is_the_wearers_measure_at_once():
    lesson = Lesson()
    lesson.begin(1)
    lesson.told.clear()
    lesson.see(rep(depth_deg=75))
    assert lesson.told == [("own", 75 * 128)]
    lesson.begin(1)
    lesson.told.clear()
    lesson.see(rep(BACK, fall_mm=280))
    assert lesson.told == [("rear", 280)]


def test_a_lunge_of_the_back_leg_is_no_measure_where_that_leg_is_not_counted():
    assert Lesson(has_rear_leg=False, **TAUGHT_BACK).told == []


@pytest.mark.parametrize(
    ("given", "told", "lunge"),
    [
        (TAUGHT_FRONT, [("own", 70 * 128)], (FRONT, 0, 1300, 1600, 2500, 7000, 180, 0)),
        (TAUGHT_BACK, [("rear", 320)], (BACK, 0, 1300, 1600, 2500, 7000, 180, 320)),
    ],
)
def test_a_lunge_of_the_settings_is_the_measure_from_the_start_and_again_after_a_cancelled_lesson(
    given, told, lunge
):
    lesson = Lesson(**given)
    assert lesson.told == told
    assert shape(lesson.teaching.lunge) == lunge
    lesson.begin(5)
    lesson.see(rep())
    lesson.begin(0)
    assert lesson.told == told
    assert lesson.see(rep(), rep()) == [0, 0]
    assert shape(lesson.teaching.lunge) == lunge


def test_nothing_matches_while_a_lesson_lasts():
    lesson = Lesson()
    assert not lesson.teaching.matches(rep())
    lesson.begin(2)
    lesson.see(rep(), rep())
    assert lesson.teaching.matches(rep(at_ms=90_000))
    assert not lesson.teaching.matches(rep(depth_deg=50))
    lesson.begin(2)
    lesson.see(rep())
    assert not lesson.teaching.matches(rep())
    lesson.begin(0)
    assert lesson.teaching.matches(rep())


def test_a_learnt_lunge_is_reported_once_as_a_cycle_that_ends_now():
    lesson = Lesson()
    lesson.begin(2)
    lesson.see(rep(), rep())
    assert lesson.teaching.complete
    event = Event()
    assert lesson.teaching.report(event, 50_000) == event.kind == EVENT_TAUGHT
    assert shape(event) == (FRONT, 47_500, 48_700, 49_000, 50_000, 8000, 200, 0)
    assert (event.reps, event.shown_ms) == (2, 50_000)
    assert not lesson.teaching.complete
    lesson.begin(2)
    lesson.see(rep(), rep())
    lesson.begin(3)
    assert not lesson.teaching.complete
