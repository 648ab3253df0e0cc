"""Knee travel over the planted foot, from the raw log of a session (docs/heel-drive.md)."""

from heeldrive_lab.knee_travel.travel import (
    HeelReport,
    KneeTravel,
    SetTravel,
    TravelEstimate,
    heel_report,
    knee_travel,
)
from heeldrive_lab.knee_travel.verdict import Word, score_of, word_of

__all__ = [
    "HeelReport",
    "KneeTravel",
    "SetTravel",
    "TravelEstimate",
    "Word",
    "heel_report",
    "knee_travel",
    "score_of",
    "word_of",
]
