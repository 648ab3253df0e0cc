"""Reports what was wrong at the start: settings, pins, nvm, a crash before. Loaded only for that."""

import microcontroller
from micropython import const

from recovery.crash import AT_PROMPT, KEPT_BYTES, MOST_CRASHES
from wearable.console_format import fault_line
from wearable.faults import PINS_MISSING, RESTARTED, SETTINGS_BAD, Fault

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from recovery.watchdog import Watchdog
        from ui.display_model import DisplayModel
        from wearable.fault_reporter import FaultReporter
except ImportError:
    pass

_SPELL_MS = const(1000)  # how long each four letters of a setting's name are shown


def report_start(
    faults: "FaultReporter",
    model: "DisplayModel",
    watchdog: "Watchdog",
    errors: list[str],
    words: list[str],
    missing: list[str],
) -> None:
    """Tells console, link, log and digits.

    Args:
        faults: the ``FaultReporter``.
        model: the ``DisplayModel``.
        watchdog: the ``Watchdog``, which knows of a crash.
        errors, words: from ``read_settings``.
        missing: ``Peripherals.missing``.
    """
    if missing:
        faults.begin(
            PINS_MISSING,
            "This board's CircuitPython has no pin %s: counting goes on without it. Install the "
            "CircuitPython of this board, or deploy again." % ", ".join(missing),
        )
    if not _has_room_for_crashes():  # seldom: made here, the fault takes no memory of the other boards
        faults.begin(
            Fault("nvm_taken", "nonU", 0x0C180C),
            "The memory for crashes is missing, too small or full of another program's data: counting goes"
            " on. To free it, enter at the prompt: import microcontroller;"
            " microcontroller.nvm[0:%d] = bytes(%d)" % (KEPT_BYTES, KEPT_BYTES),
        )
    if errors:
        faults.begin(SETTINGS_BAD, errors[0])
        for error in errors[1:]:
            faults.write_line(fault_line(SETTINGS_BAD, error))
    for word in words:
        model.queue_word(word, _SPELL_MS)
    if watchdog.crash_count:
        faults.write_line(
            fault_line(
                RESTARTED,
                "The board crashed and started again by itself: send the log. " + watchdog.last_words,
            )
        )
        model.show_word(RESTARTED.word)


def _has_room_for_crashes() -> bool:
    """Whether the beginning of that memory is there, and is new flash or ours."""
    try:
        kept = microcontroller.nvm[0:KEPT_BYTES]
        return len(kept) == KEPT_BYTES and (kept[0] <= MOST_CRASHES + 1 or kept[0] in (AT_PROMPT, 255))
    except Exception:
        return False
