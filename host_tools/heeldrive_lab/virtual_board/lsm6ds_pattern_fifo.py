"""The LSM6DS3TR-C's and LSM6DS33's FIFO at its registers: bare 16-bit words in a pattern that repeats.

Source: DS11889 section 5.5; the LSM6DS33's has the same registers and twice the capacity.
"""

import math
from collections import deque

from heeldrive_lab.virtual_board import lsm6ds_registers as reg
from heeldrive_lab.virtual_board.lsm6ds_fifo import (
    BYPASS,
    CONTINUOUS,
    STOP_WHEN_FULL,
    NotModelled,
    decimation,
)


class PatternFifoModel:
    """Bare words: the gyroscope's three, then the accelerometer's, at each instant both are stored.

    Args:
        words: capacity. The count field holds one less, so a full FIFO reads as 0 with OVER_RUN and
            FIFO_FULL_SMART set (seen on the LSM6DS3TR-C: apache/nuttx pull request 20036).
    """

    _FACTORS = (0, 1, 2, 3, 4, 8, 16, 32)  # DEC_FIFO_*[2:0]; 0 is not in the FIFO

    def __init__(self, words: int) -> None:
        self._capacity = words
        self.reset()

    def reset(self) -> None:
        """Power-on state: bypass, empty."""
        self.running = False
        self._mode = BYPASS
        self._watermark = 0
        self._every = 0
        self._gyro_factor = self._accel_factor = 0
        self._pattern_words = 1
        self._clear()

    def _clear(self) -> None:
        self._words: deque[bytes] = deque()
        self._instant = 0
        self._slot = 0
        self._head = 0
        self._overrun = False

    def configure(self, registers: bytearray, odr_accel: int, odr_gyro: int) -> None:
        """Applies FIFO_CTRL1..5 and the ODR codes."""
        high_mask = (self._capacity >> 8) - 1
        if registers[reg.PATTERN_FIFO_CTRL2] & ~high_mask or registers[reg.PATTERN_FIFO_CTRL4]:
            raise NotModelled(
                "FIFO_CTRL2, FIFO_CTRL4: steps, temperature, other sets, stop on threshold are not modelled"
            )
        mode = registers[reg.PATTERN_FIFO_CTRL5] & 7
        if mode not in (BYPASS, STOP_WHEN_FULL, CONTINUOUS):
            raise NotModelled(f"FIFO_CTRL5: FIFO mode {mode} is not modelled")
        if BYPASS in (mode, self._mode) and mode != self._mode:
            self._clear()
        self._mode = mode
        odr_fifo = registers[reg.PATTERN_FIFO_CTRL5] >> 3
        self.running = mode != BYPASS and odr_fifo != 0
        self._watermark = (
            registers[reg.PATTERN_FIFO_CTRL1] | (registers[reg.PATTERN_FIFO_CTRL2] & high_mask) << 8
        )
        # One in this many samples; the datasheet requires ODR_FIFO to be no faster than any sensor stored.
        self._every = decimation(max(odr_accel, odr_gyro), odr_fifo) if odr_fifo else 0
        self._gyro_factor = self._FACTORS[registers[reg.PATTERN_FIFO_CTRL3] >> 3 & 7]
        self._accel_factor = self._FACTORS[registers[reg.PATTERN_FIFO_CTRL3] & 7]
        self._pattern_words = self._pattern()

    def _pattern(self) -> int:
        factors = [factor for factor in (self._gyro_factor, self._accel_factor) if factor]
        instants = math.lcm(*factors)
        return max(1, sum(3 * instants // factor for factor in factors))

    def push(self, gyro: bytes | None, accel: bytes | None) -> None:
        """Stores one sample instant: the gyroscope's three words, then the accelerometer's."""
        if self._instant % self._every == 0:
            slot = self._slot
            self._slot += 1
            if gyro is not None and self._gyro_factor and slot % self._gyro_factor == 0:
                self._store(gyro)
            if accel is not None and self._accel_factor and slot % self._accel_factor == 0:
                self._store(accel)
        self._instant += 1

    def _store(self, data: bytes) -> None:
        for start in (0, 2, 4):
            if len(self._words) >= self._capacity:
                self._overrun = True
                if self._mode == STOP_WHEN_FULL:
                    return
                self._drop_oldest()
            self._words.append(data[start : start + 2])

    def slip(self) -> None:
        """Loses its oldest word; the pattern position shows it."""
        if self._words:
            self._drop_oldest()

    def _drop_oldest(self) -> bytes:
        self._head = (self._head + 1) % self._pattern_words
        return self._words.popleft()

    def read(self, address: int) -> int | None:
        """FIFO_STATUS1..4 and the data registers."""
        level = len(self._words)
        if address == reg.FIFO_STATUS1:
            return level & 0xFF
        if address == reg.FIFO_STATUS2:
            return self._status2(level)
        if address == reg.FIFO_STATUS3:
            return self._head & 0xFF
        if address == reg.FIFO_STATUS4:
            return self._head >> 8
        if address not in (reg.FIFO_DATA_OUT_L, reg.FIFO_DATA_OUT_H):
            return None
        if not level:
            return 0
        if address == reg.FIFO_DATA_OUT_L:
            return self._words[0][0]
        return self._pop()[1]

    def _pop(self) -> bytes:
        self._overrun = False
        return self._drop_oldest()

    def _status2(self, level: int) -> int:
        watermark = bool(self._watermark) and level >= self._watermark
        full = level >= self._capacity - self._pattern_words
        empty = level == 0
        return (
            watermark << 7
            | self._overrun << 6
            | full << 5
            | empty << 4
            | (level >> 8) % (self._capacity >> 8)
        )

    def read_words(self, address: int, count: int) -> bytes | None:
        """Whole 16-bit words from FIFO_DATA_OUT_L on."""
        if address != reg.FIFO_DATA_OUT_L or count % 2 or count // 2 > len(self._words):
            return None
        return b"".join([self._pop() for _ in range(count // 2)])

    def after(self, address: int) -> int:
        """FIFO_DATA_OUT_H wraps around to FIFO_DATA_OUT_L."""
        return reg.FIFO_DATA_OUT_L if address == reg.FIFO_DATA_OUT_H else address + 1
