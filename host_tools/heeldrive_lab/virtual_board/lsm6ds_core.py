"""The inside of an LSM6DS: what its registers, its FIFO and its wake-up detection do as time passes."""

from collections.abc import Callable, Sequence
from struct import Struct
from typing import ClassVar

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board import lsm6ds_wake_up
from heeldrive_lab.virtual_board.clock import NEVER_US
from heeldrive_lab.virtual_board.faults import Spans
from heeldrive_lab.virtual_board.lsm6ds_fifo import FifoModel, NotModelled, decimation
from heeldrive_lab.virtual_board.lsm6ds_outputs import OutputRegisters
from heeldrive_lab.virtual_board.lsm6ds_sampling import Sampling
from heeldrive_lab.virtual_board.motion import PlayedMotion, Row

_GYRO_THEN_ACCEL = Struct("<6h")
_XYZ = Struct("<3h")
_ALL_READY = reg.XLDA | reg.GDA | reg.TDA
_NO_FAULT = Spans()


class Lsm6dsCore:
    """One chip without its bus side; ``run_until`` is its clock.

    Args:
        motion: the motion it measures.
        samples_as_recorded: sample exactly at the motion's own rows at any output data rate (0 still stops
            it). When the sensitivities agree too, the chip's samples are the rows, and a log taken from it is
            the session it was fed.
        rate_error_ppm: error of its sample clock, parts per million, positive is fast; real chips are several
            per cent off, either way. Not together with ``samples_as_recorded``.
        frozen: when its samples stop changing while data-ready goes on.
        resets_us: when a dip in its supply resets it, virtual microseconds.
        slips_us: when its FIFO loses a word.
        identity: what WHO_AM_I answers, to play another chip; None for the right answer.
        gyro_start_us: how long the gyroscope reads 32767 on all axes after it was switched on.
        on_mode: called with ``mode`` whenever the registers are written.

    Raises:
        ValueError: a rate error together with ``samples_as_recorded``.
    """

    WHO_AM_I_VALUE: ClassVar[int]
    POWER_ON: ClassVar[dict[int, int]] = {reg.CTRL3_C: reg.IF_INC, reg.CTRL9_XL: 0xE0}
    WAKE_UP: ClassVar[lsm6ds_wake_up.WakeUpRegisters]

    def __init__(
        self,
        motion: PlayedMotion,
        *,
        samples_as_recorded: bool = False,
        rate_error_ppm: int = 0,
        frozen: Spans = _NO_FAULT,
        resets_us: Sequence[int] = (),
        slips_us: Sequence[int] = (),
        identity: int | None = None,
        gyro_start_us: int = 0,
        on_mode: Callable[[str], None] | None = None,
    ) -> None:
        self._on_mode = on_mode
        self._wake_up = lsm6ds_wake_up.WakeUpModel(self.WAKE_UP)
        self._gyro_start_us = gyro_start_us
        self._slips_us = [*sorted(slips_us), NEVER_US]
        self._sampling = Sampling(motion, samples_as_recorded, rate_error_ppm, frozen)
        self._resets_us = [*sorted(resets_us), NEVER_US]
        self._identity = self.WHO_AM_I_VALUE if identity is None else identity
        self._fifo = self._make_fifo()
        self._outputs = OutputRegisters()
        self.power_on(0)

    def _make_fifo(self) -> FifoModel:
        raise NotImplementedError

    def power_on(self, at_us: int) -> None:
        """The state after power-on: powered down, registers at their defaults, FIFO empty."""
        self._outputs.reset()
        self._registers = self._outputs.registers
        for address, value in self.POWER_ON.items():
            self._registers[address] = value
        self._registers[reg.WHO_AM_I] = self._identity
        self._fifo.reset()
        self._wake_up.reset()
        self._odr_accel = self._odr_gyro = 0
        self._sampling.start(0, at_us)
        self._configure(at_us)

    # The chip's time

    def run_until(self, now_us: int) -> None:
        """Advances the chip to ``now_us``: samples, resets, FIFO slips."""
        if self._resets_us[0] <= now_us:
            self._reset_until(now_us)
        if self._slips_us[0] <= now_us:
            slip_us = self._slips_us.pop(0)
            self.run_until(slip_us)
            self._fifo.slip()
            self.run_until(now_us)
        sampling = self._sampling
        while sampling.next_us <= now_us:
            row = sampling.take()
            if self._plain:
                ax, ay, az, gx, gy, gz = row
                _GYRO_THEN_ACCEL.pack_into(self._registers, reg.OUTX_L_G, gx, gy, gz, ax, ay, az)
                self._registers[reg.STATUS_REG] = _ALL_READY
            else:
                self._update(row)

    def _reset_until(self, now_us: int) -> None:
        while self._resets_us[0] <= now_us:
            reset_us = self._resets_us.pop(0)
            self.run_until(reset_us)
            self.power_on(reset_us)

    def _update(self, row: Row) -> None:
        """Takes a sample in the general case: different rates, words half read, wake-up, the FIFO."""
        gyro = accel = None
        ticks = self._sampling.ticks
        if self._gyro_every and ticks % self._gyro_every == 0:
            gyro = _XYZ.pack(*row[3:])
            self._outputs.show(reg.OUTX_L_G, gyro)
            self._registers[reg.STATUS_REG] |= reg.GDA | reg.TDA
        if self._accel_every and ticks % self._accel_every == 0:
            accel = _XYZ.pack(*row[:3])
            self._outputs.show(reg.OUTX_L_A, accel)
            self._registers[reg.STATUS_REG] |= reg.XLDA | reg.TDA
            if self._wake_up.armed:
                self._wake_up.take(row[:3], reg.accel_ug_per_count(self._registers[reg.CTRL1_XL]))
        if self._fifo.running:
            self._fifo.push(gyro, accel)

    # The settings

    def _configure(self, at_us: int) -> None:
        ctrl1, ctrl2 = self._registers[reg.CTRL1_XL], self._registers[reg.CTRL2_G]
        odr_accel, odr_gyro = ctrl1 >> 4, ctrl2 >> 4
        if max(odr_accel, odr_gyro) > reg.ODR_1HZ6 or odr_gyro == reg.ODR_1HZ6:
            raise NotModelled(f"LSM6DS output data rate codes {odr_accel} and {odr_gyro} are not allowed")
        if odr_gyro and not self._odr_gyro:
            self._sampling.gyro_starts_until_us = at_us + self._gyro_start_us
        before, pace = _faster(self._odr_accel, self._odr_gyro), _faster(odr_accel, odr_gyro)
        self._odr_accel, self._odr_gyro = odr_accel, odr_gyro
        self._accel_every = decimation(pace, odr_accel) if odr_accel else 0
        self._gyro_every = decimation(pace, odr_gyro) if odr_gyro else 0
        self._sampling.set_scales(reg.accel_ug_per_count(ctrl1), reg.gyro_udps_per_count(ctrl2))
        if pace != before:
            self._sampling.start(pace, at_us)
        self._fifo.configure(self._registers, odr_accel, odr_gyro)
        self._wake_up.configure(self._registers)
        self._set_plain()
        if self._on_mode:
            self._on_mode(self.mode)

    @property
    def mode(self) -> str:
        """What runs: "off", "low_power" (only the accelerometer, in low power), "accelerometer" or "both"."""
        if self._odr_gyro:
            return "both"
        if not self._odr_accel:
            return "off"
        return "low_power" if self._registers[reg.CTRL6_C] & reg.XL_HM_MODE else "accelerometer"

    def int1(self, now_us: int) -> bool:
        """The level of the pin INT1 at ``now_us``."""
        self.run_until(now_us)
        return self._wake_up.int1

    def _set_plain(self) -> None:
        """Decides whether each sample goes straight to all output registers: the common case, made fast."""
        self._plain = (
            self._accel_every == self._gyro_every == 1
            and not self._fifo.running
            and not self._outputs.half_read
            and not self._wake_up.armed
        )


def _faster(odr_accel: int, odr_gyro: int) -> int:
    """The faster of two ODR codes, 0 if both are 0; code 11 is the slowest, and the gyroscope lacks it."""
    return odr_gyro if odr_accel == reg.ODR_1HZ6 and odr_gyro else max(odr_accel, odr_gyro)
