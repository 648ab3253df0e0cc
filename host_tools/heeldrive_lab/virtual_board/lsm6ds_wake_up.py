"""Wake-up detection of the LSM6DS family: the accelerometer's slope against a threshold, and INT1.

Sources: datasheets of LSM6DSOX (DS12814), LSM6DS3TR-C (DS11889), LSM6DS33 (DocID027423). Modelled is
the slope filter, a threshold in sixty-fourths of the full scale and no least duration; asking for more raises
``NotModelled``.
"""

from typing import NamedTuple

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled

_FULL_SCALE_UG = {61: 2_000_000, 122: 4_000_000, 244: 8_000_000, 488: 16_000_000}
_THRESHOLD_MASK = 0x3F
_LATCHED = 0x01  # LIR, in whatever register
_ENABLED = 0x80
_CLEAR_ON_READ = 0x40  # TAP_CFG0 of the LSM6DSOX: at once, instead of a sample later


class WakeUpRegisters(NamedTuple):
    """Where a chip keeps its switches.

    Attributes:
        latch: the register whose bit 0 latches.
        enable: the register whose bit 7 enables the interrupts, None where they always are.
        allowed: by register, the bits that are modelled.
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
    """The detection of one chip.

    Args:
        kind: where its switches are.

    Attributes:
        armed: whether it looks at samples at all.
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
        """Whether a register is one of these; what is not modelled in it raises ``NotModelled``."""
        if address not in self._kind.allowed:
            return False
        if value & ~self._kind.allowed[address]:
            raise NotModelled(f"LSM6DS register 0x{address:02x}: not all bits of 0x{value:02x} are modelled")
        return True

    def configure(self, registers: bytearray) -> None:
        """Takes the settings."""
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
        """Takes a sample of the accelerometer: raw counts."""
        before, self._before = self._before, accel
        if before is None:
            return
        slope_ug = max(abs(now - then) for now, then in zip(accel, before, strict=True)) * ug_per_count // 2
        self._moved = slope_ug > self._threshold_ug or (self._moved and self._latches)

    def read_source(self) -> int:
        """WAKE_UP_SRC; lets a latched interrupt go. Which axis it was is not modelled."""
        source = reg.WU_IA if self._moved else 0
        if self._latches:
            self._moved = False
        return source
