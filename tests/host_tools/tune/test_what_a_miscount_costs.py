"""A false rep is worse than a missed one, and a wrong set worse than either."""

import pytest
from heeldrive import Settings
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.tune.cost import MiscountTally, cost_of, penalty_of, tally_of
from heeldrive_lab.tune.folds import Folds
from heeldrive_lab.tune.outcome import (
    JudgedSettings,
    WearerComparison,
    WearerGroup,
    why_old,
)
from heeldrive_lab.tune.sessions import TriedSettings
from heeldrive_lab.tune.space import search_space

SET = [(10_000 + 4000 * number, 13_000 + 4000 * number) for number in range(6)]
LATER = [(200_000, 203_000), (205_000, 208_000), (300_000, 303_000)]
REPS = Annotations("a.csv", tuple(Annotation("rep", start, end, sensor_leg="front") for start, end in SET))
TOTAL = Annotations("a.csv", (Annotation("set", 9000, 34_000, sensor_leg="front", reps=6),))


def tally(spans, truth=REPS, leg="front"):
    counted = [
        {"index": n, "start_ms": start, "end_ms": end, "sensor_leg": leg}
        for n, (start, end) in enumerate(spans, 1)
    ]
    return tally_of(score_counted(counted, truth, 400_000), truth, ("front",))


@pytest.mark.parametrize("truth", [REPS, TOTAL])
def test_missed_false_and_wrong_are_distinguished_with_annotated_reps_and_with_totals_only(truth):
    right = tally(SET, truth)
    assert (right.done, right.exact, right.cost) == (6, 1, 0)
    short = tally(SET[1:], truth)
    assert (short.missed, short.false, short.wrong_sets, short.no_sets, short.cost) == (1, 0, 1, 0, 4)
    elsewhere = tally([*SET, *LATER], truth)
    assert (elsewhere.missed, elsewhere.false, elsewhere.wrong_sets) == (0, 3, 0)
    assert elsewhere.no_sets == 2  # two false reps 2 s apart form one spurious set
    assert elsewhere.cost == 3 * 2 + 2 * 3


def test_six_sets_off_by_one_are_worse_than_one_set_off_by_six():
    one_off, all_off = tally(SET[1:]), tally([])
    assert 6 * one_off.cost > all_off.cost > one_off.cost


def test_every_wearer_counts_alike_however_many_sessions_there_are():
    bad, good = MiscountTally(1, missed=1), MiscountTally(1, 1)
    assert cost_of({"anna": [bad], "ben": [good] * 40}) == cost_of({"anna": [bad] * 3, "ben": [good]}) == 0.5


def test_leaving_the_defaults_costs_a_little_and_twice_as_far_four_times_as_much():
    space = search_space("sensor_leg", ["depth_min_deg"])
    double, half_way = (penalty_of(space, {"depth_min_deg": value}, 40) for value in (72, 51))
    assert penalty_of(space, {"depth_min_deg": 36}, 40) == 0
    assert double == pytest.approx(0.1)
    assert half_way == pytest.approx(double / 4, rel=0.02)


def test_the_fewer_people_the_more_leaving_the_defaults_costs():
    """One wearer's every session has to gain a set, where of forty wearers one has to."""
    space, twice = search_space("sensor_leg", ["depth_min_deg"]), {"depth_min_deg": 72}
    one_set = [MiscountTally(1, missed=1, wrong_sets=1)]
    for wearers in (1, 5, 40):
        others = {str(number): [MiscountTally(1)] for number in range(wearers - 1)}
        assert penalty_of(space, twice, wearers) == pytest.approx(cost_of({"anna": one_set} | others))


WEARERS = Folds(("anna",), ("ben", "cleo", "dora"))
SESSIONS_OF_ANNA = WEARERS._replace(only_wearer="anna")


def judged(held_out, tuned=1, recorded=0):
    sides = {name: [MiscountTally(1, missed=missed)] for name, missed in held_out.items()}
    settings = Settings({"depth_min_deg": 40 + tuned})
    return JudgedSettings(
        TriedSettings(settings, frozenset()),
        WearerGroup({"anna": [MiscountTally(1, missed=tuned)]}),
        WearerGroup(sides),
        WearerGroup({"clean_set.csv": [MiscountTally(1, missed=recorded)]}),
    )


def test_new_settings_have_to_be_better_for_more_wearers_than_they_are_worse_for():
    old = judged({"ben": 4, "cleo": 1, "dora": 1}, tuned=2)

    def why(new):
        return why_old(WEARERS, old, new)

    assert why(judged({"ben": 3, "cleo": 1, "dora": 1})) == ""
    assert "count 1 of them worse and only 1 better" in why(judged({"ben": 0, "cleo": 2, "dora": 1}))
    assert "no better for held-out wearers" in why(judged({"ben": 4, "cleo": 1, "dora": 1}))
    assert "even for the wearers tuned on" in why(judged({"ben": 0, "cleo": 0, "dora": 0}, tuned=3))
    assert why(old) == "nothing better was found"
    assert why(None) == "no trial was finished"


def test_settings_for_one_wearer_must_not_be_paid_for_by_others():
    """Several people held out are evidence about people; one wearer's own sessions are not."""
    old = judged({"ben": 4, "cleo": 1, "dora": 1}, tuned=2)
    better = {"ben": 3, "cleo": 1, "dora": 1}
    assert why_old(SESSIONS_OF_ANNA, old, judged(better)) == ""
    assert "count the recorded sessions of others worse" in why_old(
        SESSIONS_OF_ANNA, old, judged(better, recorded=1)
    )
    assert why_old(WEARERS, old, judged(better, recorded=1)) == ""


def test_by_chance_is_the_p_value_of_a_sign_test():
    assert WearerComparison(better=2, worse=2, same=9).by_chance == pytest.approx(11 / 16)
    assert WearerComparison(better=5, worse=0, same=0).by_chance == pytest.approx(1 / 32)
