"""Robustness: in how many variants a session keeps its count, and which sessions do not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.sheets import Sheet

ByMode = Mapping[str, Sequence[Result]]

# What the project asks for; a rest and the mounting may not change any count.
GOAL_SHARE = 0.99
IN_ALL = ("rest before", "rest after", "another mounting")


def variants_sheet(title: str, pools: Mapping[str, ByMode]) -> Sheet:
    """Number of session variants with the same count as the original session.

    Args:
        title: the table's title.
        pools: results by mode, for each pool of sessions.

    Returns:
        One row per kind of variant, one for all of them, and one for those of sessions with true reps: a
        session without reps easily keeps its count.
    """
    parts = [
        (f"{pool}, {mode}", results) for pool, by_mode in pools.items() for mode, results in by_mode.items()
    ]
    rows = [
        (kind, *(_cell(*same_count(results, kind)) for _, results in parts))
        for kind in kinds_in([result for _, results in parts for result in results])
    ]
    rows.append(("all", *(_cell(*same_count(results)) for _, results in parts)))
    rows.append(
        ("all, of sessions with reps", *(_cell(*same_count(lunging(results))) for _, results in parts))
    )
    return Sheet(title, ("variant", *(name for name, _ in parts)), tuple(rows))


def _cell(same: int, total: int) -> str:
    """A share rounded down to a tenth of a per cent: only all of them are 100 %."""
    return f"{same}/{total} {1000 * same // total / 10:g}%" if total else ""


def kinds_in(results: Sequence[Result]) -> list[str]:
    """The kinds of variants of these results, in the order in which they were made."""
    return list(dict.fromkeys(variant.kind for result in results for variant in result.variants))


def lunging(results: Sequence[Result]) -> list[Result]:
    """The results of sessions with true reps."""
    return [result for result in results if result.ours.true]


def same_count(results: Sequence[Result], kind: str | None = None) -> tuple[int, int]:
    """Number of variants, of one kind or all, with the original session's count, and number of variants."""
    same = [
        variant.counted == result.ours.counted
        for result in results
        for variant in result.variants
        if kind in (None, variant.kind)
    ]
    return sum(same), len(same)


def reached(results: Sequence[Result], kind: str) -> bool:
    """Whether a kind of variant keeps the count as often as the goal asks for."""
    same, total = same_count(results, kind)
    return same >= total * (1.0 if kind in IN_ALL else GOAL_SHARE)


def changed_lines(pools: Mapping[str, ByMode], most: int) -> Iterator[str]:
    """Name the variants with another count, by mode, kind and pool.

    Args:
        pools: as for `variants_sheet`.
        most: largest number of variants to name of each kind, pool and mode.
    """
    for pool, by_mode in pools.items():
        for mode, results in by_mode.items():
            for kind in kinds_in(results):
                changed = [
                    f"{result.source.name}{variant.name.removeprefix(kind)}:"
                    f" {variant.counted} instead of {result.ours.counted}"
                    for result in results
                    for variant in result.changed
                    if variant.kind == kind
                ]
                if changed:
                    more = f"; and {len(changed) - most} more" if len(changed) > most else ""
                    yield f"{kind}, {pool}, {mode}: {'; '.join(changed[:most])}{more}"


def robustness_json(pools: Mapping[str, ByMode]) -> dict[str, Any]:
    """Results of `heeldrive robustness`: by pool, mode and kind, and every variant with another count."""
    return {
        pool: {
            mode: {
                "kinds": {
                    kind: dict(zip(("same", "variants"), same_count(results, kind), strict=True))
                    for kind in kinds_in(results)
                },
                "changed": [
                    {
                        "session": result.source.name,
                        "group": result.source.group,
                        "variant": variant.name,
                        "counted": result.ours.counted,
                        "counted_in_variant": variant.counted,
                    }
                    for result in results
                    for variant in result.changed
                ],
            }
            for mode, results in by_mode.items()
        }
        for pool, by_mode in pools.items()
    }
