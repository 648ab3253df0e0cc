"""Ctrl-C that waits for a good moment."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


class CtrlC:
    """What Ctrl-C does during a search.

    Raised in the midst of a storage's writing, it would leave a lock behind, or half a trial. So it is raised
    at once only where `at_once` says so; elsewhere it is noted, to be looked at between two trials. Pressed
    again, it is raised wherever it comes: the storage may be what hangs.

    Attributes:
        pressed: whether it was.
    """

    def __init__(self) -> None:
        self.pressed = False
        self._at_once = False

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """In this block it is raised.

        Raises:
            KeyboardInterrupt: it is pressed in the block, or was before.
        """
        self._at_once = True
        try:
            if self.pressed:
                raise KeyboardInterrupt
            yield
        finally:
            self._at_once = False

    def press(self, number: int, frame: FrameType | None) -> None:
        """What the operating system calls."""
        again, self.pressed = self.pressed, True
        if again or self._at_once:
            raise KeyboardInterrupt


@contextmanager
def ctrl_c() -> Iterator[CtrlC]:
    """Take Ctrl-C over for a block; only the main thread can, any other gets one that is never pressed."""
    taken = CtrlC()
    if current_thread() is not main_thread():
        yield taken
        return
    before = signal.signal(signal.SIGINT, taken.press)
    try:
        yield taken
    finally:
        signal.signal(signal.SIGINT, before)
