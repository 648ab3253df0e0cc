"""Tells, for any moment of a session, what state the detector was in, what it waited for, and why it decided.

It watches the board's own detector and asks it for its limits; no rule of it is written a second time.
"""

from heeldrive_lab.detection.explain.cycles import Cycle, WatchedCounter
from heeldrive_lab.detection.explain.gates import Gate
from heeldrive_lab.detection.explain.run import Moment, moment, parse_at, time_line
from heeldrive_lab.detection.explain.state import State, state_of

__all__ = [
    "Cycle",
    "Gate",
    "Moment",
    "State",
    "WatchedCounter",
    "moment",
    "parse_at",
    "state_of",
    "time_line",
]
