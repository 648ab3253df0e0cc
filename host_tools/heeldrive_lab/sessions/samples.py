"""The samples of a session in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.session import Row, SessionHeader

CHUNK_ROWS = 4096


@dataclass(frozen=True)
class SampleTable:
    """Samples that can be iterated more than once; `heeldrive_lab.detection.replay` accepts them directly.

    Attributes:
        header: units and origin.
        table: (n, 7) one row per sample: `t_ms` and six raw counts; n is at least 1.
    """

    header: SessionHeader
    table: NDArray[np.int64]

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self.table), CHUNK_ROWS):
            yield from map(tuple, self.table[start : start + CHUNK_ROWS].tolist())

    @property
    def first_ms(self) -> int:
        """Time of the first sample, ms."""
        return int(self.table[0, 0])

    @property
    def last_ms(self) -> int:
        """Time of the last sample, ms."""
        return int(self.table[-1, 0])
