"""Wake-up detection of the LSM6DS family: the accelerometer's slope against a threshold, and INT1.

Sources: datasheets of LSM6DSOX (DS12814), LSM6DS3TR-C (DS11889), LSM6DS33 (DocID027423). Modelled are
the slope filter and a threshold in 1/64 of the full scale, without a minimum duration; using more raises
``NotModelled``.
"""

from typing import NamedTuple

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled

_FULL_SCALE_UG = {61: 2_000_000, 122: 4_000_000, 244: 8_000_000, 488: 16_000_000}
_THRESHOLD_MASK = 0x3F
_LATCHED = 0x01  # LIR, in whatever register
_ENABLED = 0x80
_CLEAR_ON_READ = 0x40  # TAP_CFG0 of the LSM6DSOX: clears at once instead of one sample later


class WakeUpRegisters(NamedTuple):
    """Where a chip has its wake-up settings.

    Attributes:
        latch: the register whose bit 0 latches the interrupt.
        enable: the register whose bit 7 enables interrupts; None where they are always enabled.
        allowed: the bits that are modelled, by register.
    """

    latch: int
    enable: int | None
    allowed: dict[int, int]


_COMMON = {reg.WAKE_UP_THS: _THRESHOLD_MASK, reg.WAKE_UP_DUR: 0, reg.MD1_CFG: reg.INT1_WU}

LSM6DSOX = WakeUpRegisters(
    reg.TAP_CFG0,
    reg.TAP_CFG2,
    {**_COMMON, reg.TAP_CFG0: _LATCHED | _CLEAR_ON_READ, reg.TAP_CFG2: _ENABLED},
)
LSM6DS3TRC = WakeUpRegisters(reg.TAP_CFG, reg.TAP_CFG, {**_COMMON, reg.TAP_CFG: _LATCHED | _ENABLED})
LSM6DS33 = WakeUpRegisters(reg.TAP_CFG, None, {**_COMMON, reg.TAP_CFG: _LATCHED})


class WakeUpModel:
    """Wake-up detection of one chip.

    Args:
        kind: where its settings are.

    Attributes:
        armed: whether it evaluates samples.
        int1: the level of the pin, high for motion.
    """

    def __init__(self, kind: WakeUpRegisters) -> None:
        self._kind = kind
        self.reset()

    def reset(self) -> None:
        """Power-on state: nothing routed."""
        self.armed = self._moved = self._routed = self._latches = False
        self._threshold_ug = 0
        self._before: tuple[int, ...] | None = None

    def check(self, address: int, value: int) -> bool:
        """Whether a register has wake-up settings.

        Raises:
            NotModelled: the value sets a bit that is not modelled.
        """
        if address not in self._kind.allowed:
            return False
        if value & ~self._kind.allowed[address]:
            raise NotModelled(f"LSM6DS register 0x{address:02x}: not all bits of 0x{value:02x} are modelled")
        return True

    def configure(self, registers: bytearray) -> None:
        """Applies the settings."""
        kind = self._kind
        enabled = kind.enable is None or bool(registers[kind.enable] & _ENABLED)
        self._routed = bool(registers[reg.MD1_CFG] & reg.INT1_WU)
        self._latches = bool(registers[kind.latch] & _LATCHED)
        armed = enabled and self._routed
        if not armed:
            self._moved = False
            self._before = None
        self.armed = armed
        full_scale_ug = _FULL_SCALE_UG[reg.accel_ug_per_count(registers[reg.CTRL1_XL])]
        self._threshold_ug = (registers[reg.WAKE_UP_THS] & _THRESHOLD_MASK) * full_scale_ug // 64

    @property
    def int1(self) -> bool:
        """The level of the pin."""
        return self.armed and self._moved

    def take(self, accel: tuple[int, ...], ug_per_count: int) -> None:
        """Evaluates a sample of the accelerometer.

        Args:
            accel: raw counts of the three axes.
            ug_per_count: their sensitivity, micro-g per count.
        """
        before, self._before = self._before, accel
        if before is None:
            return
        slope_ug = max(abs(now - then) for now, then in zip(accel, before, strict=True)) * ug_per_count // 2
        self._moved = slope_ug > self._threshold_ug or (self._moved and self._latches)

    def read_source(self) -> int:
        """Reads WAKE_UP_SRC, which clears a latched interrupt. The axis bits are not modelled."""
        source = reg.WU_IA if self._moved else 0
        if self._latches:
            self._moved = False
        return source
