"""Evaluation of the detector and of baseline methods against annotations, as tables, pictures and JSON."""

from heeldrive_lab.evaluation.run import LibraryScore, Result, score_library, score_modes, score_sources
from heeldrive_lab.evaluation.scores import ActivityScore, SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_counted, score_session

__all__ = [
    "ActivityScore",
    "LibraryScore",
    "Result",
    "SessionScore",
    "merge",
    "score_counted",
    "score_library",
    "score_modes",
    "score_session",
    "score_sources",
]
