"""Heeldrive: counts backward lunges. CircuitPython runs this file when the board is powered."""

import board
import supervisor

from wearable import crash, watchdog


def _count() -> None:
    """In a function of its own: when it fails, everything it made can be given back."""
    from wearable.bootstrap import make_app

    make_app(board, supervisor.ticks_ms).run()


try:
    if watchdog.start():
        _count()
        supervisor.reload()  # run() returns after 12 days, when its clock ends, or for a new session
except KeyboardInterrupt:
    watchdog.leave()
    raise
except Exception as error:
    crash.keep(error)
    supervisor.reload()
