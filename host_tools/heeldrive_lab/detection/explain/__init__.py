"""Explains the detector's state, what it waited for, and why it decided, at any time of a session.

The explanations come from a traced run of the board's detector; no rule is implemented twice.
"""

from heeldrive_lab.detection.explain.run import Change, Moment, SetEnd, Slip, moment, parse_at, timeline

__all__ = ["Change", "Moment", "SetEnd", "Slip", "moment", "parse_at", "timeline"]
