"""Tells, for any moment of a session, what state the detector was in, what it waited for, and why it decided.

It reads a traced run of the board's own detector; no rule of it is written a second time.
"""

from heeldrive_lab.detection.explain.run import Change, Moment, SetEnd, Slip, moment, parse_at, time_line

__all__ = ["Change", "Moment", "SetEnd", "Slip", "moment", "parse_at", "time_line"]
