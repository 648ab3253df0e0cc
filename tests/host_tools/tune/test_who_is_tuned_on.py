"""A wearer is tuned on or shows whether it helped, and never both."""

from pathlib import Path

import pytest
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.tune.folds import folds, wearer_of
from hypothesis import given, settings
from hypothesis import strategies as st

HEADER = {"sensor": "LSM6DSOX", "accel_ug_per_count": 244, "gyro_udps_per_count": 17_500, "rate_hz": 52}


def wearer(path, origin="recorded", **extra):
    return wearer_of(Path(path), SessionHeader(**HEADER, thigh="left", origin=origin, extra=extra))


@settings(max_examples=40)
@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 40), max_size=12))
def test_no_wearer_is_on_both_sides_and_none_is_forgotten(reps):
    if sum(number > 0 for number in reps.values()) < 2:
        with pytest.raises(TuneError):
            folds(reps)
        return
    parted = folds(reps)
    assert sorted([*parted.tuned, *parted.unseen]) == sorted(reps)
    for side in parted:
        assert any(reps[name] for name in side)
    assert folds(dict(reversed(reps.items()))) == parted


def test_about_a_third_is_kept_out_of_those_with_reps_and_of_those_without():
    reps = {f"lunger {n}": 10 for n in range(9)} | {f"cyclist {n}": 0 for n in range(6)}
    unseen = folds(reps).unseen
    assert sum(name.startswith("lunger") for name in unseen) == 3
    assert sum(name.startswith("cyclist") for name in unseen) == 2


def test_the_head_of_a_session_says_who_wore_it_and_else_its_seed_or_folder_does():
    assert wearer("a/x.csv", wearer="Anna") == wearer("b/y.csv", wearer="anna") == "anna"
    assert wearer("a/x.csv", "simulated", seed="7") == wearer("b/y.csv", "simulated", seed="7")
    assert wearer("a/x.csv", "simulated", seed="7") != wearer("a/x.csv", "simulated", seed="8")
    assert wearer("logs/ben/monday.csv") == wearer("logs/ben/tuesday.csv") == "wearer of ben"
    assert wearer("logs/ben/must_not_count/stairs.csv") == "wearer of ben"


def test_wearers_may_be_named_who_are_kept_out():
    reps = {"anna": 10, "ben": 20, "cleo": 5}
    assert folds(reps, ["Ben"]).unseen == ("ben",)
    with pytest.raises(TuneError, match="--unseen dora: there is no such wearer; there are anna, ben, cleo"):
        folds(reps, ["dora"])
    with pytest.raises(TuneError, match="no wearer who did a rep is left to tune on"):
        folds(reps, ["anna", "ben", "cleo"])
