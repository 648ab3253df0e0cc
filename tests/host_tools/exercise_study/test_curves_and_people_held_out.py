"""ROC curves, intervals over people, and models that have not seen the person."""

import numpy as np
import pytest
from heeldrive_lab.exercise_study.cycles import LUNGE, SQUAT, ExerciseCycle, person_of
from heeldrive_lab.exercise_study.held_out import fit_logistic, held_out_margins
from heeldrive_lab.exercise_study.own_lunges import relative_to_own
from heeldrive_lab.exercise_study.roc import area, area_interval, curve, largest_share, limit_at_cost


def test_the_area_is_the_share_of_pairs_in_order():
    lunges, others = np.array([1.0, 2.0, 3.0]), np.array([2.0, 5.0])
    assert area(lunges, others) == pytest.approx((1.5 + 3) / 6)
    assert area(others, lunges) == pytest.approx(1 - area(lunges, others))


def test_the_curve_encloses_the_area():
    draw = np.random.default_rng(2)
    lunges, others = draw.normal(0, 1, 200), draw.normal(1, 1, 150)
    lost, refused = curve(lunges, others)
    enclosed = np.trapezoid(np.append(0.0, refused), np.append(0.0, lost))
    assert enclosed == pytest.approx(area(lunges, others), abs=1e-9)
    assert (lost[-1], refused[-1]) == (1, 1)


def test_the_limit_costs_no_more_than_allowed():
    lunges = np.arange(200.0)
    assert np.mean(lunges > limit_at_cost(lunges, 0.01)) <= 0.01
    assert np.mean(lunges[:50] > limit_at_cost(lunges[:50], 0.01)) == 0  # one of 50 would be 2 %


def test_an_interval_over_people_is_wider_than_their_cycles_suggest():
    draw = np.random.default_rng(3)
    people = np.repeat([f"p{number}" for number in range(6)], 30)
    own = np.repeat(draw.normal(0, 1, 6), 30)
    lunges, others = own + draw.normal(0, 0.1, 180), own + 0.5 + draw.normal(0, 0.1, 180)
    low, high = area_interval(lunges, list(people), others, list(people))
    assert low < area(lunges, others) < high
    each = [f"one {number}" for number in range(180)]
    narrow_low, narrow_high = area_interval(lunges, each, others, [f"two {number}" for number in range(180)])
    assert high - low > 1.5 * (narrow_high - narrow_low)


def test_two_people_give_no_interval():
    values = np.arange(4.0)
    assert area_interval(values, ["a", "a", "b", "b"], values, ["a", "b", "c", "d"]) is None


def test_no_loss_in_60_still_allows_5_percent():
    assert largest_share(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60), abs=1e-6)
    assert largest_share(1, 60) > largest_share(0, 60)


def people_with(squat_higher_by, seed=4, number=8):
    """Values, classes and people: each does ten lunges and ten squats."""
    draw = np.random.default_rng(seed)
    values, other, people = [], [], []
    for person in range(number):
        for is_squat in (False, True):
            values += list(draw.normal(squat_higher_by(person) * is_squat, 1, (10, 2)))
            other += [is_squat] * 10
            people += [f"p{person}"] * 10
    return np.array(values), np.array(other), people


@pytest.mark.parametrize("columns", [1, 2])
def test_what_separates_everybody_separates_a_person_held_out(columns):
    values, other, people = people_with(lambda person: 12)
    margins = held_out_margins(values[:, :columns], other, people)
    assert (margins[other] > 0).all()
    assert np.mean(margins[~other] > 0) < 0.1


@pytest.mark.parametrize("columns", [1, 2])
def test_what_separates_each_person_in_another_direction_helps_nobody(columns):
    values, other, people = people_with(lambda person: 12 if person % 2 else -12)
    margins = held_out_margins(values[:, :columns], other, people)
    assert np.mean(margins[other] > 0) < 0.6


def test_noise_is_not_learnt():
    values, other, people = people_with(lambda person: 0)
    assert np.mean(held_out_margins(values, other, people)[other] > 0) < 0.2


def test_nobody_is_scored_if_only_one_person_did_both():
    values, other, people = people_with(lambda person: 12, number=1)
    assert np.isnan(held_out_margins(values, other, people)).all()


def test_the_distance_from_the_own_lunges_needs_no_example_of_the_other_exercise_in_one_direction():
    values, other, people = people_with(lambda person: 12 if person % 2 else -12)
    margins = held_out_margins(values, other, people, by_distance=True)
    assert (margins[other] > 0).all()


def test_the_logistic_regression_weighs_what_matters():
    draw = np.random.default_rng(5)
    values = draw.normal(0, 1, (400, 2))
    useful, useless = fit_logistic(values, values[:, 0] + 0.5 * draw.normal(0, 1, 400) > 0)
    assert useful > 5 * abs(useless)


def cycle(person, exercise, sway, direction_deg, start_s):
    angle = np.radians(direction_deg)
    direction = np.array([np.cos(angle), np.sin(angle), 0.0])
    return ExerciseCycle("made", person, exercise, "file.csv", start_s, {"sway": sway}, direction)


def test_cycles_are_compared_with_the_first_three_lunges_of_the_same_person():
    lunges = [cycle("anna", LUNGE, sway, 40, number) for number, sway in enumerate((5.0, 6.0, 7.0, 9.0))]
    squat = cycle("anna", SQUAT, 16.0, 60, 9)
    stranger = cycle("bert", SQUAT, 3.0, 0, 1)
    fourth, compared = relative_to_own([*lunges, squat, stranger])
    assert fourth.values["sway"] == pytest.approx(3)
    assert compared.values["sway"] == pytest.approx(10)
    assert compared.values["abduction"] == pytest.approx(20)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("uiprmd_deep_squat_correct_run03_right.csv.gz", ("UI-PRMD", "UI-PRMD 03")),
        ("kindergator_adult_p565_forward_lunge_front.csv.gz", ("Kinder-Gator", "Kinder-Gator adult_p565")),
        ("kimore_expert01_squat_right.csv.gz", ("KIMORE", "KIMORE expert01")),
        ("addbio_expert1_STS1_left.csv.gz", ("AddBiomechanics", "AddBiomechanics expert1")),
        ("s8_squat.csv.gz", ("UTD-MHAD", "UTD-MHAD 8")),
        ("Rthigh_SqDL.csv.gz", ("CMU", "CMU 1")),
        ("workout_7.csv", None),
    ],
)
def test_the_person_is_read_from_the_name_of_the_file(name, person):
    assert person_of(name) == person
