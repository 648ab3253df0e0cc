"""A wearer is either tuned on or held out, never both."""

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
    assert sorted([*parted.tuned, *parted.held_out]) == sorted(reps)
    for side in (parted.tuned, parted.held_out):
        assert any(reps[name] for name in side)
    assert folds(dict(reversed(reps.items()))) == parted


def test_about_a_third_is_held_out_of_those_with_reps_and_of_those_without():
    reps = {f"lunger {n}": 10 for n in range(9)} | {f"cyclist {n}": 0 for n in range(6)}
    held_out = folds(reps).held_out
    assert sum(name.startswith("lunger") for name in held_out) == 3
    assert sum(name.startswith("cyclist") for name in held_out) == 2


def test_the_header_of_a_session_names_the_wearer_or_else_its_seed_or_folder_does():
    assert wearer("a/x.csv", wearer="Anna") == wearer("b/y.csv", wearer="anna") == "anna"
    assert wearer("a/x.csv", "simulated", seed="7") == wearer("b/y.csv", "simulated", seed="7")
    assert wearer("a/x.csv", "simulated", seed="7") != wearer("a/x.csv", "simulated", seed="8")
    assert wearer("logs/ben/monday.csv") == wearer("logs/ben/tuesday.csv") == "wearer of ben"
    assert wearer("logs/ben/must_not_count/stairs.csv") == "wearer of ben"


def test_held_out_wearers_can_be_named():
    reps = {"anna": 10, "ben": 20, "cleo": 5}
    assert folds(reps, ["Ben"]).held_out == ("ben",)
    with pytest.raises(
        TuneError, match="--unseen dora: there is no such wearer; the wearers are anna, ben, cleo"
    ):
        folds(reps, ["dora"])
    with pytest.raises(TuneError, match="no wearer with reps is left to tune on"):
        folds(reps, ["anna", "ben", "cleo"])
