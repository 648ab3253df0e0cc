"""What goes wrong between chip and file: samples that are lost, holes, and a clock that jumps."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.session import Row


@dataclass(frozen=True)
class Faults:
    """How many of each there are; where they fall is drawn.

    Attributes:
        lost_share: share of single samples that are missing.
        holes: how many stretches without samples there are; time goes on in them.
        hole_s: how long each is.
        jumps: how often the board's clock leaps ahead with nothing lost; truth stands in that clock.
        jump_s: how far it leaps.
    """

    lost_share: float = 0.0
    holes: int = 0
    hole_s: float = 0.5
    jumps: int = 0
    jump_s: float = 2.0


def with_faults(
    rows: list[Row], truth: tuple[Annotation, ...], faults: Faults, rng: np.random.Generator
) -> tuple[list[Row], tuple[Annotation, ...]]:
    """Rows and truth of a session after `faults`; as they are when there are none."""
    if faults == Faults():
        return rows, truth
    last_ms = rows[-1][0]
    # Not in the first and last tenth, where a wearer stands.
    places = np.sort(rng.uniform(0.1 * last_ms, 0.9 * last_ms, faults.holes + faults.jumps))
    kinds = rng.permutation([True] * faults.holes + [False] * faults.jumps)
    holes = [place for place, hole in zip(places, kinds, strict=True) if hole]
    leaps = [place for place, hole in zip(places, kinds, strict=True) if not hole]
    kept = rng.uniform(size=len(rows)) >= faults.lost_share
    hole_ms, jump_ms = faults.hole_s * 1000, round(faults.jump_s * 1000)

    def board_ms(ms: int) -> int:
        return ms + jump_ms * sum(ms >= leap for leap in leaps)

    left = [
        (board_ms(row[0]), *row[1:])
        for row, keep in zip(rows, kept, strict=True)
        if keep and not any(hole <= row[0] < hole + hole_ms for hole in holes)
    ]
    moved = tuple(
        replace(
            row,
            start_ms=board_ms(row.start_ms),
            end_ms=board_ms(row.end_ms),
            bottom_ms=None if row.bottom_ms is None else board_ms(row.bottom_ms),
            rise_ms=None if row.rise_ms is None else board_ms(row.rise_ms),
        )
        for row in truth
    )
    return left, moved
