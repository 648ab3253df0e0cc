"""The second simulator's people and chips against measurements and data sheets (docs/sources.md)."""

import numpy as np
import pytest
from heeldrive_lab.kinematic_simulator.anthropometry import STATURE_M, Anthropometry
from heeldrive_lab.kinematic_simulator.back_leg import as_back_thigh
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.front_leg import planted_front
from heeldrive_lab.kinematic_simulator.ground_truth import annotated, inclination_deg, phase_samples
from heeldrive_lab.kinematic_simulator.inertial_path import G, IdealSignals
from heeldrive_lab.kinematic_simulator.lunge_sets import append_split_squats, backward_lunge
from heeldrive_lab.kinematic_simulator.measured import measured_counts
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming, depth_curve
from heeldrive_lab.kinematic_simulator.rhythms import GAITS, gait_path
from heeldrive_lab.kinematic_simulator.tempos import SetTempo
from heeldrive_lab.kinematic_simulator.thigh_path import MotionScript
from heeldrive_lab.sensor_errors import CHIPS, RATE_ERROR, SensorErrors

BODY = Anthropometry()


def lunges(leg, people=40, body=None):
    for seed in range(people):
        rng = np.random.default_rng(seed)
        one = body or Anthropometry.draw(rng)
        form = LungeForm() if body else LungeForm.draw(rng, one.stature_m, one.age_years)
        yield one, backward_lunge(one, form, RepTiming(), leg, rng)


def test_the_front_thigh_is_as_deep_and_as_fast_as_measured_in_michigan():
    depths, down, up, seconds = [], [], [], []
    for _, path in lunges("front", people=150, body=BODY):
        rate = np.gradient(path.flexion_deg) * FINE_HZ
        depths.append(path.flexion_deg.max())
        down.append(rate.max())
        up.append(-rate.min())
        seconds.append(len(path) / FINE_HZ)
    assert 86 <= np.median(depths) <= 90
    assert 95 <= np.median(down) <= 120
    assert 100 <= np.median(up) <= 105
    assert np.median(seconds) == pytest.approx(3.47, abs=0.02)


def test_the_back_thigh_tilts_11_to_25_deg_at_59_to_127_deg_per_second():
    tilts, rates = [], []
    for body, path in lunges("back"):
        tilts.append(inclination_deg(path, body.standing_deg).max())
        rates.append(np.abs(np.gradient(path.flexion_deg) * FINE_HZ).max())
    assert np.percentile(tilts, 5) > 11
    assert 11 < np.median(tilts) < 25
    assert np.percentile(rates, 5) > 59
    assert 59 < np.median(rates) < 127


def test_a_split_stance_begins_and_ends_every_rep_between_17_and_60_deg():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        script = MotionScript(BODY.standing_deg)
        append_split_squats(
            script, BODY, [LungeForm()] * 3, [RepTiming(1.1, 1.1)] * 3, [0.3] * 3, "front", rng
        )
        path = script.parts[0]
        assert len(script.intervals) == 3
        for each in script.intervals:
            assert 17 <= path.flexion_deg[each.start] <= 60
            assert path.flexion_deg[each.start : each.stop].max() == pytest.approx(88, abs=4)


@pytest.mark.parametrize(
    ("activity", "low", "high", "rate_dps"),
    [("walking", (-30, -5), (15, 40), (60, 200)), ("stairs_up", (-15, 12), (40, 68), (110, 240))],
)
def test_gaits_keep_to_the_ranges_of_people(activity, low, high, rate_dps):
    paths = [gait_path(GAITS[activity], BODY, 12.0, np.random.default_rng(seed)) for seed in range(8)]
    assert low[0] < np.median([path.flexion_deg.min() for path in paths]) < low[1]
    assert high[0] < np.median([path.flexion_deg.max() for path in paths]) < high[1]
    fastest = [np.abs(np.gradient(path.flexion_deg)).max() * FINE_HZ for path in paths]
    assert rate_dps[0] < np.median(fastest) < rate_dps[1]


def test_bodies_are_145_to_200_cm_and_their_legs_are_half_of_that():
    bodies = [Anthropometry.draw(np.random.default_rng(seed)) for seed in range(300)]
    statures = [body.stature_m for body in bodies]
    assert min(statures) < STATURE_M[0] + 0.02
    assert max(statures) > STATURE_M[1] - 0.02
    shares = [body.leg_m / body.stature_m for body in bodies]
    assert np.mean(shares) == pytest.approx(0.245 + 0.246, abs=0.004)


def test_tempi_go_from_1_2_to_20_s_with_holds_to_10_s():
    rng = np.random.default_rng(5)
    tempos = [SetTempo.draw(rng, 40.0, True) for _ in range(2000)]
    moving = [each.timing.down_s + each.timing.up_s for each in tempos]
    assert 1.2 <= min(moving) < 1.3
    assert 18 < max(moving) <= 20
    assert 9 < max(each.timing.hold_s for each in tempos) <= 10
    assert {each.name for each in tempos} == {
        "usual", "quick", "slow", "three_three_three", "hold", "pulses", "stops",
    }  # fmt: skip
    reps = [each.rep(rng) for each in tempos]
    assert min(rep.down_s + rep.up_s for rep in reps) >= 1.2 - 1e-9


def test_phases_are_cut_where_the_words_say():
    course = np.interp(np.arange(500), [0, 100, 200, 300, 400, 499], [10, 10, 90, 90, 10, 10])
    phases = phase_samples(course, 5.0)
    # 10 % of the way from 10 to 90 is 18, and 90 - 5 is 85.
    assert phases == pytest.approx((110, 194, 306, 390), abs=1)


def test_offsets_have_the_stated_rms_by_kind_and_rates_are_off_by_up_to_8_percent():
    chips = [SensorErrors.draw(np.random.default_rng(seed)) for seed in range(1500)]
    for kind in CHIPS:
        of_kind = [chip for chip in chips if chip.kind == kind]
        offsets = np.array([chip.zero_g_mg for chip in of_kind])
        assert len(of_kind) > 350
        assert np.sqrt(np.mean(offsets**2)) == pytest.approx(kind.zero_g_mg, rel=0.08)
        rates = np.array([chip.zero_rate_dps for chip in of_kind])
        assert np.sqrt(np.mean(rates**2)) == pytest.approx(kind.zero_rate_dps, rel=0.08)
    assert {kind.sensor: kind.zero_g_mg for kind in CHIPS} == {
        "LSM6DSOX": 20.0, "LSM6DS3TR-C": 40.0, "LSM6DS33": 40.0,
    }  # fmt: skip
    errors = [chip.rate_error for chip in chips]
    assert -RATE_ERROR <= min(errors) < -0.078
    assert 0.078 < max(errors) <= RATE_ERROR
    assert np.std([chip.accel_gain for chip in chips]) == pytest.approx(0.01, rel=0.05)


def still_signals(seconds, force=G, rate=0.0):
    n = round(seconds * FINE_HZ)
    return IdealSignals(np.tile([0.0, 0.0, force], (n, 1)), np.full((n, 3), rate))


def chip_like(**changes):
    plain = {
        "zero_g_mg": np.zeros(3), "zero_rate_dps": np.zeros(3), "accel_gain": np.ones(3),
        "gyro_gain": np.ones(3),
        "zero_g_mg_per_k": np.zeros(3), "zero_rate_dps_per_k": np.zeros(3), "rate_error": 0.0, "rate_hz": 104,
        "accel_scale_g": 8, "gyro_scale_dps": 500, "kind": CHIPS[0], "late_ms": 0.0,
    }  # fmt: skip
    return SensorErrors(**(vars(SensorErrors.draw(np.random.default_rng(0))) | plain | changes))


def test_a_chip_without_offsets_reads_one_g_with_the_noise_of_its_data_sheet():
    table = measured_counts(still_signals(60), chip_like(), np.random.default_rng(1))
    force_mg = table[:, 1:4] * 0.244
    assert force_mg.mean(0) == pytest.approx([0, 0, 1000], abs=0.1)
    assert force_mg.std(0) == pytest.approx(np.hypot(0.070 * np.sqrt(52), 0.244 / np.sqrt(12)), rel=0.05)


def test_offset_and_drift_show_in_the_counts():
    chip = chip_like(
        zero_g_mg=np.array([30.0, 0, 0]),
        zero_rate_dps_per_k=np.array([0.1, 0, 0]),
        warming_k=10.0,
        warming_s=20.0,
    )
    table = measured_counts(still_signals(120), chip, np.random.default_rng(1))
    assert table[:, 1].mean() * 0.244 == pytest.approx(30, abs=0.1)
    assert table[:50, 4].mean() * 0.0175 == pytest.approx(0, abs=0.05)
    assert table[-50:, 4].mean() * 0.0175 == pytest.approx(1.0, abs=0.05)


def test_counts_saturate_at_the_range_and_time_increases_at_the_true_rate():
    chip = chip_like(rate_error=0.08, late_ms=6.0)
    signals = still_signals(30, force=20 * G, rate=np.radians(900))
    table = measured_counts(signals, chip, np.random.default_rng(1))
    assert table[:, 3].min() == table[:, 4].min() == 32767
    assert np.diff(table[:, 0]).min() > 0
    assert len(table) / (table[-1, 0] / 1000) == pytest.approx(104 * 1.08, rel=0.002)


@pytest.mark.parametrize("depth_deg", [40.0, 55.0, 100.0])
@pytest.mark.parametrize("leg", ["front", "back"])
def test_whoever_goes_down_little_has_a_shorter_split_stance(depth_deg, leg):
    rng = np.random.default_rng(2)
    form = LungeForm(depth_deg=depth_deg)
    script = MotionScript(BODY.standing_deg)
    append_split_squats(script, BODY, [form] * 3, [RepTiming(1.1, 1.1)] * 3, [0.3] * 3, leg, rng)
    rows = annotated(script, script.whole(rng))
    assert len(rows) == 3
    for row in rows:
        assert row.start_ms < row.bottom_ms < row.rise_ms < row.end_ms


@pytest.mark.parametrize("hold_s", [0.0, 3.0, 10.0])
def test_the_back_foot_is_on_the_floor_for_as_long_as_the_hold_lasts(hold_s):
    timing = RepTiming(hold_s=hold_s)
    for seed in range(12):
        rng = np.random.default_rng(seed)
        body = Anthropometry.draw(rng)
        form = LungeForm.draw(rng, body.stature_m, body.age_years)
        front = planted_front(body, form, depth_curve(timing, form, rng), rng)
        path, (lands_s, leaves_s) = as_back_thigh(body, form, front, stepping=True)
        assert lands_s < 1.05 * timing.bottom_s
        assert leaves_s > timing.rise_s - 0.1 * timing.up_s
        held = path.flexion_deg[round(timing.bottom_s * FINE_HZ) : round(timing.rise_s * FINE_HZ) + 1]
        assert np.ptp(held) < 5
