"""Heeldrive: counts backward lunges. CircuitPython runs this file by itself when the board gets power."""

import board
import supervisor

from wearable.bootstrap import make_app

make_app(board, supervisor.ticks_ms).run()
supervisor.reload()  # run() ends with its clock, after 12 days, or where the wearer wants a new session
