"""What the wearer does in each session."""

from collections.abc import Callable

from heeldrive_lab.simulate.gait import JOGGING, STAIRS_UP, WALKING
from heeldrive_lab.simulate.wearer import Wearer


def clean_set(wearer: Wearer) -> None:
    """Ten good reps."""
    wearer.stand(5.0, 7.0)
    wearer.set_of(*[wearer.rep] * 10)
    wearer.stand(5.0, 8.0)


def two_sets_walk_and_sit(wearer: Wearer) -> None:
    """Two sets of eight with a walk and a seat between."""
    wearer.stand(4.0, 6.0)
    wearer.go(WALKING, 10.0)
    wearer.stand(4.0, 6.0)
    wearer.set_of(*[wearer.rep] * 8)
    wearer.stand(3.0, 5.0)
    wearer.go(WALKING, 14.0)
    wearer.stand(1.0, 2.0)
    wearer.sit(20.0)
    wearer.stand(2.0, 4.0)
    wearer.go(WALKING, 9.0)
    wearer.fidget(5.0)
    wearer.stand(3.0, 5.0)
    wearer.set_of(*[wearer.rep] * 8)
    wearer.stand(4.0, 6.0)
    wearer.go(WALKING, 8.0)
    wearer.stand(3.0, 4.0)


def half_reps_in_a_set(wearer: Wearer) -> None:
    """Ten reps with three half ones among them."""
    rep, half = wearer.rep, wearer.half_rep
    wearer.stand(5.0, 7.0)
    wearer.set_of(rep, rep, rep, half, rep, rep, rep, half, half, rep, rep, rep, rep)
    wearer.stand(5.0, 8.0)


def slow_reps(wearer: Wearer) -> None:
    """Eight reps of 5 to 9 s."""
    wearer.stand(5.0, 7.0)
    wearer.set_of(*[wearer.slow_rep] * 8)
    wearer.stand(5.0, 8.0)


def walk_only(wearer: Wearer) -> None:
    """A walk with stops."""
    wearer.stand(4.0, 6.0)
    for seconds in (30.0, 20.0, 40.0):
        wearer.go(WALKING, seconds)
        wearer.stand(2.0, 6.0)


def sit_and_stand(wearer: Wearer) -> None:
    """Sitting down and standing up after a short while or a long one, with some fidgeting."""
    wearer.stand(4.0, 6.0)
    for seconds in (20.0, 3.0, 5.0, 8.0):
        wearer.sit(seconds)
        wearer.stand(2.0, 5.0)
    wearer.fidget(10.0)
    wearer.sit(6.0)
    wearer.stand(3.0, 5.0)


def quick_sits(wearer: Wearer) -> None:
    """In and out of a seat five times with hardly a stop."""
    wearer.stand(4.0, 6.0)
    for _ in range(5):
        wearer.sit(wearer.rng.uniform(0.5, 1.5))
        wearer.stand(1.0, 3.0)
    wearer.stand(3.0, 5.0)


def stairs_and_jog(wearer: Wearer) -> None:
    """Stairs up three times, and a jog."""
    wearer.stand(4.0, 6.0)
    for seconds in (12.0, 12.0, 12.0):
        wearer.go(STAIRS_UP, seconds)
        wearer.stand(2.0, 4.0)
    wearer.go(JOGGING, 30.0)
    wearer.stand(3.0, 5.0)


def split_squat_set(wearer: Wearer) -> None:
    """Eight lunges in place, never back to standing."""
    wearer.stand(5.0, 7.0)
    wearer.set_of(lambda: wearer.split_squats(8))
    wearer.stand(5.0, 8.0)


def back_leg_set(wearer: Wearer) -> None:
    """Ten reps with the sensor on the leg that steps back."""
    wearer.stand(5.0, 7.0)
    wearer.set_of(*[wearer.back_rep] * 10)
    wearer.stand(5.0, 8.0)


def random_workout(wearer: Wearer) -> None:
    """Two or three sets of 8 to 12, some with a half rep, with walking, sitting and fidgeting between."""
    rng = wearer.rng
    wearer.stand(3.0, 6.0)
    wearer.go(WALKING, rng.uniform(6.0, 15.0))
    for _ in range(rng.integers(2, 4)):
        wearer.stand(2.5, 5.0)
        doings: list[Callable[[], None]] = [wearer.rep] * int(rng.integers(8, 13))
        for _ in range(rng.integers(0, 3)):
            doings.insert(int(rng.integers(1, len(doings))), wearer.half_rep)
        wearer.set_of(*doings)
        wearer.stand(2.0, 5.0)
        if rng.random() < 0.8:
            wearer.go(WALKING, rng.uniform(6.0, 25.0))
        if rng.random() < 0.6:
            wearer.sit(rng.uniform(10.0, 30.0))
        if rng.random() < 0.6:
            wearer.fidget(rng.uniform(4.0, 10.0))
        wearer.stand(6.0, 10.0)
