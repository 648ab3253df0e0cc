"""Defers Ctrl-C during a search until it can do no harm."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


class InterruptGuard:
    """Handles Ctrl-C during a search.

    KeyboardInterrupt while the storage is being written would leave a lock or half a trial behind. So it is
    raised immediately only inside `interruptible`; elsewhere it is noted, and the search checks `requested`
    between two trials. The second Ctrl-C always raises, because the storage may be what hangs.

    Attributes:
        requested: whether Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.requested = False
        self._interruptible = False

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Raise KeyboardInterrupt immediately in this block.

        Raises:
            KeyboardInterrupt: Ctrl-C is pressed in the block, or was pressed before.
        """
        self._interruptible = True
        try:
            if self.requested:
                raise KeyboardInterrupt
            yield
        finally:
            self._interruptible = False

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Signal handler of SIGINT."""
        repeated, self.requested = self.requested, True
        if repeated or self._interruptible:
            raise KeyboardInterrupt


@contextmanager
def guard_interrupts() -> Iterator[InterruptGuard]:
    """Handle Ctrl-C in a block; outside the main thread the guard does nothing."""
    guard = InterruptGuard()
    if current_thread() is not main_thread():
        yield guard
        return
    before = signal.signal(signal.SIGINT, guard.handle)
    try:
        yield guard
    finally:
        signal.signal(signal.SIGINT, before)
