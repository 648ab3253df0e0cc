"""The kinds of cues, the least important first: one that plays gives way only to a more important one.

A module of its own, because a board needs no other part of the cues while ``cue = "off"``.
"""

from micropython import const

PHASE = const(1)  # a phase of the rep is over: the tick of a tempo
REP = const(2)
REFUSED = const(3)  # a rep that does not count
QUESTION = const(4)  # was that a rep?
REST_SOON = const(5)  # the rest ends in 10 s
REST_END = const(6)
SET_END = const(7)  # without its target's reps
LAST = const(8)  # the last rep of the target
BATTERY_LOW = const(9)
FAULT = const(10)
