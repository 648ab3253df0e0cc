"""Fault injection: what fails on a virtual board, from when, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from heeldrive_lab.virtual_board.clock import NEVER_US


class FaultKind(Enum):
    """What fails."""

    BUS_ERROR = "bus_error"
    """Transfers fail with ``OSError`` (EIO): a bad contact, interference. The chips keep their settings."""
    SDA_LOW = "sda_low"
    """The data line is held low: transfers time out, and no bus can be opened (no pull-up found)."""
    SENSOR_ABSENT = "sensor_absent"
    """The sensor is unplugged: no answer at its address. It comes back with its power-on settings."""
    DISPLAY_ABSENT = "display_absent"
    """The display is unplugged: no answer at its address. It comes back dark."""
    SENSOR_FROZEN = "sensor_frozen"
    """The sensor's samples stop changing; its data-ready flags do not."""
    BOARD_BUSY = "board_busy"
    """The processor is stalled: a flash sector is being erased, or memory is being collected. The firmware
    continues at the end; the sensor samples all the time."""
    FIFO_SLIP = "fifo_slip"
    """The sensor's FIFO loses its oldest 16-bit word (LSM6DSOX: its oldest tagged word) at ``start_ms``
    (``end_ms`` is not used), as owners of these chips report."""
    SENSOR_RESET = "sensor_reset"
    """The sensor alone loses power for a moment at ``start_ms`` (``end_ms`` is not used): it answers, with
    its power-on settings."""


@dataclass(frozen=True)
class InjectedFault:
    """One fault to inject.

    Attributes:
        kind: what fails.
        start_ms: virtual ms since power-on at which it fails.
        end_ms: the first ms at which it works again; None for never.

    Raises:
        ValueError: a negative start, or an end that is not after it.
    """

    kind: FaultKind
    start_ms: int = 0
    end_ms: int | None = None

    def __post_init__(self) -> None:
        if self.start_ms < 0 or (self.end_ms is not None and self.end_ms <= self.start_ms):
            raise ValueError(f"a fault needs 0 <= start_ms < end_ms, not {self.start_ms} and {self.end_ms}")


class Spans:
    """When one kind of fault is active, in virtual microseconds; false if it never is."""

    def __init__(self, spans_us: Sequence[tuple[int, int]] = ()) -> None:
        self._spans_us = sorted(spans_us)

    def __bool__(self) -> bool:
        return bool(self._spans_us)

    def covers(self, at_us: int) -> bool:
        """Whether the fault is active at ``at_us``."""
        return any(start_us <= at_us < end_us for start_us, end_us in self._spans_us)

    def end_us(self, at_us: int) -> int:
        """The end of the fault that is active at ``at_us``; ``at_us`` if none is."""
        ends_us = [end_us for start_us, end_us in self._spans_us if start_us <= at_us < end_us]
        return max(ends_us, default=at_us)

    def first_start_us(self, from_us: float, to_us: float) -> int | None:
        """The first start after ``from_us`` and before ``to_us``; None if there is none."""
        return next((start_us for start_us, _ in self._spans_us if from_us < start_us < to_us), None)

    def starts_us(self) -> list[int]:
        """All starts, in order."""
        return [start_us for start_us, _ in self._spans_us]


def spans_of(faults: Iterable[InjectedFault], kind: FaultKind) -> Spans:
    """When the faults of one kind are active."""
    return Spans(
        [
            (fault.start_ms * 1000, NEVER_US if fault.end_ms is None else fault.end_ms * 1000)
            for fault in faults
            if fault.kind is kind
        ]
    )
