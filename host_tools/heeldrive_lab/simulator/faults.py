"""What goes wrong between chip and file: lost samples, gaps, and jumps of the board's clock."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.session import Row


@dataclass(frozen=True)
class Faults:
    """How many faults of each kind a session has; their places are drawn.

    Attributes:
        lost_share: share of single samples that are missing.
        holes: number of gaps, in which samples are missing.
        hole_s: length of each gap.
        jumps: how often the board's clock jumps ahead without losing samples; annotations follow that clock.
        jump_s: size of each jump.
    """

    lost_share: float = 0.0
    holes: int = 0
    hole_s: float = 0.5
    jumps: int = 0
    jump_s: float = 2.0


def with_faults(
    rows: list[Row], truth: tuple[Annotation, ...], faults: Faults, rng: np.random.Generator
) -> tuple[list[Row], tuple[Annotation, ...]]:
    """Rows and annotations of a session with `faults` applied."""
    if faults == Faults():
        return rows, truth
    last_ms = rows[-1][0]
    # Not in the first and the last tenth, where the wearer stands.
    places = np.sort(rng.uniform(0.1 * last_ms, 0.9 * last_ms, faults.holes + faults.jumps))
    kinds = rng.permutation([True] * faults.holes + [False] * faults.jumps)
    holes = [place for place, hole in zip(places, kinds, strict=True) if hole]
    jumps = [place for place, hole in zip(places, kinds, strict=True) if not hole]
    kept = rng.uniform(size=len(rows)) >= faults.lost_share
    hole_ms, jump_ms = faults.hole_s * 1000, round(faults.jump_s * 1000)

    def board_ms(ms: int) -> int:
        return ms + jump_ms * int(sum(ms >= jump for jump in jumps))

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
