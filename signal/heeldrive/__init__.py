"""Heeldrive's detector: counts backward lunges from one thigh-mounted accelerometer and gyroscope.

It computes with integers below 2**30, allocates nothing per sample, and has no clock, input or output. The
same source runs on CircuitPython, MicroPython and CPython and gives the same events on each.
"""

from heeldrive.counter import RepCounter
from heeldrive.events import (
    EVENT_NONE,
    EVENT_REFUSED,
    EVENT_REP,
    EVENT_SET,
    EVENT_SLIP,
    EVENT_TAUGHT,
    KNEES,
    LEGS,
    REASONS,
    WAITS,
)
from heeldrive.rise_velocity import RiseVelocity, rise_mm_s
from heeldrive.segmentation import PHASES
from heeldrive.setting_values import Settings, SettingsError
from heeldrive.settings import declared

__all__ = [
    "EVENT_NONE",
    "EVENT_REFUSED",
    "EVENT_REP",
    "EVENT_SET",
    "EVENT_SLIP",
    "EVENT_TAUGHT",
    "KNEES",
    "LEGS",
    "PHASES",
    "REASONS",
    "WAITS",
    "RepCounter",
    "RiseVelocity",
    "Settings",
    "SettingsError",
    "declared",
    "rise_mm_s",
]
