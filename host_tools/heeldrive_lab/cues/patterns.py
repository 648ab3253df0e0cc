"""The firmware's own kinds of cues and its player, so that a laptop plays what a board does."""

import builtins
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol

from heeldrive_lab.util.paths import FIRMWARE

_LONGEST_MS = 3000


class CuePin(Protocol):
    """What the player sets: the attributes of ``pwmio.PWMOut``."""

    duty_cycle: int
    frequency: int


class Pulse(NamedTuple):
    """One pulse of a cue.

    Attributes:
        at_ms: its start from the start of the cue, ms.
        length_ms: its length, ms.
        hz: its pitch, Hz; a motor has none.
    """

    at_ms: int
    length_ms: int
    hz: int


def names_of(path: Path) -> dict[str, Any]:
    """What a module of the firmware defines that imports nothing but ``const``."""

    def import_of_a_board(name: str, *rest: Any) -> Any:
        if name == "micropython":
            return SimpleNamespace(const=lambda value: value)
        return __import__(name, *rest)

    names: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": import_of_a_board}}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), names)
    return names


KINDS: dict[str, int] = {
    name: kind for name, kind in names_of(FIRMWARE / "ui" / "cue_kinds.py").items() if name.isupper()
}
"""The kinds of cues by name, the least important first."""


def player(pin: CuePin, duty: int) -> Any:
    """The firmware's ``Cues`` on a pin for a piezo.

    Args:
        pin: what it sets.
        duty: duty cycle of its pulses, 0 to 65535.
    """
    return names_of(FIRMWARE / "ui" / "cues.py")["Cues"](pin, True, duty)


def pattern(kind: int) -> list[Pulse]:
    """The pulses of one cue, by letting the firmware play it."""
    pin = SimpleNamespace(duty_cycle=0, frequency=0)
    cues = player(pin, 1)
    cues.play(kind)
    pulses: list[Pulse] = []
    on_ms = -1
    for now_ms in range(_LONGEST_MS):
        cues.step(now_ms)
        if pin.duty_cycle and on_ms < 0:
            on_ms = now_ms
        elif not pin.duty_cycle and on_ms >= 0:
            pulses.append(Pulse(on_ms, now_ms - on_ms, pin.frequency))
            on_ms = -1
    return pulses
