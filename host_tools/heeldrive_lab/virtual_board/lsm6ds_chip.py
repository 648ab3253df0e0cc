"""What all chips of the LSM6DS family have in common on the I2C bus.

Reads are exact to the byte: a sample that arrives during a burst shows in the bytes that follow, and reading
a high byte clears data-ready. So firmware that reads flags and data in one burst can clear the flag of a
sample it has not seen, as with a real chip. Not modelled: filters, noise, temperature, self-test, embedded
functions, interrupts other than wake-up. Writing what is not modelled raises ``NotModelled``.
"""

from typing import ClassVar

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds_core import Lsm6dsCore
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled

_RESET_US = 50  # datasheets, "SW_RESET": about 50 us
_BURST_STARTS = (reg.STATUS_REG, reg.OUT_TEMP_L, reg.OUTX_L_G)
_READ_ONLY = (reg.WHO_AM_I, *range(0x1A, 0x40))
_NOT_MODELLED_BITS = {
    reg.CTRL4_C: 0x44,  # SLEEP_G, I2C_disable
    reg.CTRL5_C: 0xFF,  # rounding, self-test
}


class Lsm6ds(Lsm6dsCore):
    """One chip with its bus side, ``receive`` and ``send``; parameters as in ``Lsm6dsCore``."""

    FIFO_SETTINGS: ClassVar[range]
    _pointer = 0

    def power_on(self, at_us: int) -> None:
        """The state after power-on: powered down, registers at their defaults, FIFO empty."""
        super().power_on(at_us)
        self._busy_until_us = 0

    # Reading

    def send(self, count: int, at_us: int, byte_us: float) -> bytes:
        """Returns ``count`` bytes from the register address on; byte n is due at ``at_us + n * byte_us``."""
        self.run_until(at_us)
        start = self._pointer
        if count == 1:
            value = self._read(start, at_us)
            self._pointer = self._next_pointer()
            return bytes((value,))
        if self._undisturbed(start, start + count, at_us + count * byte_us):
            data = bytes(self._registers[start : start + count])
            self._registers[reg.STATUS_REG] &= reg.TDA if start == reg.OUTX_L_G else 0
            self._pointer = start + count
            return data
        words = self._fifo.read_words(start, count)
        return self._byte_by_byte(count, at_us, byte_us) if words is None else words

    def _undisturbed(self, start: int, end: int, end_us: float) -> bool:
        """Whether a burst ends at the last output byte and no sample arrives meanwhile: the common case."""
        return (
            end == reg.OUTZ_H_A + 1
            and start in _BURST_STARTS
            and self._sampling.next_us > end_us
            and self._resets_us[0] > end_us
            and not self._outputs.half_read
            and bool(self._registers[reg.CTRL3_C] & reg.IF_INC)
        )

    def _byte_by_byte(self, count: int, at_us: int, byte_us: float) -> bytes:
        data = bytearray()
        for index in range(count):
            now_us = int(at_us + index * byte_us)
            self.run_until(now_us)
            data.append(self._read(self._pointer, now_us))
            self._pointer = self._next_pointer()
        return bytes(data)

    def _next_pointer(self) -> int:
        if not self._registers[reg.CTRL3_C] & reg.IF_INC:
            return self._pointer
        return self._fifo.after(self._pointer) & 0x7F

    def _read(self, address: int, now_us: int) -> int:
        from_fifo = self._fifo.read(address)
        if from_fifo is not None:
            return from_fifo
        if address == reg.WAKE_UP_SRC:
            return self._wake_up.read_source()
        value = self._registers[address]
        if address == reg.CTRL3_C and now_us < self._busy_until_us:
            return value | reg.SW_RESET
        if reg.OUT_TEMP_L <= address <= reg.OUTZ_H_A:
            self._outputs.note_read(address)
            self._set_plain()
        return value

    # Writing

    def receive(self, data: bytes, at_us: int) -> None:
        """Takes a register address and, after it, values for that register and the following ones."""
        self._pointer = data[0] & 0x7F
        if len(data) > 1:
            self.run_until(at_us)
            for value in data[1:]:
                self._write(self._pointer, value, at_us)
                self._pointer = self._next_pointer()

    def _write(self, address: int, value: int, at_us: int) -> None:
        if address in self.FIFO_SETTINGS or address in (reg.INT1_CTRL, reg.INT2_CTRL):
            self._registers[address] = value
        elif address == reg.CTRL3_C:
            self._write_ctrl3(value, at_us)
        elif reg.CTRL1_XL <= address <= reg.CTRL10_C:
            if value & _NOT_MODELLED_BITS.get(address, 0):
                raise NotModelled(
                    f"LSM6DS register 0x{address:02x}: not all bits of 0x{value:02x} are modelled"
                )
            self._registers[address] = value
        elif self._wake_up.check(address, value):
            self._registers[address] = value
        elif value and address not in _READ_ONLY:
            raise NotModelled(f"LSM6DS register 0x{address:02x} is not modelled")
        self._configure(at_us)

    def _write_ctrl3(self, value: int, at_us: int) -> None:
        if value & reg.SW_RESET:
            self.power_on(at_us)
            self._busy_until_us = at_us + _RESET_US
            return
        if value & reg.BLE:
            raise NotModelled("LSM6DS CTRL3_C: big-endian data is not modelled")
        # BOOT reloads the trimming values and clears itself; nothing of that is visible here.
        self._registers[reg.CTRL3_C] = value & ~reg.BOOT
