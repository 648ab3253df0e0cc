"""Finds where in a session the wearer began to teach their lunge: a replay does it at the same sample."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heeldrive_lab.sessions.samples import Table

# The text of the marker (firmware/wearable/app.py); 0 reps: the wearer cancelled.
_TEACH = re.compile(r"teach (\d{1,2})")


class TeachingMarks:
    """The markers that call `RepCounter.teach`, taken one after the other.

    Args:
        markers: `(t_ms, text)` of each marker of the session, in order. The list may grow while the session
            is being read, if each marker is there before the rows after it.
    """

    def __init__(self, markers: Sequence[tuple[int, str]]) -> None:
        self._markers = markers
        self._next = 0

    def before(self, t_ms: int) -> Iterator[int]:
        """Take the marks before the sample at a time; yield the number of reps of each."""
        for _, reps in self._take(t_ms):
            yield reps

    def parts(self, rows: "Table") -> Iterator[tuple[int | None, "Table"]]:
        """Divide rows at the marks.

        Args:
            rows: the next rows of the session, one per sample, at least one; time is in the first column.

        Yields:
            The number of reps with which to call `teach` before some rows, None for no call, and these rows.
        """
        reps: int | None = None
        for mark_ms, mark_reps in self._take(int(rows[-1, 0])):
            first = bisect_right(rows[:, 0], mark_ms)
            yield reps, rows[:first]
            reps, rows = mark_reps, rows[first:]
        yield reps, rows

    def _take(self, until_ms: int) -> Iterator[tuple[int, int]]:
        while self._next < len(self._markers) and self._markers[self._next][0] < until_ms:
            t_ms, text = self._markers[self._next]
            self._next += 1
            if found := _TEACH.fullmatch(text):
                yield t_ms, int(found[1])
