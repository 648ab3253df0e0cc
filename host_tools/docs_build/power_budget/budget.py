"""Runs the firmware on a virtual board with a current meter and estimates battery life."""

from dataclasses import dataclass

from heeldrive_lab.simulator import workout
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import PowerSpec, SensorSpec, StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.current_meter import CurrentMeter, Draws
from heeldrive_lab.virtual_board.drive import VirtualDrive

from docs_build.power_budget.boards import Board

WORKOUT_SEED = 2
WORKOUT_MIN = 45
WORKOUTS_A_WEEK = 5
USABLE_SHARE = 0.8
"""Usable share of the rated capacity: allows for the 3.35 V cut-off, ageing and low temperature."""
DIM_SEGMENTS_MA = 2.0
"""Six segments, a `0`, at a quarter of the brightness: the least a wearer can read indoors in motion."""
_WEEK_H = 168.0
_NAP_WORK_S = 0.003  # active time per second asleep: reads two registers, feeds the watchdog
_WORKOUTS_H = WORKOUTS_A_WEEK * WORKOUT_MIN / 60


@dataclass(frozen=True)
class Budget:
    """The current of a board and the life of its battery.

    Attributes:
        workout_ma: mean current of each part during a workout, mA.
        limit_ma: what sensor, HT16K33 and dim segments draw without processor and NeoPixel, mA.
        asleep_ma: mean current while the board sleeps, mA.
        usable_mah: usable capacity of its battery, mAh.
    """

    workout_ma: dict[str, float]
    limit_ma: float
    asleep_ma: float
    usable_mah: float

    @property
    def workout_h(self) -> float:
        """Hours of workout per charge."""
        return self.usable_mah / sum(self.workout_ma.values())

    @property
    def asleep_days(self) -> float:
        """Days of sleep per charge."""
        return self.usable_mah / self.asleep_ma / 24

    @property
    def workouts_mah(self) -> float:
        """Charge used by a week's workouts, mAh, with the board switched off between them."""
        return _WORKOUTS_H * sum(self.workout_ma.values())

    @property
    def week_mah(self) -> float:
        """Charge used by a week's workouts, mAh, with the board asleep between them."""
        return self.workouts_mah + (_WEEK_H - _WORKOUTS_H) * self.asleep_ma


def budget_of(board: Board) -> Budget:
    """Run the firmware through a simulated workout on a board and compute its budget."""
    session = workout(WORKOUT_SEED)
    meter = CurrentMeter(board.draws)
    VirtualBoard(
        WearerSpec(
            session.rows,
            accel_ug_per_count=session.header.accel_ug_per_count,
            gyro_udps_per_count=session.header.gyro_udps_per_count,
        ),
        sensor=SensorSpec(board.chip),
        storage=StorageSpec(drive=VirtualDrive()),
        power=PowerSpec(meter=meter),
        board_id=board.board_id,
    ).run(FIRMWARE)
    draws = board.draws
    limit_ma = draws.sensor["both"] + draws.display_driver + DIM_SEGMENTS_MA
    return Budget(meter.mean_ma(), limit_ma, asleep_ma(draws), USABLE_SHARE * board.battery_mah)


def asleep_ma(draws: Draws) -> float:
    """Mean current of a sleeping board, mA."""
    naps = _NAP_WORK_S * (draws.awake - draws.asleep)
    return draws.asleep + naps + draws.sensor["low_power"] + draws.display_standby + draws.pixel_dark
