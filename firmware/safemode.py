"""CircuitPython runs this file instead of code.py after a crash of its own or a brown-out.

An nRF52840 also does after a bite of the watchdog, but only while USB gives power.

On the thigh nobody can press reset, so the crash is counted and the board starts again. After five crashes
without a good minute ``code.py`` stops and says so on the digits. The board stays in safe mode if even that
crashes, or if a user asked for safe mode.
"""

import microcontroller
import supervisor
from supervisor import SafeModeReason

# As in recovery/crash.py, which this file cannot import: it has to work without a release on the drive.
_MOST_CRASHES = 5
_AT_PROMPT = 254  # Ctrl-C was pressed: this bite is no crash

reason = supervisor.runtime.safe_mode_reason
if reason not in (SafeModeReason.USER, SafeModeReason.PROGRAMMATIC, SafeModeReason.NO_CIRCUITPY):
    try:
        crashes = microcontroller.nvm[0]
        if crashes != _AT_PROMPT:
            if crashes > _MOST_CRASHES + 1:  # new flash, or what another program left
                crashes = 0
            if crashes <= _MOST_CRASHES:
                words = ("CircuitPython went to safe mode: %s" % reason).encode()
                microcontroller.nvm[0 : 2 + len(words)] = bytes((crashes + 1, len(words))) + words
        stays = crashes == _MOST_CRASHES + 1
    except Exception:  # whatever is wrong with that memory: counting goes on
        stays = False
    if not stays:
        microcontroller.reset()
