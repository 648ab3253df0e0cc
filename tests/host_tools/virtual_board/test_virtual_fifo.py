from struct import unpack

import pytest
from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds import Lsm6ds3trc, Lsm6ds33, Lsm6dsox
from hypothesis import given, settings
from hypothesis import strategies as st

CONTINUOUS, STOP_WHEN_FULL = 6, 1
ROWS = [(10 * i, i, -i, 4098, 2 * i, -2 * i, 7) for i in range(4000)]


@pytest.fixture
def tagged(bench):
    """An LSM6DSOX at 104 Hz with both sensors batched at 104 Hz."""

    def put(mode=CONTINUOUS, batch=0x44, rows=ROWS, **options):
        chip = bench(rows, Lsm6dsox, **options)
        chip.write(reg.FIFO_CTRL1, 32, 0, batch, mode)
        chip.write(reg.CTRL1_XL, 0x4C, 0x44)
        return chip

    return put


@pytest.fixture
def pattern(bench):
    """An LSM6DS3TR-C at 104 Hz with both sensors in the FIFO at 104 Hz."""

    def put(mode=CONTINUOUS, factors=0x09, chip=Lsm6ds3trc, rows=ROWS, **options):
        chip = bench(rows, chip, **options)
        chip.write(reg.PATTERN_FIFO_CTRL1, 96, 0, factors, 0, 4 << 3 | mode)
        chip.write(reg.CTRL1_XL, 0x4C, 0x44)
        return chip

    return put


def level(chip, mask=3):
    low, high = chip.read(reg.FIFO_STATUS1, 2)
    return low | (high & mask) << 8


def test_the_tagged_fifo_fills_at_the_batch_rate_of_both_sensors(tagged):
    chip = tagged()
    chip.clock.advance(1_000_000)
    assert abs(level(chip) - 2 * 104) <= 2
    chip = tagged(batch=0x24)  # the gyroscope at 26 Hz
    chip.clock.advance(1_000_000)
    assert abs(level(chip) - (104 + 26)) <= 2


def test_words_of_one_instant_carry_one_count_and_both_tags(tagged):
    chip = tagged(samples_as_recorded=True)
    chip.clock.advance(100_000)
    burst = chip.read(reg.FIFO_DATA_OUT_TAG, 7 * 6)
    words = [burst[start : start + 7] for start in range(0, 42, 7)]
    assert [word[0] >> 3 for word in words] == [1, 2] * 3
    assert [word[0] >> 1 & 3 for word in words] == [1, 1, 2, 2, 3, 3]
    assert all(word[0].bit_count() % 2 == 0 for word in words)
    gyro, accel = unpack("<3h", words[0][1:]), unpack("<3h", words[1][1:])
    assert accel + gyro == ROWS[1][1:]


def test_the_tagged_watermark_and_overrun_show_and_the_oldest_words_go(tagged):
    chip = tagged(samples_as_recorded=True)
    chip.clock.advance(100_000)
    assert chip.read(reg.FIFO_STATUS2)[0] & 0xF8 == 0
    chip.clock.advance(100_000)
    assert chip.read(reg.FIFO_STATUS2)[0] & 0xF8 == 0x80
    chip.clock.advance(2_600_000)
    assert level(chip) == 512
    assert chip.read(reg.FIFO_STATUS2)[0] & 0x60 == 0x60  # overrun, full
    newest_row = 28 * 10  # 2.8 s at 100 rows a second
    accel = unpack("<3h", chip.read(reg.FIFO_DATA_OUT_TAG, 14)[8:])
    assert accel[0] == pytest.approx(newest_row - 255, abs=1)
    assert chip.read(reg.FIFO_STATUS2)[0] & 0x40 == 0


def test_the_overrun_latch_lasts_until_it_is_read(tagged):
    chip = tagged()
    chip.clock.advance(3_000_000)
    chip.read(reg.FIFO_DATA_OUT_TAG, 14)
    assert chip.read(reg.FIFO_STATUS2)[0] & 0x48 == 0x08
    assert chip.read(reg.FIFO_STATUS2)[0] & 0x08 == 0


def test_a_full_fifo_that_stops_keeps_the_oldest(tagged):
    chip = tagged(STOP_WHEN_FULL, samples_as_recorded=True)
    chip.clock.advance(4_000_000)
    assert level(chip) == 512
    accel = unpack("<3h", chip.read(reg.FIFO_DATA_OUT_TAG, 14)[8:])
    assert accel == ROWS[1][1:4]


def test_bypass_empties_the_fifo(tagged):
    chip = tagged()
    chip.clock.advance(1_000_000)
    chip.write(reg.FIFO_CTRL4, 0)
    assert level(chip) == 0
    assert chip.read(reg.FIFO_DATA_OUT_TAG, 7) == bytes(7)


def test_a_tagged_word_can_be_read_byte_by_byte(tagged):
    chip = tagged(samples_as_recorded=True)
    chip.clock.advance(35_000)
    before = level(chip)
    word = b"".join(chip.read(reg.FIFO_DATA_OUT_TAG + byte) for byte in range(7))
    assert word[0] >> 3 == 1
    assert level(chip) == before - 1


def test_the_pattern_fifo_counts_words_and_says_which_comes_next(pattern):
    chip = pattern(samples_as_recorded=True)
    chip.clock.advance(95_000)
    assert level(chip, 7) == 9 * 6
    words = unpack("<6h", chip.read(reg.FIFO_DATA_OUT_L, 12))
    assert words[3:] + words[:3] == ROWS[1][1:]
    chip.read(reg.FIFO_DATA_OUT_L, 8)
    assert chip.read(reg.FIFO_STATUS3, 2) == b"\x04\x00"


def test_decimated_sensors_make_a_longer_pattern(pattern):
    chip = pattern(factors=0x0A)  # gyroscope every instant, accelerometer every second one
    chip.clock.advance(1_000_000)
    assert abs(level(chip, 7) - 104 * 4.5) <= 9
    chip.read(reg.FIFO_DATA_OUT_L, 2 * 8)
    assert chip.read(reg.FIFO_STATUS3, 2) == b"\x08\x00"
    chip.read(reg.FIFO_DATA_OUT_L, 2)
    assert chip.read(reg.FIFO_STATUS3, 2) == b"\x00\x00"


def test_a_full_pattern_fifo_reads_as_empty_but_for_its_flags(pattern):
    chip = pattern()
    assert chip.read(reg.FIFO_STATUS2)[0] == 0x10
    chip.clock.advance(5_000_000)
    status = chip.read(reg.FIFO_STATUS1, 2)
    assert (status[0], status[1]) == (
        0,
        0xE0,
    )  # level 2048 in an 11-bit field: watermark, overrun, full, not empty
    chip.read(reg.FIFO_DATA_OUT_L, 2)
    assert level(chip, 7) == 2047


def test_the_lsm6ds33_holds_twice_as_much(pattern):
    chip = pattern(chip=Lsm6ds33)
    chip.clock.advance(5_000_000)
    assert abs(level(chip, 15) - 5 * 104 * 6) <= 6


@given(reads=st.lists(st.integers(1, 40), max_size=12))
@settings(max_examples=40)
def test_however_it_is_read_the_pattern_fifo_gives_every_word_once_in_order(reads):
    from heeldrive_lab.virtual_board.motion import PlayedMotion

    chip = Lsm6ds3trc(PlayedMotion(ROWS[:500], 0, 244, 17_500), samples_as_recorded=True)
    chip.receive(bytes((reg.PATTERN_FIFO_CTRL1, 0, 0, 0x09, 0, 4 << 3 | CONTINUOUS)), 0)
    chip.receive(bytes((reg.CTRL1_XL, 0x4C, 0x44)), 0)
    words = [value for row in ROWS[1:100] for value in row[4:] + row[1:4]]
    got = b""
    for count in reads:
        chip.receive(bytes((reg.FIFO_DATA_OUT_L,)), 999_000)
        got += chip.send(count + count % 2, 999_000, 0)
    assert list(unpack(f"<{len(got) // 2}h", got)) == words[: len(got) // 2]


def test_a_burst_from_the_status_on_goes_round_in_the_data_registers(pattern):
    chip = pattern(samples_as_recorded=True)
    chip.clock.advance(35_000)
    burst = chip.read(reg.FIFO_STATUS1, 4 + 12)
    assert burst[0] == 3 * 6
    words = unpack("<6h", burst[4:])
    assert words[3:] + words[:3] == ROWS[1][1:]


def test_a_tagged_burst_goes_round_from_z_high_to_the_tag(tagged):
    chip = tagged(samples_as_recorded=True)
    chip.clock.advance(35_000)
    chip.read(reg.FIFO_DATA_OUT_TAG, 3)  # part of a word: it is not taken
    burst = chip.read(reg.FIFO_DATA_OUT_TAG, 16)
    assert [burst[0] >> 3, burst[7] >> 3, burst[14] >> 3] == [1, 2, 1]
    assert level(chip) == 4


def test_only_the_bypass_empties_a_fifo(tagged, pattern):
    for chip, control in ((tagged(STOP_WHEN_FULL), reg.FIFO_CTRL4), (pattern(STOP_WHEN_FULL), 0x0A)):
        chip.clock.advance(500_000)
        before = level(chip, 7)
        mode = chip.read(control)[0]
        chip.write(control, mode & 0xF8 | CONTINUOUS)
        assert level(chip, 7) >= before > 0
        chip.write(control, mode & 0xF8)
        assert level(chip, 7) == 0


def test_a_slip_shows_in_the_pattern_position_and_in_the_tags(tagged, pattern):
    chip = pattern(slips_us=[100_000])
    chip.clock.advance(101_000)
    assert chip.read(reg.FIFO_STATUS3, 2) == b"\x01\x00"
    assert level(chip, 7) % 6 == 5
    chip = tagged(slips_us=[100_000])
    chip.clock.advance(101_000)
    assert chip.read(reg.FIFO_DATA_OUT_TAG)[0] >> 3 == 2


@pytest.mark.parametrize(("chip", "held_s"), [(Lsm6ds3trc, 2048 / 624), (Lsm6ds33, 4096 / 624)])
def test_a_pattern_fifo_that_runs_over_keeps_the_newest_words(pattern, chip, held_s):
    chip = pattern(chip=chip)
    chip.clock.advance(9_000_000)
    place = chip.read(reg.FIFO_STATUS3)[0]
    chip.read(reg.FIFO_DATA_OUT_L, 2 * (-place % 6))
    gx, *_, ax, _, _ = unpack("<6h", chip.read(reg.FIFO_DATA_OUT_L, 12))
    assert ax / 100 == pytest.approx(9 - held_s, abs=0.03)  # the rows' x counts up by 100 a second
    assert gx == pytest.approx(2 * ax, abs=1)


def test_a_gyroscope_just_switched_on_says_nothing_valid_for_a_while(tagged):
    chip = tagged(gyro_start_us=70_000)
    chip.clock.advance(100_000)
    gyros = [unpack("<3h", chip.read(reg.FIFO_DATA_OUT_TAG, 14)[1:7]) for _ in range(level(chip) // 2)]
    valid = [gyro != (32767, 32767, 32767) for gyro in gyros]
    assert valid == [False] * 7 + [True] * (len(valid) - 7)
