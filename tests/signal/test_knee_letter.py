"""Whether the knee went further forward than in the wearer's first reps, reported for each rep."""

import pytest
from heeldrive import Settings
from heeldrive_lab.simulator.sessions import SimulatedSession
from simulated_sessions import session_of

HEEL = (
    '{activity = "backward_lunge", reps = 8, shank_deg = [1, 6], hold_s = [0.2, 0.5], pause_s = [0.6, 1.2]},'
)
TOE = HEEL.replace("[1, 6]", "[20, 28]").replace("reps = 8", "reps = 4")
LETTER = {"knee_letter": "on"}


def worn_for(*doings, more="rate_hz = 52,", seed=3):
    """Return a session of a wearer who stands, performs these activities, and stands."""
    still = '{activity = "stand", seconds = 5},'
    return session_of(f"{{seed = {seed}, {more} do = [{still} {' '.join(doings)} {still}]}}")


def knees(counted):
    return [rep.knee for rep in counted.reps]


def changed(session, start_ms, end_ms, change):
    """Return the session with `change` applied to the rows between two times; None removes a row."""
    rows = [change(row) if start_ms < row[0] < end_ms else row for row in session.rows]
    return SimulatedSession(session.header, [row for row in rows if row], session.truth)


@pytest.mark.parametrize("how", ["rate_hz = 104,", "rate_hz = 26,", 'rate_hz = 52, thigh = "left",'])
def test_after_five_reps_to_hold_them_against_a_knee_that_goes_forward_is_told(how, count):
    session = worn_for(HEEL, TOE, more=how)
    counted = count(session, **LETTER)
    # During the first rep the forward direction is not known yet; the next five are the baseline.
    assert knees(counted) == [""] + ["baseline"] * 5 + ["over_ankle"] * 2 + ["forward"] * 4
    true_mm = [rep.knee_travel_mm for rep in session.truth.reps]
    for rep, true in list(zip(counted.reps, true_mm, strict=True))[6:]:
        assert rep.travel_mm == pytest.approx(true - sum(true_mm[1:6]) / 5, abs=70)


def test_who_begins_with_the_knee_forward_is_told_of_the_change_not_of_a_fault(count):
    toe_first = count(
        worn_for(TOE.replace("reps = 4", "reps = 8"), HEEL.replace("reps = 8", "reps = 4")), **LETTER
    )
    assert knees(toe_first)[6:] == ["over_ankle"] * 6
    assert max(rep.travel_mm for rep in toe_first.reps[8:]) < -50


def test_nobody_who_has_not_asked_for_it_gets_a_letter_and_nothing_else_changes(count):
    session = worn_for(HEEL, TOE)
    without, asked = count(session), count(session, **LETTER)
    assert Settings().knee_letter == "off"
    assert set(knees(without)) == {""}
    assert without.events == [event._replace(travel_mm=0, knee="") for event in asked.events]


def test_a_rep_with_a_hole_in_its_samples_has_no_letter_and_the_others_have(count):
    session = worn_for(HEEL, TOE)
    ninth = session.truth.reps[8]
    holed = changed(session, ninth.bottom_ms, ninth.bottom_ms + 150, lambda row: None)
    assert knees(count(holed, **LETTER))[6:] == ["over_ankle"] * 2 + [""] + ["forward"] * 3


def test_a_rep_in_which_the_sensor_was_at_the_end_of_its_range_has_no_letter(count):
    session = worn_for(HEEL, TOE)
    ninth = session.truth.reps[8]
    struck = changed(session, ninth.rise_ms, ninth.rise_ms + 25, lambda row: (row[0], 32767, *row[2:]))
    assert knees(count(struck, **LETTER))[6:] == ["over_ankle"] * 2 + [""] + ["forward"] * 3


def test_split_squats_and_refused_reps_have_none(count):
    counted = count(
        worn_for(HEEL, '{activity = "half_lunge", reps = 2},', '{activity = "split_squat", reps = 4},'),
        **LETTER,
    )
    assert knees(counted)[6:8] == ["over_ankle"] * 2
    assert len(counted.reps) > 10
    assert set(knees(counted)[9:]) == {""}
    assert counted.reasons
    assert {event.knee for event in counted.of_kind("refused")} == {""}
    assert {event.travel_mm for event in counted.of_kind("refused")} == {0}


def test_the_other_legs_reps_have_none_and_do_not_disturb(count):
    both = count(
        worn_for(HEEL, HEEL.replace("reps = 8,", 'reps = 3, leg = "back",'), TOE), mode="both_legs", **LETTER
    )
    assert [rep.knee for rep in both.reps if rep.leg == "back"] == [""] * 3
    assert [rep.knee for rep in both.reps if rep.leg == "front"][6:] == ["over_ankle"] * 2 + ["forward"] * 4


def test_where_the_strap_has_slipped_the_first_five_begin_anew(count):
    slipped = worn_for(
        HEEL.replace("reps = 8", "reps = 17"),
        more="rate_hz = 52, mounting = {slip_turn_deg = 100, slip_at_s = 43},",
    )
    counted = count(slipped, **LETTER)
    assert [event.kind for event in counted.events].count("slip") == 1
    # It takes two reps to detect that the strap has turned; the third is measured along the new direction.
    assert (
        knees(counted)
        == [""] + ["baseline"] * 5 + ["over_ankle"] * 2 + [""] * 2 + ["baseline"] * 5 + ["over_ankle"] * 2
    )


def test_reps_that_had_to_wait_for_others_are_told_as_those_that_count_at_once(count):
    session = worn_for(HEEL.replace("reps = 8", "reps = 9"), TOE.replace("reps = 4", "reps = 3"))
    at_once, in_arrears = count(session, **LETTER), count(session, quick_rise_ms=3000, **LETTER)
    assert in_arrears.reps[0].shown_ms > at_once.reps[0].shown_ms + 5000
    # The forward direction is learnt from the third, which decides: the first three have none.
    assert knees(in_arrears) == [""] * 3 + ["baseline"] * 5 + ["over_ankle"] + ["forward"] * 3
