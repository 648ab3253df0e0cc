"""The tempo of a rep: tells when the time of each phase is over. Loaded only where a tempo is set.

Its clock starts when the detector notices the descent. A rep that ends before its time has no more cues, and
neither has a movement that only began like one.
"""

from micropython import const

# Indices into ``heeldrive.PHASES``.
_STANDING = const(1)
_DESCENT = const(2)
_TOP = const(6)  # its place in the text
_LIT_MS = const(250)
_NEVER_MS = const(0x3FFFFFFF)


class Metronome:
    """Tells the ends of the phases.

    Args:
        text: the setting: seconds down, at the bottom, up and at the top, such as "3-1-2-0".

    Attributes:
        due_ms: when the time of the next phase is over, session ms.
        lit_until_ms: until when the NeoPixel shows the last end.
    """

    def __init__(self, text: str) -> None:
        self._text = text.encode()
        self._at = 8  # in the text, of the phase after the one that ends next
        self._phase = 0
        self.due_ms = _NEVER_MS
        self.lit_until_ms = 0

    def phase(self, phase: int, t_ms: int) -> None:
        """The detector has noticed a phase, an index into ``heeldrive.PHASES``, at a sample's time."""
        if phase == _DESCENT:
            if self._phase <= _STANDING:
                self._at = 0
                self.due_ms = t_ms
                self.end(0)  # without a flash
        elif phase <= _STANDING and self._at <= _TOP:
            self.due_ms = _NEVER_MS
        self._phase = phase

    def end(self, now_ms: int) -> None:
        """The time of a phase is over: the next that takes any begins. One of 0 s has no end of its own."""
        self.lit_until_ms = now_ms + _LIT_MS
        seconds = 0
        while self._at <= _TOP and not seconds:
            seconds = self._text[self._at] - 48
            self._at += 2
        self.due_ms = self.due_ms + 1000 * seconds if seconds else _NEVER_MS
