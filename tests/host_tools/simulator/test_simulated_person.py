"""The person in MuJoCo moves as bodies do, and the board on the thigh reads what physics says it must."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest
from heeldrive_lab.sessions.segmentation import segment_cycle
from heeldrive_lab.simulator import Flesh, Mounting, perform
from heeldrive_lab.simulator.bends import leg_raise, sitting
from heeldrive_lab.simulator.curves import FINE_HZ, through
from heeldrive_lab.simulator.forward import FORWARD_TEMPO, forward_lunge
from heeldrive_lab.simulator.lunges import backward_lunge
from heeldrive_lab.simulator.model import GRAVITY_MPS2, model_of
from heeldrive_lab.simulator.motion import Span, join, standing, swaying
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.physics import put_through, sensed
from heeldrive_lab.simulator.planted import Lunge, Tempo
from heeldrive_lab.simulator.pose import LEFT, RIGHT
from heeldrive_lab.simulator.turns import apply

LUNGE = Span("rep", "backward_lunge", 0, 0, RIGHT)
RIGID = Mounting(50.0, 120.0, -7.0)


def angle_deg(a, b):
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))


def one_lunge(seed=5, person=None, front=RIGHT, **how):
    person = person or Person()
    rng = np.random.default_rng(seed)
    still = standing(person, 2 * FINE_HZ)
    span = Span("rep", "backward_lunge", 0, 0, front)
    return join([still, backward_lunge(rng, person, Lunge(**how), span), still])


def stray_mg(force):
    """Largest and smallest rms stray of specific force from its mean over 0.6 s, mg."""
    window = round(0.6 * FINE_HZ)
    parts = [force[first : first + window] for first in range(0, len(force) - window, window // 2)]
    strays = [np.sqrt(np.sum((part - part.mean(axis=0)) ** 2, axis=1).mean()) for part in parts]
    return 1000 * max(strays) / GRAVITY_MPS2, 1000 * min(strays) / GRAVITY_MPS2


@pytest.mark.parametrize("leg", [LEFT, RIGHT])
@pytest.mark.parametrize("mounting", [Mounting(), Mounting(70.0, 163.0, -9.0), Mounting(-30.0, -90.0, 4.0)])
def test_gravity_reads_one_g_along_the_axis_that_points_up_and_nothing_turns_at_rest(leg, mounting):
    still = standing(Person(), 200)
    worn = still if leg == RIGHT else still.mirrored()
    force, rate = sensed(worn, mounting, None)
    up = worn.orientation()[0].T @ [0.0, 0.0, 1.0]
    assert np.abs(force - GRAVITY_MPS2 * (mounting.axes(leg) @ up)).max() < 1e-6
    assert np.abs(rate).max() < 1e-9


@pytest.mark.parametrize("leg", [LEFT, RIGHT])
def test_integrating_the_gyroscope_gives_the_true_inclination(leg):
    motion = swaying(np.random.default_rng(6), one_lunge(wobble=2.0))
    worn = motion if leg == RIGHT else motion.mirrored()
    _, rate = sensed(worn, RIGID, None)
    u = worn.orientation()[0].T @ [0.0, 0.0, 1.0] @ RIGID.axes(leg).T
    ups = np.empty((len(rate), 3))
    for index, turn in enumerate(rate / FINE_HZ):
        ups[index] = u
        u = u - np.cross(turn, u) + np.cross(turn, np.cross(turn, u)) / 2
        u /= np.linalg.norm(u)
    standing_up = ups[:FINE_HZ].mean(axis=0)
    inclination = worn.inclination_deg()
    assert inclination.max() > 75
    assert np.abs(angle_deg(ups, standing_up) - inclination).max() < 0.5


def test_what_the_board_reads_is_its_acceleration_and_gravity_in_its_own_axes():
    """MuJoCo against differences of the board's place: translation, tangential and centripetal terms."""
    motion = swaying(np.random.default_rng(2), one_lunge())
    force, _ = sensed(motion, RIGID, None)
    thigh = motion.orientation()
    place = motion.pose.hip_m[:, RIGHT] + apply(thigh, RIGID.place_m(motion.person, RIGHT))
    acceleration = np.gradient(np.gradient(place, axis=0), axis=0) * FINE_HZ**2
    acceleration += motion.impact_mps2[:, RIGHT] + np.array([0.0, 0.0, GRAVITY_MPS2])
    expected = np.einsum("nji,nj->ni", thigh, acceleration) @ RIGID.axes(RIGHT).T
    assert np.linalg.norm(expected, axis=1).max() > 1.05 * GRAVITY_MPS2
    assert np.abs(force - expected)[4:-4].max() < 0.05


def test_the_centripetal_pull_of_a_thigh_that_swings_about_the_hip_is_felt():
    person = Person()
    motion = leg_raise(np.random.default_rng(0), person, 90.0, 0.5)
    mounting = Mounting(around_deg=0.0, slope_deg=0.0, off_bone_m=0.0, above_knee_m=0.1)
    force, rate = sensed(motion, mounting, None)
    fastest = int(np.argmax(np.linalg.norm(rate, axis=1)))
    up = motion.orientation()[fastest][:, 2]
    swing = np.linalg.norm(rate[fastest])
    assert swing > 4.0
    # The board's y points to the hip; the hip itself hardly moves.
    assert force[fastest, 1] - GRAVITY_MPS2 * up[2] == pytest.approx(
        swing**2 * (person.thigh_m - 0.1), rel=0.05
    )


def test_a_lunge_keeps_the_front_foot_and_the_ball_of_the_back_foot_where_they_are():
    for seed, name in ((3, "clean_set"), (4, "back_leg_set"), (5, "split_squats"), (6, "forward_lunges")):
        person, motion = perform(name, seed)
        ball = np.array([person.ball_ahead_m, 0.0, -person.ankle_m])
        for span in motion.spans:
            for leg in (LEFT, RIGHT):
                down = np.zeros(len(motion), dtype=bool)
                down[span.first : span.last] = motion.planted[span.first : span.last, leg]
                if span.kind != "rep" or not down.any():
                    continue
                # Stretches on the floor: between them the foot goes elsewhere.
                edges = np.flatnonzero(np.diff(np.concatenate([[0], down.astype(int), [0]])))
                for first, last in edges.reshape(-1, 2):
                    part = slice(first, last)
                    places = motion.pose.ankle_m[part, leg] + apply(motion.pose.foot[part, leg], ball)
                    assert np.ptp(places, axis=0).max() < 0.002, (name, leg, first)


def test_no_foot_goes_through_the_floor_by_more_than_a_sole():
    for name in ("clean_set", "back_leg_set", "forward_lunges", "must_not_count/walk_only"):
        person, motion = perform(name, 8)
        for leg in (LEFT, RIGHT):
            for along in (-person.heel_behind_m, person.ball_ahead_m):
                sole = motion.pose.ankle_m[:, leg] + apply(
                    motion.pose.foot[:, leg], np.array([along, 0.0, -person.ankle_m])
                )
                assert sole[:, 2].min() > -0.03, (name, leg)


def test_limbs_and_masses_are_those_of_the_published_tables():
    people = [Person.draw(np.random.default_rng(seed)) for seed in range(300)]
    for sex, mean_m in (("female", 1.613), ("male", 1.753)):
        statures = [person.stature_m for person in people if person.sex == sex]
        assert np.mean(statures) == pytest.approx(mean_m, abs=0.015)
    thighs = [person.thigh_m / person.stature_m for person in people]
    assert np.mean(thighs) == pytest.approx(0.245, rel=0.01)
    assert 0.01 < np.std(thighs) / 0.245 < 0.04
    for person in people[:5]:
        model = model_of(person, RIGHT, Mounting())
        shares = {"female": (0.1478, 0.0481, 0.0129), "male": (0.1416, 0.0433, 0.0137)}[person.sex]
        for part, share in zip(("thigh", "shank", "foot"), shares, strict=True):
            assert model.body(f"left_{part}").mass[0] == pytest.approx(share * person.mass_kg)
        assert mujoco.mj_getTotalmass(model) == pytest.approx(person.mass_kg + 0.014, abs=1e-6)


def test_standing_takes_the_weight_and_no_more():
    person = Person()
    reading = put_through(standing(person, 50), Mounting(), None)
    along, aside, up = reading.effort[25, :3]
    assert up == pytest.approx((person.mass_kg + 0.014) * GRAVITY_MPS2)
    assert abs(along) < 1e-6
    assert abs(aside) < 1e-6


def test_a_mirrored_motion_is_read_mirrored_by_a_mirrored_board():
    motion = swaying(np.random.default_rng(1), one_lunge())
    right, turned = sensed(motion, Mounting(), Flesh())
    left, turned_left = sensed(motion.mirrored(), Mounting(), Flesh())
    assert np.abs(left - right * [-1, 1, 1]).max() < 1e-6
    assert np.abs(turned_left - turned * [1, -1, -1]).max() < 1e-6


def test_a_chair_holds_a_thigh_still_and_a_held_lunge_does_not():
    """docs/sources.md: 5 mg in a chair against 32 mg or more, over 0.6 s."""
    person = Person()
    rng = np.random.default_rng(3)
    still = standing(person, 2 * FINE_HZ)
    seat = swaying(rng, join([still, sitting(rng, person, 6.0), still]))
    (seated,) = (span for span in seat.spans if span.activity == "sitting")
    force, _ = sensed(seat, RIGID, Flesh())
    assert stray_mg(force[seated.first + 2 * FINE_HZ : seated.last - 2 * FINE_HZ])[0] < 8
    held = swaying(rng, one_lunge(tempo=Tempo(hold_s=3.0)))
    force, _ = sensed(held, RIGID, Flesh())
    first = round((2 + 1.16 + 0.72 + 0.4) * FINE_HZ)
    assert stray_mg(force[first : first + round(2.2 * FINE_HZ)])[1] > 32


def test_a_lunge_turns_and_shakes_the_thigh_as_measured_on_people():
    """docs/sources.md: 95-120 deg/s, under 1.2 g where no foot strikes."""
    motion = swaying(np.random.default_rng(4), one_lunge())
    force, rate = sensed(motion, RIGID, Flesh())
    assert 85 < np.degrees(np.linalg.norm(rate, axis=1).max()) < 130
    assert 1.05 < np.linalg.norm(force, axis=1).max() / GRAVITY_MPS2 < 1.3
    how = Lunge(70.0, FORWARD_TEMPO, back_thigh_deg=14.0)
    stepping = forward_lunge(np.random.default_rng(4), Person(), how, replace(LUNGE, front=LEFT))
    back = join([standing(Person(), 2 * FINE_HZ), stepping])
    assert 11 < back.inclination_deg().max() < 25


@pytest.mark.parametrize("lean_deg", [5.0, 20.0])
def test_the_knee_travels_and_the_pressure_moves_toward_the_toes_as_the_shank_leans(lean_deg):
    """HEEL: 0-8 deg of shank are 3-6 cm of knee travel; toes: 18-30 deg, 13-21 cm (docs/sources.md)."""
    rows = []
    for shank_deg in (2.0, 8.0, 18.0, 28.0):
        motion = one_lunge(shank_deg=shank_deg, lean_deg=lean_deg, wobble=0.2)
        (rep,) = [row for row in true_rows(motion, put_through(motion, RIGID, None)) if row.kind == "rep"]
        assert rep.knee_travel_mm == pytest.approx(413 * np.sin(np.radians(shank_deg)), abs=12)
        rows.append(rep)
    pressures = [row.cop_percent for row in rows]
    assert pressures == sorted(pressures)
    assert pressures[-1] - pressures[0] > 5
    assert 15 < pressures[0] < pressures[-1] < 70


def test_forces_alone_place_the_pressure_where_one_foot_stands():
    """On one foot nothing is left to choose; on two, most of the load is in front, not all of it."""
    from heeldrive_lab.simulator.ground import front_foot

    motion = one_lunge()
    foot = front_foot(motion, put_through(motion, RIGID, None), motion.spans[0])
    weight_n = (motion.person.mass_kg + 0.014) * GRAVITY_MPS2
    assert foot.load_n[~foot.both][:5] == pytest.approx([weight_n] * 5, rel=0.03)
    bottom = foot.samples.searchsorted(motion.spans[0].first + round(1.9 * FINE_HZ))
    assert foot.both[bottom]
    assert 0.5 < foot.load_n[bottom] / weight_n < 0.85


def test_a_path_with_a_round_turn_is_shorter_and_still_smooth():
    flat, rounded = (through([0, 1, 1, 0], [0.7, hold, 0.7]) for hold in (0.1, -0.2))
    assert len(flat) - len(rounded) == round(0.3 * FINE_HZ)
    assert (flat > 0.9).mean() > (rounded > 0.9).mean()
    assert np.abs(np.diff(rounded, 3)).max() < 1e-4


def test_a_cycle_is_cut_at_a_tenth_of_the_way_from_its_own_top_and_five_degrees_above_the_bottom():
    # From a top of 20 to 80 deg in 60 samples, 10 samples of bottom, and back to 40 deg in 40.
    path = np.concatenate(
        [np.full(5, 20.0), np.linspace(20, 80, 61), np.full(9, 80.0), np.linspace(80, 40, 41), [40.0] * 5]
    )
    assert segment_cycle(path, 5.0) == pytest.approx((5 + 6, 5 + 55, 75 + 5, 75 + 36))
