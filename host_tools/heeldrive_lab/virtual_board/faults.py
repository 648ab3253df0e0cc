"""Faults to put the firmware through: what breaks, from when, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from heeldrive_lab.virtual_board.clock import NEVER_US


class FaultKind(Enum):
    """What breaks."""

    BUS_ERROR = "bus_error"
    """Transfers fail with ``OSError`` (EIO): a bad contact, interference. The chips keep settings."""
    SDA_LOW = "sda_low"
    """The data line is held low: transfers time out, a bus cannot be opened (no pull-up seen)."""
    SENSOR_ABSENT = "sensor_absent"
    """The sensor is unplugged: no answer at its address. It comes back with its power-on settings."""
    DISPLAY_ABSENT = "display_absent"
    """The display is unplugged: no answer at its address. It comes back dark."""
    SENSOR_FROZEN = "sensor_frozen"
    """The sensor's numbers stop changing; its data-ready flags go on."""
    BOARD_BUSY = "board_busy"
    """The processor does nothing else: a sector of the flash is being erased, memory is being collected. What
    it was about to do happens at the end. Time goes on, and the sensor with it."""
    FIFO_SLIP = "fifo_slip"
    """The sensor's FIFO loses its oldest 16-bit word (LSM6DSOX: its oldest tagged word) at ``start_ms``
    (``end_ms`` is not used), as owners of these chips report."""
    SENSOR_RESET = "sensor_reset"
    """The sensor alone loses power for a moment at ``start_ms`` (``end_ms`` is not used): it answers, with
    its power-on settings."""


@dataclass(frozen=True)
class InjectedFault:
    """One fault.

    Attributes:
        kind: what breaks.
        start_ms: when, in virtual ms since power-on.
        end_ms: when it is whole again (the first ms that works), None for never.

    Raises:
        ValueError: the times are negative or the wrong way round.
    """

    kind: FaultKind
    start_ms: int = 0
    end_ms: int | None = None

    def __post_init__(self) -> None:
        if self.start_ms < 0 or (self.end_ms is not None and self.end_ms <= self.start_ms):
            raise ValueError(f"a fault needs 0 <= start_ms < end_ms, not {self.start_ms} and {self.end_ms}")


class Spans:
    """The times one kind of fault holds, in virtual microseconds; false when there are none."""

    def __init__(self, spans_us: Sequence[tuple[int, int]] = ()) -> None:
        self._spans_us = sorted(spans_us)

    def __bool__(self) -> bool:
        return bool(self._spans_us)

    def covers(self, at_us: int) -> bool:
        """Whether the fault holds at ``at_us``."""
        return any(start_us <= at_us < end_us for start_us, end_us in self._spans_us)

    def end_us(self, at_us: int) -> int:
        """When the fault that holds at ``at_us`` is over; ``at_us`` if none does."""
        ends_us = [end_us for start_us, end_us in self._spans_us if start_us <= at_us < end_us]
        return max(ends_us, default=at_us)

    def first_start_us(self, from_us: float, to_us: float) -> int | None:
        """When the fault first begins after ``from_us`` and before ``to_us``, None if it does not."""
        return next((start_us for start_us, _ in self._spans_us if from_us < start_us < to_us), None)

    def starts_us(self) -> list[int]:
        """When the fault begins, each time, in order."""
        return [start_us for start_us, _ in self._spans_us]


def spans_of(faults: Iterable[InjectedFault], kind: FaultKind) -> Spans:
    """The times the faults of one kind hold."""
    return Spans(
        [
            (fault.start_ms * 1000, NEVER_US if fault.end_ms is None else fault.end_ms * 1000)
            for fault in faults
            if fault.kind is kind
        ]
    )
