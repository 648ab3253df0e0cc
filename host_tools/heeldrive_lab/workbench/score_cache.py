"""Caches scores of counts against annotations."""

from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import SessionCount

SCORES_KEPT = 1000


class ScoreCache:
    """Scores of the last counts and annotations, each computed once."""

    def __init__(self) -> None:
        # The cache keeps both objects alive, so their ids stay unique.
        self._scores: dict[tuple[int, int], tuple[SessionCount, Annotations, SessionScore]] = {}

    def score(
        self, count: SessionCount | None, annotations: Annotations | None, session: str
    ) -> SessionScore | None:
        """The score of a count; None without count or annotated rows."""
        if count is None or annotations is None or not annotations.rows:
            return None
        key = (id(count), id(annotations))
        cached = self._scores.get(key)
        if cached is None:
            while len(self._scores) > SCORES_KEPT:
                self._scores.pop(next(iter(self._scores)))
            cached = self._scores[key] = (count, annotations, counting.score(count, annotations, session))
        return cached[2]
