"""Heeldrive: counts backward lunges. CircuitPython runs this file when the board is powered."""

import board
import supervisor

from recovery import crash
from wearable import drive


def _may_run() -> bool:
    from recovery.watchdog_control import start

    return start()


def _run() -> None:
    """In a function of its own: when it fails, all that it made can be given back."""
    from wearable.bootstrap import make_app

    make_app(board, supervisor.ticks_ms).run()


try:
    if _may_run():
        _run()
except KeyboardInterrupt:
    from recovery.watchdog_control import leave

    leave()
    raise
except Exception as error:
    try:
        crash.keep(error)
    finally:  # even without the memory to keep it
        drive.restart(None)
