"""Plays cues on one pin, to a piezo or a vibration motor: patterns that tell what happened without a look.

Each differs from the others in its rhythm, so that a motor can play it; a piezo adds pitch.
"""

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from pwmio import PWMOut
except ImportError:
    pass

# The pattern of each of `cue_kinds`, in their order: for each pulse the silence before it, its length (both
# in 10 ms) and its pitch; then the silence after the last one, and _END. That is long for reps, because those
# that were in doubt can arrive together, and have to be one cue.
_PATTERNS = const(
    b"\x00\x04\x06\x04\xff"
    b"\x00\x08\x04\x19\xff"
    b"\x00\x08\x04\x08\x08\x03\x19\xff"
    b"\x06\x08\x04\x08\x14\x06\x19\xff"
    b"\x06\x14\x05\x14\x14\x05\x19\xff"
    b"\x06\x14\x04\x14\x14\x04\x14\x32\x06\x19\xff"
    b"\x06\x32\x03\x19\xff"
    b"\x00\x08\x04\x08\x08\x05\x08\x08\x06\x19\xff"
    b"\x06\x14\x05\x08\x08\x03\x19\xff"
    b"\x06\x08\x06\x08\x08\x03\x08\x08\x06\x08\x08\x03\x08\x08\x06\x19\xff"
)
_END = const(0xFF)
_UNIT_MS = const(10)
_BASE_HZ = const(440)  # a pitch is a multiple of it: 3 to 6 are notes of one chord, where piezos are loud
_NEVER_MS = const(0x3FFFFFFF)


class Cues:
    """A piezo or a motor. Nothing waits, and nothing allocates.

    Args:
        pwm: its pin; of variable frequency if `pitched`.
        pitched: whether it has a pitch: a piezo, not a motor.
        duty: duty cycle of its pulses, 0 to 65535.
    """

    def __init__(self, pwm: "PWMOut", pitched: bool, duty: int) -> None:
        self._pwm = pwm
        self._pitched = pitched
        self._duty = duty
        self._kind = 0  # of the cue that plays, 0 for none
        self._at = 0  # of the pulse in the patterns: the one that is on, or the next one
        self._on = False
        self._until_ms = 0

    def play(self, kind: int) -> None:
        """Begins a cue of ``cue_kinds``, unless the same or a more important one plays; see ``step``."""
        if kind > self._kind:
            self._kind = kind
            at = 0
            while kind > 1:
                at = _PATTERNS.find(b"\xff", at) + 1
                kind -= 1
            # As if a pulse before the first one ended now.
            self._at = at - 3
            self._on = True
            self._until_ms = 0

    def step(self, now_ms: int) -> int:
        """Turns the pin on or off if that is due. Returns when it is due again, session ms."""
        while self._kind and now_ms >= self._until_ms:
            at = self._at
            if self._on:
                self._pwm.duty_cycle = 0
                self._on = False
                self._at = at + 3
                self._until_ms = now_ms + _UNIT_MS * _PATTERNS[at + 3]
            elif _PATTERNS[at + 1] == _END:
                self._kind = 0
            else:
                if self._pitched:
                    self._pwm.frequency = _BASE_HZ * _PATTERNS[at + 2]
                self._pwm.duty_cycle = self._duty
                self._on = True
                self._until_ms = now_ms + _UNIT_MS * _PATTERNS[at + 1]
        return self._until_ms if self._kind else _NEVER_MS

    def stop(self) -> None:
        """Ends the cue that plays."""
        self._kind = 0
        self._on = False
        self._pwm.duty_cycle = 0
