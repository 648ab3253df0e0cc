"""What the times of a session's samples tell of it."""

from typing import TYPE_CHECKING

from heeldrive_lab.sessions.format import SessionHeader, gap_ms

if TYPE_CHECKING:
    from heeldrive_lab.sessions.samples import Table


class SampleTimes:
    """The times of a session's samples, gathered while it is read.

    Attributes:
        first_ms, last_ms: times of the first and last sample so far; None before the first.
        samples: number of samples so far.
        gaps: number of gaps so far.
    """

    def __init__(self, header: SessionHeader) -> None:
        self.first_ms: int | None = None
        self.last_ms: int | None = None
        self.samples = 0
        self.gaps = 0
        self._longest_ms = gap_ms(header)

    def add(self, t_ms: int) -> None:
        """Take the next sample into account."""
        if self.last_ms is None:
            self.first_ms = t_ms
        elif t_ms - self.last_ms > self._longest_ms:
            self.gaps += 1
        self.last_ms = t_ms
        self.samples += 1

    def add_table(self, table: "Table") -> None:
        """Take the next samples into account, at least one."""
        t_ms = table[:, 0]
        self.add(int(t_ms[0]))
        self.gaps += int((t_ms[1:] - t_ms[:-1] > self._longest_ms).sum())
        self.last_ms = int(t_ms[-1])
        self.samples += len(t_ms) - 1
