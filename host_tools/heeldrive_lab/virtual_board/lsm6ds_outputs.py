"""The LSM6DS's registers with what block data update and data-ready do to the output words."""

from heeldrive_lab.virtual_board import lsm6ds_registers as reg


class OutputRegisters:
    """The 128 registers of a chip.

    Attributes:
        registers: their content.
        half_read: newest value of each output word of which only the low byte was read, by the address of
            that byte. The register keeps the word that was begun until its high byte is read.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """All zeros, no word half read."""
        self.registers = bytearray(128)
        self.half_read: dict[int, bytes] = {}

    def show(self, first: int, data: bytes) -> None:
        """Puts three words into the registers from ``first`` on; words half read wait."""
        for low in (0, 2, 4):
            word = data[low : low + 2]
            if first + low in self.half_read:
                self.half_read[first + low] = word
            else:
                self.registers[first + low : first + low + 2] = word

    def note_read(self, address: int) -> None:
        """Block data update: reading a low byte locks its word, reading the high byte unlocks it.

        Reading a high byte also clears data-ready.
        """
        if not address & 1:
            if self.registers[reg.CTRL3_C] & reg.BDU:
                self.half_read[address] = bytes(self.registers[address : address + 2])
            return
        self.registers[reg.STATUS_REG] &= ~_data_ready(address)
        if address - 1 in self.half_read:
            self.registers[address - 1 : address + 1] = self.half_read.pop(address - 1)


def _data_ready(address: int) -> int:
    """The data-ready bit of an output register."""
    if address <= reg.OUT_TEMP_H:
        return reg.TDA
    return reg.GDA if address < reg.OUTX_L_A else reg.XLDA
