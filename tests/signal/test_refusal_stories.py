"""Each reason for a refusal has a story: the cycle is refused, the reps around it count, the set goes on."""

from collections import Counter
from typing import NamedTuple

import pytest
from heeldrive import REASONS
from heeldrive_lab.simulator.activities import PlannedActivity
from heeldrive_lab.simulator.planted import Tempo


class Story(NamedTuple):
    """What the wearer does, with which settings, and how many good reps count."""

    doings: tuple
    reps: int
    settings: dict = {}  # noqa: RUF012  (never changed)
    hole_in_rep: int | None = None  # the samples stop for one second during the descent of this rep
    seed: int = 1  # another wearer


def rep(wearer):
    wearer.rep()


def stand(wearer):
    wearer.stand(2.0, 2.1)


STORIES = {
    "shallow": Story((rep, lambda wearer: wearer.half_rep(), rep), 2),
    # The wearer requires controlled reps of 2.5 s; one is faster.
    "too_fast": Story((rep, lambda wearer: wearer.rep(0.7), rep), 2, {"rep_min_ms": 2500}),
    # The wearer allows 5 s at most; one rep takes more than 6 s, with hardly a hold at the bottom.
    "too_slow": Story(
        (rep, lambda wearer: wearer.lunge(Tempo(1.6, 1.0, 0.0, 2.5, 2.5)), rep), 2, {"rep_max_ms": 5000}
    ),
    # Longer than any rep may take.
    "no_return": Story((rep, lambda wearer: wearer.rep(hold_s=(30.0, 30.0)), stand, rep), 2),
    # A knee on the floor bears the weight. A hold in which the thigh trembles counts.
    "long_hold": Story((rep, lambda wearer: wearer.kneel(8.0), stand, rep), 2, seed=3),
    # High steps on the spot; some of them may be refused for another reason.
    "walking": Story((rep, lambda wearer: wearer.go("marching", 8.0, lift=1.4), stand, rep), 2),
    "leg_raised": Story((rep, lambda wearer: wearer.raise_leg(), rep), 2),
    # Directly from walking, without standing still: it looks like a stride over an obstacle.
    "not_ready": Story((lambda wearer: wearer.go("walking", 15.0), rep), 0),
    "sideways": Story((rep, rep, lambda wearer: wearer.lean_aside(), rep), 3),
    # Sitting down on a bench and getting up. For some, restless wearers it counts; not for this one.
    "seated": Story((rep, lambda wearer: wearer.sit(2.0), rep), 2),
    # Going down to pick something up and directly up again, with no lunge before or after.
    "alone": Story((rep, lambda wearer: PlannedActivity("pick_up", {"reps": 1}).perform(wearer), rep), 2),
    "gap": Story((rep, rep, rep), 2, hole_in_rep=1),
}


def test_every_reason_has_a_story():
    assert set(STORIES) == set(REASONS) - {""}


@pytest.mark.parametrize("reason", STORIES)
def test_the_cycle_is_refused_for_this_reason_and_the_reps_around_it_count(reason, worn, count):
    story = STORIES[reason]
    session = worn(lambda wearer: [do(wearer) for do in story.doings], seed=story.seed)
    if story.hole_in_rep is not None:
        bottom_ms = session.truth.reps[story.hole_in_rep].bottom_ms
        lost = range(bottom_ms - 100, bottom_ms + 900)
        session = session._replace(rows=[row for row in session.rows if row[0] not in lost])
    counted = count(session, **story.settings, rest_min_s=60)
    assert Counter(counted.reasons).most_common(1)[0][0] == reason
    assert len(counted.reasons) == 1 or reason == "walking"
    assert len(counted.reps) == story.reps
    assert counted.sets == [story.reps] * (story.reps > 0)
    refused = next(event for event in counted.events if event.reason == reason)
    assert refused.start_ms < refused.end_ms <= refused.shown_ms
    assert refused.index == 0


@pytest.mark.parametrize(
    "doing", [("kneel", 14.0), ("go", "stairs_up", 8.0, 1.0), ("go", "stairs_up", 8.0, 1.3)]
)
def test_a_shoe_tied_and_stairs_climbed_between_two_reps_do_not_count(doing, worn, count):
    how, *arguments = doing
    session = worn(lambda wearer: [rep(wearer), getattr(wearer, how)(*arguments), stand(wearer), rep(wearer)])
    counted = count(session, rest_min_s=60)
    assert counted.sets == [2]
    assert set(counted.reasons) <= {"seated", "long_hold", "no_return", "walking", "shallow", "leg_raised"}


@pytest.mark.parametrize(("deg", "seconds"), [(60, 0.8), (90, 1.0), (70, 1.5), (85, 2.0)])
def test_no_height_and_tempo_of_knee_raises_counts(deg, seconds, worn, count):
    counted = count(worn(lambda wearer: [wearer.raise_leg(deg, seconds) for _ in range(5)]))
    assert counted.reps == []
    assert set(counted.reasons) == {"leg_raised"}


def test_it_is_the_lever_that_tells_a_raised_knee_from_a_lunge(worn, count):
    session = worn(lambda wearer: [wearer.raise_leg() for _ in range(4)])
    assert len(count(session, lever_min_mm=-1000).reps) == 4
    assert count(session).reasons == ["leg_raised"] * 4


@pytest.mark.parametrize(
    ("name", "setting", "value", "reason"),
    [
        ("clean_set", "depth_min_deg", 100, "shallow"),
        ("clean_set", "rep_min_ms", 5000, "too_fast"),
        ("clean_set", "rate_max_dps", 100, "too_fast"),
        ("slow_reps", "rep_max_ms", 3000, "no_return"),
    ],
)
def test_a_setting_at_its_strictest_refuses_good_reps_for_its_own_reason(
    name, setting, value, reason, simulated, count
):
    strict, usual = count(simulated(name), **{setting: value}), count(simulated(name))
    assert usual.reasons == []
    assert strict.reasons[0] == reason
    assert set(strict.reasons) <= {reason, "not_ready"}
    assert len(strict.reps) < len(usual.reps) / 2
    # After a motion that is no exercise the wearer is not ready, and such cycles are not reported.
    assert len(strict.reps) + len(strict.reasons) == len(usual.reps) or reason == "too_fast"


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("quick_rise_ms", 3000, "alone"),
        ("ready_max_ms", 1000, "not_ready"),
    ],
)
def test_a_doubt_refuses_one_rep_by_itself_and_no_set(setting, value, reason, worn, count):
    """These settings decide about a rep that nothing else speaks for; a set is evidence."""

    def held(wearer):
        wearer.stand(1.0, 1.2)
        wearer.go("walking", 3.0)
        wearer.rep(hold_s=(1.0, 1.0))

    one = count(worn(held), **{setting: value})
    assert (one.reasons, one.reps) == ([reason], [])

    def a_set_of_them(wearer):
        held(wearer)
        for _ in range(3):
            wearer.rep(hold_s=(1.0, 1.0))

    assert count(worn(a_set_of_them), **{setting: value}).sets == [4]


def test_the_jolt_that_a_lunge_itself_needs_is_no_sign_of_walking(simulated, count):
    session = simulated("clean_set")
    assert count(session, shake_max_mg=30).sets == [10]
    assert count(simulated("must_not_count/walk_only"), shake_max_mg=30).reps == []


def test_lunges_in_place_need_the_excursion_and_the_top_that_are_asked_for(simulated, count):
    session = simulated("split_squat_set")
    assert count(session, excursion_min_deg=80).reps == []
    strict = count(session, top_max_deg=30)
    assert len(strict.reps) < len(count(session).reps) / 2
    assert set(strict.reasons) <= {"no_return", "not_ready"}
    assert strict.reasons[0] == "no_return"


@pytest.mark.parametrize("seed", range(1, 7))
def test_every_attempt_ends_as_a_rep_or_as_refused_with_a_reason(seed, worn, count):
    """Nothing is silent: not after a walk, and not what is short, quick, slow, held, or only half."""

    def doings(wearer):
        wearer.go("walking", 8.0)
        for slower, held_s in ((1.0, 0.0), (0.7, 0.0), (1.0, 5.0), (3.0, 0.0), (1.0, 12.0), (1.0, 0.0)):
            wearer.rep(slower, (held_s, held_s))
            wearer.half_rep()
        wearer.stand(20.0)
        wearer.half_rep()
        wearer.stand(20.0)
        wearer.rep(0.7)

    session = worn(doings, seed=seed)
    attempts = [row for row in session.truth.rows if row.rise_ms is not None]
    assert len(attempts) == 14
    answered = [event for event in count(session).events if event.kind in ("rep", "refused")]
    for attempt in attempts:
        told = [
            event
            for event in answered
            if event.start_ms < attempt.rise_ms and event.end_ms > attempt.bottom_ms
        ]
        assert len(told) == 1, attempt
        assert (told[0].kind == "rep") == (told[0].reason == "")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_lunge_straight_out_of_a_walk_is_a_doubt_that_is_told(seed, worn, count):
    counted = count(worn(lambda wearer: [wearer.go("walking", 12.0), rep(wearer)], seed=seed))
    assert (counted.reasons, counted.reps) == (["not_ready"], [])
