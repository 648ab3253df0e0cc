"""The power budget: the meter adds up states, and the committed page agrees with it."""

from pathlib import Path

import pytest
from docs_build.power_budget.boards import BOARDS
from docs_build.power_budget.budget import asleep_ma, budget_of
from docs_build.power_budget.page import battery_row, current_row, page
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import PowerSpec, SensorSpec, StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.current_meter import CurrentMeter, Draws
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33

PAGE = Path(__file__).parents[3] / "docs" / "power.md"
DRAWS = Draws(
    awake=6,
    asleep=0.5,
    sensor={"off": 0, "low_power": 0.02, "accelerometer": 0.2, "both": 0.9},
    display_standby=0,
    display_driver=1,
    segment=1.6,
    pixel_dark=0.8,
    pixel_colour=20,
    work_ms_per_sample=10,
)


@pytest.fixture
def meter():
    meter = CurrentMeter(DRAWS)
    meter.clock = VirtualClock()
    meter.connect(meter.clock)
    return meter


def test_the_committed_page_has_what_the_firmware_draws_now():
    board = next(board for board in BOARDS if board.chip == "LSM6DS3TR-C")
    budget = budget_of(board)
    assert budget.limit_ma == pytest.approx(0.9 + 1 + 2)
    text = PAGE.read_text("utf-8")
    assert current_row(board, budget) in text, "run `make pages`"
    assert battery_row(board, budget) in text, "run `make pages`"
    for paragraph in page([]).split("\n\n"):
        assert paragraph.strip() in text, "run `make pages`"


def test_a_processor_that_sleeps_draws_less_and_a_sample_costs_its_work(meter):
    meter.clock.advance(500_000)
    meter.clock.sleep(500_000)
    assert meter.mean_ma()["processor"] == pytest.approx((6 + 0.5) / 2)
    for _ in range(10):
        meter.sample()
    assert meter.mean_ma()["processor"] == pytest.approx((6 + 0.5) / 2 + 5.5 * 0.1)


def test_digits_draw_by_lit_segments_and_brightness_and_nothing_in_standby(meter):
    display = Ht16k33(meter.display)
    for command, ma in (
        ((0x21,), 1),  # runs, dark
        ((0x81,), 1),  # lit, nothing to show
        ((0, 0x7F), 1 + 7 * 1.6),  # an 8
        ((0xE0,), 1 + 7 * 1.6 / 16),  # at a sixteenth
        ((4, 0x02), 1 + 9 * 1.6 / 16),  # and the colon's two
        ((0x80,), 1),
        ((0x20,), 0),
    ):
        display.receive(bytes(command), 0)
        before = meter.mean_ma()["display"] * meter.clock.now_us if meter.clock.now_us else 0
        meter.clock.advance(1_000_000)
        assert meter.mean_ma()["display"] * meter.clock.now_us - before == pytest.approx(ma * 1e6)


def test_a_sleeping_board_draws_what_the_page_says():
    board = BOARDS[0]
    rows = [(10 * n, 0, 0, 4098, 3 * (n % 2), 0, 0) for n in range(16_000)]

    def charge(until_ms):
        meter = CurrentMeter(board.draws)
        VirtualBoard(
            WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500),
            sensor=SensorSpec(board.chip),
            storage=StorageSpec(settings_text="sleep_after_min = 1\n"),
            power=PowerSpec(meter=meter),
        ).run(FIRMWARE, until_ms)
        return sum(meter.mean_ma().values()) * until_ms

    mean_ma = (charge(150_000) - charge(100_000)) / 50_000
    assert mean_ma == pytest.approx(asleep_ma(board.draws), rel=0.03)
    assert mean_ma < charge(50_000) / 50_000 / 4


def test_the_boards_that_can_last_a_week_of_workouts():
    lasting = {board.name.split(",")[0] for board in BOARDS if budget_of_week(board)}
    assert lasting == {"Feather nRF52840 Sense", "XIAO nRF52840 Sense", "CLUE nRF52840"}


def budget_of_week(board):
    """Whether the page says that the battery lasts, without simulating the workout again."""
    row = next(
        line for line in PAGE.read_text("utf-8").splitlines() if f"{board.name} | {board.battery_mah}" in line
    )
    return row.split("|")[5].endswith("lasts ")


def test_nrf52840_boards_draw_less_than_three_times_what_their_parts_need():
    for board in BOARDS:
        row = next(
            line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| {board.name} |")
        )
        assert "nRF52840" not in board.name or float(row.split("|")[8]) < 3, board.name
