"""Knee travel over the planted foot, from the raw log of a session (docs/heel-drive.md)."""

from heeldrive_lab.knee_travel.results import HeelReport, RepTravel, SetTravel, TravelEstimate
from heeldrive_lab.knee_travel.travel import heel_report
from heeldrive_lab.knee_travel.verdict import Verdict, score_of, verdict_of

__all__ = [
    "HeelReport",
    "RepTravel",
    "SetTravel",
    "TravelEstimate",
    "Verdict",
    "heel_report",
    "score_of",
    "verdict_of",
]
