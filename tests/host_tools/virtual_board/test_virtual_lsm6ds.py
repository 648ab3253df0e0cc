"""The real drivers on the chip, and what the registers do that no driver shows."""

from struct import unpack

import pytest
from heeldrive_lab.virtual_board import CHIPS, FaultKind, InjectedFault, NotModelled
from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.faults import spans_of
from heeldrive_lab.virtual_board.lsm6ds import Lsm6ds3trc, Lsm6dsox
from hypothesis import given, settings
from hypothesis import strategies as st

DRIVERS = {
    "LSM6DSOX": "from adafruit_lsm6ds.lsm6dsox import LSM6DSOX as Driver",
    "LSM6DS3TR-C": "from adafruit_lsm6ds.lsm6ds3trc import LSM6DS3TRC as Driver",
    "LSM6DS33": "from adafruit_lsm6ds.lsm6ds33 import LSM6DS33 as Driver",
}
OPEN = "import board, busio, time\ni2c = busio.I2C(board.SCL, board.SDA, frequency=400_000)\n"

ON_104_HZ_8G_500DPS = (0x4C, 0x44)


def counts(row):
    """A row as the chip shows it: gyroscope first."""
    _, ax, ay, az, gx, gy, gz = row
    return gx, gy, gz, ax, ay, az


def ramp(n, period_ms=10):
    return [(period_ms * i, i, -i, 4098, 2 * i, -2 * i, 7) for i in range(n)]


@pytest.mark.parametrize("chip", CHIPS)
def test_the_real_driver_finds_its_chip_and_reads_the_motion_in_its_units(run_program, chip):
    tilted = [(10 * n, 0, 2049, 3549, 1000, -2000, 0) for n in range(300)]
    board = run_program(
        OPEN
        + DRIVERS[chip]
        + "\nsensor = Driver(i2c)\ntime.sleep(0.5)\nprint(sensor.acceleration + sensor.gyro)",
        tilted,
        chip=chip,
    )
    assert board.ended == "returned"
    # 2049 counts of 0.244 mg are 0.5 g; 1000 counts of 17.5 mdps are 17.5 deg/s
    ax, ay, az, gx, gy, gz = board.said[0]
    assert (ax, ay, az) == pytest.approx((0.0, 4.903, 8.492), abs=0.002)
    assert (gx, gy, gz) == pytest.approx((0.30543, -0.61087, 0.0), abs=0.0001)


@pytest.mark.parametrize("chip", CHIPS)
def test_the_driver_of_another_chip_is_refused(run_program, chip):
    other = DRIVERS["LSM6DS33" if chip == "LSM6DSOX" else "LSM6DSOX"]
    with pytest.raises(RuntimeError, match="Failed to find"):
        run_program(OPEN + other + "\nDriver(i2c)", chip=chip)


def test_a_chip_can_be_given_a_wrong_identity(run_program):
    with pytest.raises(RuntimeError, match="Failed to find"):
        run_program(OPEN + DRIVERS["LSM6DSOX"] + "\nDriver(i2c)", identity=0x12)


def test_an_absent_chip_and_a_disturbed_bus_show_in_the_drivers_own_errors(run_program):
    program = OPEN + DRIVERS["LSM6DSOX"]
    with pytest.raises(ValueError, match="No I2C device"):
        run_program(program + "\nDriver(i2c)", faults=[InjectedFault(FaultKind.SENSOR_ABSENT)])
    disturbed = [InjectedFault(FaultKind.BUS_ERROR, 2_000, 3_000)]
    with pytest.raises(OSError, match="Input/output"):
        run_program(program + "\ns = Driver(i2c)\ntime.sleep(1.8)\ns.acceleration", faults=disturbed)


def test_the_drivers_configuration_stands_in_the_registers(run_program):
    board = run_program(
        OPEN + DRIVERS["LSM6DSOX"] + "\n"
        "Driver(i2c)\n"
        "i2c.try_lock()\nb = bytearray(3)\ni2c.writeto_then_readfrom(0x6A, b'\\x10', b)\nprint(list(b))"
    )
    # 104 Hz at +-4 g, 104 Hz at +-250 dps, block data update and address increment
    assert board.said == [[0x48, 0x40, 0x44]]


def test_an_impact_beyond_the_full_scale_saturates(bench):
    rows = [(10 * n, 20_000, -20_000, 8_000, 32_767, -32_768, 0) for n in range(9)]
    chip = bench(rows)
    chip.write(reg.CTRL1_XL, 0x48, 0x40)  # +-4 g, +-250 dps: half the scale of the rows
    chip.clock.advance(50_000)
    assert unpack("<6h", chip.read(reg.OUTX_L_G, 12)) == (32_767, -32_768, 0, 32_767, -32_768, 16_000)


@given(count=st.integers(-32_768, 32_767), scale=st.sampled_from([0x40, 0x44, 0x48, 0x4C]))
@settings(max_examples=60)
def test_counts_in_another_full_scale_are_the_nearest_the_chip_has(bench_once, count, scale):
    ug = reg.accel_ug_per_count(scale)
    shown = bench_once(count, scale)
    if -32_768 <= count * 244 / ug <= 32_767:
        assert abs(shown * ug - count * 244) <= ug / 2
    else:
        assert shown in (-32_768, 32_767)


@pytest.fixture(scope="session")
def bench_once():
    from heeldrive_lab.virtual_board.motion import PlayedMotion

    def shown(count, ctrl1_xl):
        chip = Lsm6dsox(
            PlayedMotion([(0, count, 0, 0, 0, 0, 0), (100, count, 0, 0, 0, 0, 0)], 0, 244, 17_500)
        )
        chip.receive(bytes((reg.CTRL1_XL, ctrl1_xl)), 0)
        chip.receive(bytes((reg.OUTX_L_A,)), 50_000)
        return unpack("<h", chip.send(2, 50_000, 22.5))[0]

    return shown


def test_sampling_as_recorded_shows_the_rows_and_nothing_else(bench):
    rows = [
        (0, 1, 2, 3, 4, 5, 6),
        (9, 7, 8, 9, 10, 11, 12),
        (20, -1, -2, -3, -4, -5, -6),
        (29, 0, 0, 0, 0, 0, 1),
    ]
    chip = bench(rows, samples_as_recorded=True)
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    seen = []
    while chip.clock.now_us < 37_000:  # the last row is held from 38 ms on
        if chip.read(reg.STATUS_REG)[0] & 3 == 3:
            at_ms = chip.clock.now_us // 1000
            seen.append((at_ms, unpack("<6h", chip.read(reg.OUTX_L_G, 12))))
    assert seen == [(row[0], counts(row)) for row in rows[1:]]  # the first had passed before the chip was on


@pytest.mark.parametrize(("ppm", "expected"), [(0, 208), (50_000, 218), (-50_000, 198)])
def test_the_chip_samples_at_its_own_rate_whatever_the_rows(bench, ppm, expected):
    chip = bench(ramp(300), rate_error_ppm=ppm)
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    samples = 0
    while chip.clock.now_us < 2_000_000:
        if chip.read(reg.STATUS_REG)[0] & 3 == 3:
            chip.read(reg.OUTX_L_G, 12)
            samples += 1
        chip.clock.advance(1_000)
    assert abs(samples - expected) <= 1


def test_between_two_rows_the_motion_goes_straight(bench):
    chip = bench([(0, 0, 0, 0, 0, 0, 0), (1000, 1000, -1000, 2000, 0, 0, 0), (1001, 0, 0, 0, 0, 0, 0)])
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(505_000)
    *_, ax, ay, az = unpack("<6h", chip.read(reg.OUTX_L_G, 12))
    assert (ay, az) == (-ax, 2 * ax)
    assert 490 <= ax <= 505


def test_an_exact_rate_and_rows_as_recorded_exclude_each_other(bench):
    with pytest.raises(ValueError, match="rate_error_ppm"):
        bench(ramp(3), samples_as_recorded=True, rate_error_ppm=1)


def test_data_ready_is_cleared_by_a_high_byte_of_that_sensor_only(bench):
    chip = bench(ramp(9))
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(15_000)
    assert chip.read(reg.STATUS_REG)[0] & 3 == 3
    chip.read(reg.OUTX_L_A)
    assert chip.read(reg.STATUS_REG)[0] & 3 == 3
    chip.read(reg.OUTX_L_A + 1)
    assert chip.read(reg.STATUS_REG)[0] & 3 == reg.GDA
    chip.read(reg.OUTX_L_G, 12)
    assert chip.read(reg.STATUS_REG)[0] == reg.TDA
    chip.read(reg.OUT_TEMP_L, 2)
    assert chip.read(reg.STATUS_REG)[0] == 0


@pytest.mark.parametrize(("ctrl3_c", "torn"), [(reg.IF_INC, True), (reg.IF_INC | reg.BDU, False)])
def test_block_data_update_keeps_the_bytes_of_one_word_together(bench, ctrl3_c, torn):
    rows = [
        (0, 0, 0, 0, 0, 0, 0),
        (10, 0x0101, 0, 0, 0, 0, 0),
        (20, 0x0202, 0, 0, 0, 0, 0),
        (60, 0, 0, 0, 0, 0, 0),
    ]
    chip = bench(rows, samples_as_recorded=True)
    chip.write(reg.CTRL3_C, ctrl3_c)
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(11_000)
    low = chip.read(reg.OUTX_L_A)[0]
    chip.clock.advance(10_000)
    high = chip.read(reg.OUTX_L_A + 1)[0]
    assert (low, high) == (1, 2 if torn else 1)
    assert chip.read(reg.OUTX_L_A, 2) == b"\x02\x02"  # the held word is let go


def test_a_sample_that_lands_in_a_burst_shows_in_the_later_bytes_and_its_flag_is_lost(bench):
    rows = [(0, 1, 1, 1, 1, 1, 1), (10, 2, 2, 2, 2, 2, 2), (20, 3, 3, 3, 3, 3, 3)]
    chip = bench(rows, samples_as_recorded=True)
    chip.write(reg.CTRL3_C, reg.IF_INC | reg.BDU)
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(12_000)
    chip.read(reg.OUTX_L_G, 12)
    chip.clock.advance(19_800 - chip.clock.now_us)
    burst = chip.read(reg.STATUS_REG, 16)  # from 19.87 to 20.19 ms
    assert burst[0] & 3 == 0
    gyro_and_accel = unpack("<6h", burst[4:])
    assert gyro_and_accel[0] == 2
    assert gyro_and_accel[-1] == 3
    assert chip.read(reg.STATUS_REG)[0] & reg.XLDA == 0


def test_a_reset_clears_its_own_bit_and_the_settings(bench):
    chip = bench(ramp(9))
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(15_000)
    chip.write(reg.CTRL3_C, reg.SW_RESET | reg.IF_INC)
    chip.clock.advance(100)
    assert chip.read(reg.CTRL1_XL, 3) == bytes((0, 0, reg.IF_INC))
    chip.clock.advance(50_000)
    assert chip.read(reg.STATUS_REG)[0] == 0  # powered down: no samples


def test_the_reset_bit_reads_1_while_the_chip_resets(bench):
    chip = bench(ramp(9), frequency=1_000_000)  # faster than the chip allows, to be there within 50 us
    chip.write(reg.CTRL3_C, reg.SW_RESET)
    assert chip.read(reg.CTRL3_C)[0] & reg.SW_RESET
    chip.clock.advance(50)
    assert not chip.read(reg.CTRL3_C)[0] & reg.SW_RESET


def test_without_address_increment_a_burst_reads_one_register(bench):
    chip = bench(ramp(9))
    chip.write(reg.CTRL3_C, 0)
    assert chip.read(reg.WHO_AM_I, 3) == b"\x6c\x6c\x6c"


def test_frozen_numbers_come_with_data_ready_and_thaw_again(bench):
    frozen = spans_of([InjectedFault(FaultKind.SENSOR_FROZEN, 100, 200)], FaultKind.SENSOR_FROZEN)
    chip = bench(ramp(100), frozen=frozen)
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    seen = []
    for at_ms in (99, 150, 199, 220):
        chip.clock.advance(at_ms * 1000 - chip.clock.now_us)
        assert chip.read(reg.STATUS_REG)[0] & 3 == 3
        seen.append(chip.read(reg.OUTX_L_G, 12))
    assert seen[0] == seen[1] == seen[2] != seen[3]


def test_a_dip_in_the_supply_leaves_a_chip_that_answers_with_its_power_on_settings(bench):
    chip = bench(ramp(100), resets_us=[50_000])
    chip.write(reg.CTRL1_XL, *ON_104_HZ_8G_500DPS)
    chip.clock.advance(49_000)
    assert chip.read(reg.CTRL1_XL)[0] == 0x4C
    chip.clock.advance(5_000)
    assert chip.read(reg.CTRL1_XL)[0] == 0
    assert chip.read(reg.WHO_AM_I)[0] == 0x6C
    chip.clock.advance(100_000)
    assert chip.read(reg.STATUS_REG, 16)[4:] == bytes(12)


def test_two_sensors_at_different_rates_are_ready_at_different_times(bench):
    chip = bench(ramp(300))
    chip.write(reg.CTRL1_XL, 0x2C, 0x44)  # 26 Hz and 104 Hz
    ready = {reg.XLDA: 0, reg.GDA: 0}
    while chip.clock.now_us < 1_000_000:
        status = chip.read(reg.STATUS_REG)[0]
        for flag, first in ((reg.XLDA, reg.OUTX_L_A), (reg.GDA, reg.OUTX_L_G)):
            if status & flag:
                chip.read(first, 6)
                ready[flag] += 1
        chip.clock.advance(1_000)
    assert abs(ready[reg.XLDA] - 26) <= 1
    assert abs(ready[reg.GDA] - 104) <= 1


@pytest.mark.parametrize(
    ("chip", "register", "value"),
    [
        (Lsm6dsox, 0x01, 0x80),  # another register bank
        (Lsm6dsox, reg.CTRL5_C, 0x01),  # self-test
        (Lsm6dsox, reg.CTRL2_G, 0xB0),  # a rate the gyroscope has not
        (Lsm6dsox, reg.FIFO_CTRL4, 0x04),  # a FIFO mode with a trigger
        (Lsm6ds3trc, reg.CTRL3_C, reg.BLE),
        (Lsm6ds3trc, reg.PATTERN_FIFO_CTRL5, 0x24),
    ],
)
def test_what_the_model_lacks_is_refused_and_not_ignored(bench, chip, register, value):
    with pytest.raises(NotModelled):
        bench(ramp(3), chip).write(register, value)


def test_read_only_registers_keep_their_content(bench):
    chip = bench(ramp(3))
    chip.write(reg.WHO_AM_I, 0x55)
    assert chip.read(reg.WHO_AM_I) == b"\x6c"


@pytest.mark.parametrize("rows", [[], [(5, 0, 0, 0, 0, 0, 0), (5, 0, 0, 0, 0, 0, 0)]])
def test_a_motion_needs_rows_and_time_that_rises(bench, rows):
    with pytest.raises(ValueError, match="motion"):
        bench(rows)
