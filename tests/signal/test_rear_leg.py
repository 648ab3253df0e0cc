"""The rear leg: each drop of the body that was begun is judged, and each attempt has an answer."""

from types import SimpleNamespace

import pytest
from heeldrive import EVENT_REP, REASONS, RepCounter, Settings, window
from heeldrive.displacement import VerticalDisplacement
from heeldrive.events import ALONE, COUNTED, LEG_RAISED, SHALLOW, TOO_SLOW, WALKING
from heeldrive.gates import Gates
from heeldrive.rear_leg import RearLeg
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.matching import overlap_ms
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.kinematic_simulator import workout

BOTH = {"mode": "both_legs"}
STEP_MS = 20
MOVING_SQ = 40_000  # (50 deg/s)**2
ACC_OF_DROP = 205  # 0.1 g down for half a second, then up: a drop of a quarter of a metre in a second
DRIFT = -20  # 10 mg, as of an offset not yet known
TOP, TILTED = (0, 0, 16384), (4000, 0, 15888)  # up directions, 14 deg apart


class Body:
    """A body that goes down and waits; times and results of the stage that measures its height."""

    def __init__(self, rest_max_ms=24_000):
        self.stage = VerticalDisplacement(rest_max_ms)
        self.t_ms = 1000
        self.ended_ms = None

    def moves(self, ms, acc=0, rate_sq=MOVING_SQ, up=TILTED):
        """Go on for a while, or until a cycle ends."""
        until_ms = self.t_ms + ms
        while self.t_ms < until_ms and self.ended_ms is None:
            self.t_ms += STEP_MS
            if self.stage.step(self.t_ms, STEP_MS, acc, rate_sq):
                self.ended_ms = self.t_ms
            elif self.stage.is_due():
                self.stage.sample_height(0, 16384, *up)

    def drops(self):
        self.moves(STEP_MS, -ACC_OF_DROP, up=TOP)
        self.moves(500 - STEP_MS, -ACC_OF_DROP)
        self.moves(500, ACC_OF_DROP)
        self.moves(300, rate_sq=0)


def test_a_drop_whose_rise_does_not_come_is_judged_after_14_s_as_one_of_that_length():
    body = Body()
    body.drops()
    body.moves(20_000)
    assert body.ended_ms == 1000 + 14_000 + STEP_MS
    assert (body.stage.start_ms, body.stage.end_ms) == (1000, body.ended_ms)


def test_a_rest_at_the_bottom_that_is_longer_than_a_rep_may_take_is_judged_too():
    body = Body(rest_max_ms=3000)
    body.drops()
    body.moves(10_000, rate_sq=0)
    assert body.ended_ms == 1000 + 1000 + 3000 + STEP_MS
    assert body.stage.end_ms - body.stage.start_ms > 3000


def test_a_rise_too_slow_to_be_measured_ends_when_the_thigh_is_back_and_at_rest():
    body = Body()
    body.drops()
    body.moves(3000)
    body.moves(1000, rate_sq=0, up=TOP)
    assert body.ended_ms == 2300 + 3000 + 400 + STEP_MS
    assert body.stage.end_ms <= body.ended_ms


@pytest.mark.parametrize(("up", "ends"), [(TOP, True), (TILTED, False)])
def test_a_rise_in_which_drift_hides_most_of_the_height_ends_if_the_thigh_is_back(up, ends):
    body = Body()
    body.drops()
    body.moves(4000, DRIFT)
    assert body.stage.fell > 2 * 250 * 13_052
    body.moves(500, ACC_OF_DROP + DRIFT)
    body.moves(500, DRIFT - ACC_OF_DROP, up=up)
    body.moves(2000, DRIFT, up=up)
    assert body.stage.rose * 2 < body.stage.fell
    assert (body.ended_ms is not None) is ends


def test_a_drop_of_less_than_a_lunge_is_forgotten_when_the_body_rests():
    body = Body()
    body.moves(300, -ACC_OF_DROP)
    body.moves(300, ACC_OF_DROP)
    body.moves(20_000, rate_sq=0)
    assert body.ended_ms is None
    assert body.stage.state == 0


# In the last two, cycles from pose to pose are refused: what the velocity shows meanwhile is still judged.
@pytest.mark.parametrize(
    ("seed", "leg"),
    [
        (7000025, "back"),
        (7000035, "back"),
        (7000059, "alternating"),
        (4000034, "back"),
        (8000040, "alternating"),
    ],
)
def test_each_attempt_of_a_workout_is_a_rep_or_refused(seed, leg):
    session = Loaded(*workout(seed, leg))
    attempts = [row for row in session.annotations.rows if row.kind == "rep"]
    answers = [event for event in replay(session, Settings(BOTH)) if event["kind"] in ("rep", "refused")]
    assert len(attempts) > 15
    assert [row for row in attempts if not any(overlap_ms(event, row) > 0 for event in answers)] == []


@pytest.fixture
def rear_leg():
    """Ready at 0 s, then a drop of a quarter of a metre from 20 to 23 s: the wait was too long."""
    stage = RearLeg(Settings(BOTH))
    stage.displacements[0] = SimpleNamespace(ready_ms=0, start_ms=20_000, end_ms=23_000, drop_mm=250)
    return stage


def judged(wait_ms=1000, length_ms=2500, usual_mm=(), in_set=False, from_rest=False, **measures):
    """Return why a drop is refused and why it is doubtful; by default it is a clear rep."""
    stage = RearLeg(Settings(BOTH))
    for drop_mm in usual_mm:
        stage.learn(drop_mm)
    shape = {"chord_sq": 2_000_000, "error_mm": 100, "drop_mm": 250, "rose": 3_000_000, "cosine_range": 400}
    shape |= {"vertical_acc_mg": 60, "rate_sq_max": 100_000}
    stage.ended = int(from_rest)
    stage.displacements[from_rest] = SimpleNamespace(
        ready_ms=0,
        start_ms=wait_ms,
        bottom_ms=wait_ms + length_ms // 2 - 100,
        rise_ms=wait_ms + length_ms // 2 + 100,
        end_ms=wait_ms + length_ms,
        **shape | measures,
    )
    gates = Gates()
    stage.classify(gates, in_set)
    gates.begin_doubts()
    stage.doubt(gates)
    return REASONS[gates.reason], REASONS[gates.doubt]


USUAL = {"usual_mm": (400, 400, 400)}
QUICK = {"drop_mm": 400, "length_ms": 800, "rose": 4_000_000}


@pytest.mark.parametrize(
    ("drop", "refused", "doubtful"),
    [
        ({}, "", ""),
        # How far, compared with three or more reps of its set.
        ({**USUAL, "drop_mm": 240, "in_set": True}, "", ""),
        ({**USUAL, "drop_mm": 239, "in_set": True}, "shallow", ""),
        ({**USUAL, "drop_mm": 239}, "", ""),
        ({"usual_mm": (400, 400), "drop_mm": 239, "in_set": True}, "", ""),
        # How far the thigh tilts: that of a raised leg does. From pose to pose, a set proves that it is none.
        ({"cosine_range": 4112}, "", ""),
        ({"cosine_range": 4113}, "leg_raised", ""),
        ({"cosine_range": 4113, "from_rest": True}, "", "leg_raised"),
        # Nothing in a lift.
        ({"chord_sq": 1_000_000}, "", "leg_raised"),
        ({"chord_sq": 1_000_001}, "", ""),
        # How long after standing still: brisk ones have to follow at once.
        ({"wait_ms": 3999}, "", ""),
        ({"wait_ms": 4000}, "", "alone"),
        ({"wait_ms": 1999, "length_ms": 1199}, "", ""),
        ({"wait_ms": 2000, "length_ms": 1199}, "", "alone"),
        ({"wait_ms": 2000, "length_ms": 1200}, "", ""),
        # How far the body drops.
        ({"drop_mm": 120}, "", ""),
        ({"drop_mm": 119}, "shallow", ""),
        # How quickly the thigh turns, (1/4 deg/s)**2: within a set by the same angle in less time.
        ({"rate_sq_max": 1_146_600}, "", ""),
        ({"rate_sq_max": 1_146_601}, "too_fast", ""),
        # Between two rests by 400 deg over the time, or by 100 deg/s: who turns round in a lift turns faster.
        ({"rate_sq_max": 160**2 * 16, "from_rest": True}, "", ""),
        ({"rate_sq_max": 160**2 * 16 + 1, "from_rest": True}, "too_fast", ""),
        ({"rate_sq_max": 100**2 * 16, "length_ms": 8000, "from_rest": True}, "", ""),
        ({"rate_sq_max": 100**2 * 16 + 1, "length_ms": 8000, "from_rest": True}, "too_fast", ""),
        ({**QUICK, "rate_sq_max": 1_146_600, "from_rest": True}, "", ""),
        ({**QUICK, "rate_sq_max": 1_146_601}, "too_fast", ""),
        ({**QUICK, "rate_sq_max": 2_578_800, "in_set": True}, "", ""),
        ({**QUICK, "rate_sq_max": 2_578_801, "in_set": True}, "too_fast", ""),
        # How well the height closes: worse in longer ones.
        ({"error_mm": 300 + 427}, "", ""),
        ({"error_mm": 300 + 428}, "", "alone"),
        ({"error_mm": 1000, "length_ms": 6000}, "", ""),
        ({"error_mm": 1001, "length_ms": 6000}, "", "alone"),
        ({"error_mm": 400, "length_ms": 6001}, "", ""),
        ({"error_mm": 401, "length_ms": 6001}, "", "alone"),
        # Between two rests: smaller than the drop.
        ({"error_mm": 250, "from_rest": True}, "", ""),
        ({"error_mm": 251, "from_rest": True}, "", "alone"),
        # No body drops further.
        ({"drop_mm": 700, "rose": 9_000_000}, "", ""),
        ({"drop_mm": 701, "rose": 9_000_000}, "", "alone"),
        # Jolts: three quarters of `shake_max_mg`, beyond those of a drop of 250 mm in 2.5 s.
        ({"vertical_acc_mg": 120 + 51}, "", ""),
        ({"vertical_acc_mg": 120 + 52}, "walking", ""),
        # A brisk drop as small as in a stride may have none, a larger one may.
        ({"drop_mm": 179, "length_ms": 1199, "vertical_acc_mg": 159}, "", ""),
        ({"drop_mm": 179, "length_ms": 1199, "vertical_acc_mg": 160}, "walking", ""),
        ({"drop_mm": 180, "length_ms": 1199, "vertical_acc_mg": 120 + 160}, "", ""),
    ],
)
def test_what_refuses_a_drop_and_what_makes_it_doubtful(drop, refused, doubtful):
    assert judged(**drop) == (refused, doubtful)


def test_a_refusal_is_reported_only_soon_after_being_ready_or_after_another_attempt(rear_leg):
    assert not rear_leg.is_reportable(ALONE, 0)
    rear_leg.end_ms = 12_000
    assert rear_leg.is_reportable(ALONE, 0)
    rear_leg.end_ms = 11_999
    assert not rear_leg.is_reportable(ALONE, 0)


def test_what_strides_add_up_to_is_not_reported(rear_leg):
    fall = rear_leg.displacements[0]
    rear_leg.end_ms = 15_000
    assert [rear_leg.is_reportable(WALKING, walk_ms) for walk_ms in (0, 60)] == [True, False]
    assert [rear_leg.is_reportable(TOO_SLOW, walk_ms) for walk_ms in (0, 60)] == [True, True]
    fall.end_ms = 34_020
    assert [rear_leg.is_reportable(TOO_SLOW, walk_ms) for walk_ms in (0, 60)] == [True, False]


def test_a_short_drop_is_reported_as_jolted_but_not_as_a_raised_leg(rear_leg):
    rear_leg.end_ms = 15_000
    rear_leg.displacements[0].end_ms = 21_000
    assert [rear_leg.is_reportable(reason, 0) for reason in (WALKING, LEG_RAISED)] == [True, False]
    rear_leg.displacements[0].drop_mm = 119
    assert not rear_leg.is_reportable(WALKING, 0)


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


def sinking(up_ms, acc, offset=0, refused=()):
    """Whether a cycle is refused, and part of a lunge, as the body accelerates down, then up."""
    stage = RearLeg(Settings(BOTH))
    attitude = SimpleNamespace(ux=0, uy=0, uz=16384, rate_sq=MOVING_SQ)
    attitude.stationary = SimpleNamespace(still_ms=0)
    alignment = SimpleNamespace(rx=0, ry=0, rz=16384, cosine=16384, inclination=0)
    stage.mark_bottom()
    for t_ms in range(STEP_MS, up_ms + STEP_MS, STEP_MS):
        attitude.vertical_acc = offset + (-acc if t_ms <= up_ms // 2 else acc)
        stage.step(t_ms, STEP_MS, attitude, alignment, 0, 0)
    gates = Gates()
    for reason in refused:
        gates.at_least(0, 0, 1, reason)
    stage.ask_rise(gates)
    return gates.reason == LEG_RAISED and not refused, stage.is_behind(gates.reason, 0)


@pytest.mark.parametrize(
    ("rise", "expected"),
    [
        ({"up_ms": 1000, "acc": 60}, True),  # 72 mm
        ({"up_ms": 1000, "acc": 45}, False),  # 54 mm
        ({"up_ms": 1000, "acc": -60}, False),
        ({"up_ms": 1000, "acc": 60, "offset": 24}, True),
        ({"up_ms": 1000, "acc": 60, "offset": -24}, True),
        ({"up_ms": 1000, "acc": 60, "offset": 30}, False),  # it still moves at one end
        ({"up_ms": 1980, "acc": 60}, True),
        ({"up_ms": 2000, "acc": 60}, False),  # too long to be measured
    ],
)
def test_the_body_sinks_while_the_thigh_comes_back(rise, expected):
    """Then the knees were bent before the step back: the cycle is no lunge, and not an attempt at one."""
    assert sinking(**rise) == (expected, expected)


def test_what_is_refused_for_something_else_is_still_reported():
    assert sinking(1000, 60, refused=[WALKING]) == (False, False)


def stepped(stage, acc=0, inclination=0, t_ms=10_000, dt_ms=STEP_MS):
    """Return what one sample gives."""
    attitude = SimpleNamespace(ux=0, uy=0, uz=16384, rate_sq=MOVING_SQ, vertical_acc=acc)
    attitude.stationary = SimpleNamespace(still_ms=0)
    alignment = SimpleNamespace(rx=0, ry=0, rz=16384, cosine=16384, inclination=inclination)
    return stage.step(t_ms, dt_ms, attitude, alignment, 0, 0)


class Poses:
    """Finds a cycle from 1 to 11 s with each sample, unless it is restarted."""

    def __init__(self):
        self.drop = SimpleNamespace(start_ms=1000, end_ms=11_000)
        self.forgotten = []
        self.restarts = 0

    def step(self, *sample):
        return True

    def add(self, *block):
        return 1

    def forget(self, ms):
        self.forgotten.append(ms)

    def restart(self):
        self.restarts += 1


@pytest.mark.parametrize(("counted_ms", "ended"), [(0, 1), (4000, 1), (4001, 0)])
def test_a_cycle_of_which_three_tenths_lie_in_a_rep_that_counted_is_none(counted_ms, ended):
    stage = RearLeg(Settings(BOTH))
    stage.poses = Poses()
    stage.counted_ms = counted_ms
    assert stepped(stage) == stage.ended == ended


def test_beyond_50_degrees_all_rests_are_forgotten():
    stage = RearLeg(Settings(BOTH))
    stage.poses = Poses()
    for inclination, restarts in ((6400, 0), (6401, 1)):
        stepped(stage, inclination=inclination)
        assert stage.poses.restarts == restarts
    assert stepped(stage, inclination=6401) == 0


def test_an_accepted_rep_forgets_the_rests_before_its_end():
    stage = RearLeg(Settings(BOTH))
    stage.poses = Poses()
    stage.displacements[0].state = 1
    stage.restart(700)
    assert stage.poses.forgotten == [1000]
    assert stage.displacements[0].state == 0


@pytest.mark.parametrize(
    ("reason", "end_ms", "counted_ms"), [(COUNTED, 23_000, 23_000), (LEG_RAISED, 23_000, 0), (WALKING, 0, 0)]
)
def test_what_counts_and_what_is_only_an_attempt(rear_leg, reason, end_ms, counted_ms):
    rear_leg.displacements[0].left_mm = 0
    rear_leg.attempted(reason)
    assert (rear_leg.end_ms, rear_leg.counted_ms) == (end_ms, counted_ms)


def test_what_the_body_did_before_the_bottom_has_no_part_in_how_it_rises():
    stage = RearLeg(Settings(BOTH))
    for _ in range(40):
        stepped(stage, 400)
    stage.mark_bottom()
    for k in range(50):
        stepped(stage, -60 if k < 25 else 60)
    gates = Gates()
    stage.ask_rise(gates)
    assert gates.reason == LEG_RAISED


def test_a_cycle_before_any_bottom_did_not_sink():
    stage = RearLeg(Settings(BOTH))
    stage.mark_bottom()
    gates = Gates()
    stage.ask_rise(gates)
    assert gates.reason == COUNTED


def test_that_the_body_sank_is_forgotten_with_the_next_cycle():
    stage = RearLeg(Settings(BOTH))
    stage.mark_bottom()
    for k in range(50):
        stepped(stage, -60 if k < 25 else 60)
    stage.ask_rise(Gates())
    assert stage.is_behind(LEG_RAISED, 0)
    stage.mark_bottom()
    stage.ask_rise(Gates())
    assert not stage.is_behind(LEG_RAISED, 0)


@pytest.mark.parametrize(("reason", "end_ms", "behind"), [
    (SHALLOW, 5001, True), (SHALLOW, 5000, False), (ALONE, 5001, False),
])  # fmt: skip
def test_a_shallow_cycle_with_a_drop_since_it_began_is_that_of_the_other_leg(reason, end_ms, behind):
    stage = RearLeg(Settings(BOTH))
    stage.end_ms = end_ms
    assert stage.is_behind(reason, 5000) is behind
