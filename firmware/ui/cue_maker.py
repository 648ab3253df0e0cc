"""Makes the cues that the settings ask for. Loaded only for that."""

from micropython import const

from ui.cues import Cues

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from wearable.peripherals import Peripherals
except ImportError:
    pass

_MOTOR_HZ = const(20_000)  # of the motor's supply; nobody hears it


def make_cues(parts: "Peripherals", settings: "Any", errors: list[str], words: list[str]) -> "Cues | None":
    """The cues that the settings ask for; None and a sentence in `errors` if the pin cannot be used.

    Args:
        parts: the board's ``Peripherals``.
        settings: the ``heeldrive.Settings`` in force, with a ``cue`` that is not off.
        errors, words: as ``read_settings`` returns them.
    """
    level: int = settings.cue_level
    try:
        from pwmio import PWMOut  # a build may lack it

        if settings.cue == "buzz":
            return Cues(PWMOut(parts.motor, frequency=_MOTOR_HZ), False, 0xFFFF * (level + 1) // 4)
        # A fundamental of -20, -8 and 0 dB: a piezo is loudest at a duty cycle of a half.
        return Cues(PWMOut(parts.piezo, variable_frequency=True), True, 1 << (9 + 2 * level))
    except (ImportError, RuntimeError, TypeError, ValueError) as error:
        errors.append(
            'settings.toml: cue = "%s" finds no free pin on this board (%s). Counting goes on without cues.'
            % (settings.cue, error)
        )
        words.append("CUE ")
        return None
