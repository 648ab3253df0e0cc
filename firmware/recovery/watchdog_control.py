"""Starts the watchdog before anything large is loaded, and leaves it for the prompt. Loaded only for that.

It runs from the first line of ``code.py`` on, with and without a computer. An RP2040 turns it off at the end
of each program, at a reload too. An nRF52840 never turns it off: it goes on through reloads and through a
reset by software, takes no second timeout, and is fed only after its mode has been set once since the reset.
"""

import microcontroller
import supervisor
from micropython import const
from watchdog import WatchDogMode

from recovery import crash
from wearable.console_out import write_line

_TIMEOUT_S = const(8)  # an RP2040's longest; the sensor's set-up takes 0.8 s, a flash write 0.4 s


def start() -> bool:
    """Starts or feeds the watchdog, and counts its last bite.

    After ``crash.MOST_CRASHES`` in a row it says so on the digits and does not return, unless somebody starts
    the board again: by its button, the power switch, the reset button or Ctrl-D.

    Returns:
        whether the program is to run; False leaves the board at the prompt, as Ctrl-C wanted.
    """
    crashes, words = crash.read()
    run_reason = supervisor.runtime.run_reason
    reset_reason = microcontroller.cpu.reset_reason
    powered = run_reason == supervisor.RunReason.STARTUP
    if crashes == crash.AT_PROMPT:
        crashes = 0
        crash.write(crashes, words)
        if powered:
            write_line("Stopped by Ctrl-C. Ctrl-D starts the counter.")
            return False
    timer = microcontroller.watchdog
    if timer.mode is None:
        timer.timeout = _TIMEOUT_S
        timer.mode = WatchDogMode.RESET
    timer.feed()
    # CircuitPython ends the program at a computer's first write and starts it again after the last: in a long
    # one, nobody would feed the watchdog, and its bite would cut off the computer in the middle.
    supervisor.runtime.autoreload = False
    bitten = powered and reset_reason == microcontroller.ResetReason.WATCHDOG
    if bitten:
        words = "The program hung, and the watchdog reset the board."
        crashes = crash.add(words)
    if crashes >= crash.MOST_CRASHES:
        if (
            bitten
            or run_reason == supervisor.RunReason.SUPERVISOR_RELOAD
            or (powered and reset_reason == microcontroller.ResetReason.SOFTWARE)
        ):
            from recovery.crash_stop import wait

            wait(words)
            crash.write(0, words)
            supervisor.reload()  # with all of the heap, and no pin in use
        crash.write(0, words)
    return True


def leave() -> None:
    """Ctrl-C: stops the watchdog, because nobody feeds it at the prompt."""
    supervisor.runtime.autoreload = True
    try:
        microcontroller.watchdog.mode = None
    except RuntimeError:  # an nRF52840's cannot be stopped: only its bite ends it
        crash.write(crash.AT_PROMPT, crash.read()[1])
        write_line("The watchdog cannot be stopped: it resets this board in 8 s. Then the prompt stays.")
