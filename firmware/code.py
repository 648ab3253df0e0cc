"""Heeldrive: counts backward lunges. CircuitPython runs this file by itself when the board gets power."""

import board
import supervisor
from wearable.app import App
from wearable.parts import Parts
from wearable.ticks import SessionClock

App(Parts(board), SessionClock(supervisor.ticks_ms)).run()
supervisor.reload()  # run() ends only with its clock, after 12 days
