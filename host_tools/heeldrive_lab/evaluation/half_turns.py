"""Sessions with the sensor turned by half a turn about each of its axes: how much of a score is chance.

A half turn changes two signs in each sample and nothing that the wearer did. Where a decision is narrow, the
rounding of the numbers then decides otherwise, as a breath would have. The spread over the four mountings is
what a change of the detector has to exceed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.session_changes import with_counts
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.sources import Loaded, Source

# Signs of the axes x, y and z.
HALF_TURNS = {
    "as worn": (1, 1, 1),
    "turned about x": (1, -1, -1),
    "turned about y": (-1, 1, -1),
    "turned about z": (-1, -1, 1),
}


@dataclass(frozen=True)
class Turned:
    """A session to score, with the sensor mounted otherwise.

    Attributes:
        source: the session.
        turn: one of `HALF_TURNS`.
    """

    source: Source
    turn: str

    @property
    def group(self) -> str:
        """The session's group."""
        return self.source.group

    @property
    def name(self) -> str:
        """The session and its mounting."""
        return f"{self.source.name}, {self.turn}"

    @property
    def weight(self) -> int:
        """That of the session."""
        return self.source.weight

    def load(self) -> Loaded:
        """Load the session and turn its samples."""
        session = self.source.load()
        return with_counts(session, session.table[:, 1:] * np.tile(HALF_TURNS[self.turn], 2).astype(float))


def in_half_turns(sources: Iterable[Source]) -> Iterator[Source]:
    """Each session in each of the four mountings."""
    return (Turned(source, turn) for source in sources for turn in HALF_TURNS)


def half_turns_sheet(by_mode: Mapping[str, Sequence[Result]]) -> Sheet:
    """F1 of each group in each mounting, and the number of sessions whose count depends on the mounting.

    Args:
        by_mode: results of the sessions that `in_half_turns` yields, by mode.
    """
    rows = []
    for mode, results in by_mode.items():
        turned = [(result.source, result) for result in results if isinstance(result.source, Turned)]
        for group in dict.fromkeys(source.group for source, _ in turned):
            inside = [(source, result) for source, result in turned if source.group == group]
            scores = [merge(one.ours for source, one in inside if source.turn == turn) for turn in HALF_TURNS]
            counts: dict[Source, set[int]] = {}
            for source, one in inside:
                counts.setdefault(source.source, set()).add(one.ours.counted)
            changed = sum(len(each) > 1 for each in counts.values())
            cells = ("" if score.f1 is None else f"{score.f1:.4f}" for score in scores)
            rows.append((group, mode, *cells, f"{changed} of {len(counts)}"))
    columns = ("group", "mode", *(turn.removeprefix("turned ") for turn in HALF_TURNS), "changed")
    return Sheet("F1 by mounting", columns, tuple(rows), text_columns=2)
