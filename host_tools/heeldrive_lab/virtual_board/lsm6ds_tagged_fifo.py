"""The LSM6DSOX's FIFO at its registers: words of seven bytes, a tag and six of data (DS12814 section 6.6)."""

from collections import deque

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds_fifo import (
    BYPASS,
    CONTINUOUS,
    STOP_WHEN_FULL,
    NotModelled,
    decimation,
)

_TAG_GYRO = 1
_TAG_ACCEL = 2
_TAGGED_WORDS = 512  # DS12814: 3 kbyte of data without compression


class TaggedFifoModel:
    """The LSM6DSOX's FIFO: tagged words."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Power-on state: bypass, empty."""
        self.running = False
        self._mode = BYPASS
        self._watermark = 0
        self._every_gyro = self._every_accel = 0
        self._clear()

    def _clear(self) -> None:
        self._words: deque[bytes] = deque()
        self._gyro_count = self._accel_count = 0
        self._slot = 0
        self._overrun = False
        self._overrun_latched = False

    def configure(self, registers: bytearray, odr_accel: int, odr_gyro: int) -> None:
        """Applies FIFO_CTRL1..4 and the ODR codes."""
        if registers[reg.FIFO_CTRL2] & 0xD6:
            raise NotModelled(
                "FIFO_CTRL2: compression, ODR change tags and stop on watermark are not modelled"
            )
        if registers[reg.FIFO_CTRL4] & 0xF0:
            raise NotModelled("FIFO_CTRL4: batching of temperature and time stamps is not modelled")
        mode = registers[reg.FIFO_CTRL4] & 7
        if mode not in (BYPASS, STOP_WHEN_FULL, CONTINUOUS):
            raise NotModelled(f"FIFO_CTRL4: FIFO mode {mode} is not modelled")
        if BYPASS in (mode, self._mode) and mode != self._mode:
            self._clear()
        self._mode = mode
        self.running = mode != BYPASS
        self._watermark = registers[reg.FIFO_CTRL1] | (registers[reg.FIFO_CTRL2] & 1) << 8
        batch_accel, batch_gyro = registers[reg.FIFO_CTRL3] & 0x0F, registers[reg.FIFO_CTRL3] >> 4
        if batch_gyro == reg.ODR_1HZ6:  # means 6.5 Hz here
            raise NotModelled("FIFO_CTRL3: batching the gyroscope at 6.5 Hz is not modelled")
        self._every_accel = decimation(odr_accel, batch_accel) if batch_accel else 0
        self._every_gyro = decimation(odr_gyro, batch_gyro) if batch_gyro else 0

    def push(self, gyro: bytes | None, accel: bytes | None) -> None:
        """Batches one sample instant, the gyroscope's word first."""
        words = []
        if gyro is not None and self._every_gyro:
            if self._gyro_count % self._every_gyro == 0:
                words.append((_TAG_GYRO, gyro))
            self._gyro_count += 1
        if accel is not None and self._every_accel:
            if self._accel_count % self._every_accel == 0:
                words.append((_TAG_ACCEL, accel))
            self._accel_count += 1
        if words:
            self._slot = (self._slot + 1) & 3  # TAG_CNT: distinguishes the words of successive instants
        for sensor, data in words:
            self._store(bytes((_with_parity(sensor << 3 | self._slot << 1),)) + data)

    def _store(self, word: bytes) -> None:
        if len(self._words) >= _TAGGED_WORDS:
            if self._mode == STOP_WHEN_FULL:
                return
            self._words.popleft()
            self._overrun = self._overrun_latched = True
        self._words.append(word)

    def slip(self) -> None:
        """Loses its oldest word; the tags show it."""
        if self._words:
            self._words.popleft()

    def read(self, address: int) -> int | None:
        """FIFO_STATUS1, FIFO_STATUS2 and the data registers."""
        level = len(self._words)
        if address == reg.FIFO_STATUS1:
            return level & 0xFF
        if address == reg.FIFO_STATUS2:
            return self._status2(level)
        if not reg.FIFO_DATA_OUT_TAG <= address <= reg.FIFO_DATA_OUT_Z_H:
            return None
        if not level:
            return 0
        value = self._words[0][address - reg.FIFO_DATA_OUT_TAG]
        if address == reg.FIFO_DATA_OUT_Z_H:
            self._pop()
        return value

    def _pop(self) -> bytes:
        self._overrun = False
        return self._words.popleft()

    def _status2(self, level: int) -> int:
        watermark = bool(self._watermark) and level >= self._watermark
        full = level >= _TAGGED_WORDS - 1  # "full at the next ODR"
        value = watermark << 7 | self._overrun << 6 | full << 5 | self._overrun_latched << 3 | level >> 8
        self._overrun_latched = False
        return value

    def read_words(self, address: int, count: int) -> bytes | None:
        """Whole tagged words from the tag register on."""
        if address != reg.FIFO_DATA_OUT_TAG or count % 7 or count // 7 > len(self._words):
            return None
        return b"".join([self._pop() for _ in range(count // 7)])

    def after(self, address: int) -> int:
        """Z_H wraps around to the tag."""
        return reg.FIFO_DATA_OUT_TAG if address == reg.FIFO_DATA_OUT_Z_H else address + 1


def _with_parity(tag: int) -> int:
    return tag | (tag.bit_count() & 1)
