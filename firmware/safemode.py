"""CircuitPython runs this file instead of code.py after a crash of its own, a watchdog reset or a brown-out.

On the thigh nobody can press reset, so the crash is counted and the board starts again. It stays in safe mode
after five crashes without a minute of good running between them, or if a user asked for safe mode.
"""

import microcontroller
import supervisor
from supervisor import SafeModeReason

_CRASHES = 0  # place in microcontroller.nvm, see wearable/watchdog.py; 255 in new flash
_MOST_CRASHES = 5

reason = supervisor.runtime.safe_mode_reason
crashes = microcontroller.nvm[_CRASHES]
if crashes == 255:
    crashes = 0
if (
    reason not in (SafeModeReason.USER, SafeModeReason.PROGRAMMATIC, SafeModeReason.NO_CIRCUITPY)
    and crashes < _MOST_CRASHES
):
    microcontroller.nvm[_CRASHES] = crashes + 1
    microcontroller.reset()
