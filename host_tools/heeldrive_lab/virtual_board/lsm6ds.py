"""The three LSM6DS chips that the boards carry, at their registers: LSM6DSOX, LSM6DS3TR-C, LSM6DS33."""

from typing import ClassVar

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board import lsm6ds_wake_up
from heeldrive_lab.virtual_board.lsm6ds_chip import Lsm6ds
from heeldrive_lab.virtual_board.lsm6ds_fifo import FifoModel
from heeldrive_lab.virtual_board.lsm6ds_pattern_fifo import PatternFifoModel
from heeldrive_lab.virtual_board.lsm6ds_tagged_fifo import TaggedFifoModel

ADDRESS = 0x6A  # SDO/SA0 low, as on all three boards


class Lsm6dsox(Lsm6ds):
    """LSM6DSOX: tagged FIFO."""

    WHO_AM_I_VALUE = 0x6C
    FIFO_SETTINGS = range(reg.FIFO_CTRL1, reg.FIFO_CTRL4 + 1)
    WAKE_UP = lsm6ds_wake_up.LSM6DSOX

    def _make_fifo(self) -> FifoModel:
        return TaggedFifoModel()


class Lsm6ds3trc(Lsm6ds):
    """LSM6DS3TR-C: pattern FIFO of 4 kbyte."""

    WHO_AM_I_VALUE = 0x6A
    FIFO_SETTINGS = range(reg.PATTERN_FIFO_CTRL1, reg.PATTERN_FIFO_CTRL5 + 1)
    WAKE_UP = lsm6ds_wake_up.LSM6DS3TRC

    def _make_fifo(self) -> FifoModel:
        return PatternFifoModel(words=2048)


class Lsm6ds33(Lsm6ds):
    """LSM6DS33: pattern FIFO of 8 kbyte."""

    WHO_AM_I_VALUE = 0x69
    POWER_ON: ClassVar[dict[int, int]] = {reg.CTRL3_C: reg.IF_INC, reg.CTRL9_XL: 0x38, reg.CTRL10_C: 0x38}
    FIFO_SETTINGS = range(reg.PATTERN_FIFO_CTRL1, reg.PATTERN_FIFO_CTRL5 + 1)
    WAKE_UP = lsm6ds_wake_up.LSM6DS33

    def _make_fifo(self) -> FifoModel:
        return PatternFifoModel(words=4096)


CHIPS: dict[str, type[Lsm6ds]] = {
    "LSM6DSOX": Lsm6dsox,
    "LSM6DS3TR-C": Lsm6ds3trc,
    "LSM6DS33": Lsm6ds33,
}
"""The chips by name."""
