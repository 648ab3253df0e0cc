"""CircuitPython runs this file instead of code.py after a crash of its own, a watchdog reset or a brown-out.

On the thigh nobody presses reset: the landing is counted and the board starts again. Five landings without a
minute of good running between them, or a safe mode that somebody asked for, are left as they are.
"""

import microcontroller
import supervisor
from supervisor import SafeModeReason

_ROW = 0  # in microcontroller.nvm, see wearable/watchdog.py; 255 in new flash
_ENOUGH = 5

reason = supervisor.runtime.safe_mode_reason
row = microcontroller.nvm[_ROW]
if row == 255:
    row = 0
if (
    reason not in (SafeModeReason.USER, SafeModeReason.PROGRAMMATIC, SafeModeReason.NO_CIRCUITPY)
    and row < _ENOUGH
):
    microcontroller.nvm[_ROW] = row + 1
    microcontroller.reset()
