"""The rear leg: what it learns."""

from heeldrive import EVENT_REP, RepCounter, Settings, window

BOTH = {"mode": "both_legs"}


def usual_drops(session):
    """The reps, and the usual drop of the body after each sample."""
    header = session.header
    counter = RepCounter(Settings(BOTH), header.accel_ug_per_count, header.gyro_udps_per_count)
    usual_mm, back_reps = set(), 0
    for row in session.rows:
        back_reps += counter.step(*row) == EVENT_REP and counter.event.sensor_leg
        usual_mm.add((back_reps, window.snapshot(counter, row[0]).fall.usual_mm))
    return usual_mm


def test_the_usual_drop_is_learnt_from_counted_reps(simulated):
    usual_mm = usual_drops(simulated("back_leg_set"))
    assert all((reps > 0) == (mm > 0) for reps, mm in usual_mm)
    assert max(usual_mm)[0] > 3


def test_the_usual_drop_is_not_learnt_from_what_is_pending(simulated):
    """Who kneels to tie a shoe drops and rises; these cycles wait for others, and are refused."""
    assert usual_drops(simulated("must_not_count/tying_shoes")) == {(0, 0)}
