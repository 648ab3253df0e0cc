"""Heeldrive: counts backward lunges. CircuitPython runs this file when the board is powered."""

import board
import supervisor

from wearable.bootstrap import make_app

make_app(board, supervisor.ticks_ms).run()
