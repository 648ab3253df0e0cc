"""Goals for all sessions together: against every baseline, and in every variant."""

from collections.abc import Iterator

from heeldrive_lab.evaluation.evidence import Evidence, best_of
from heeldrive_lab.evaluation.goal_measures import ABSENT
from heeldrive_lab.evaluation.modes import MODES
from heeldrive_lab.evaluation.robustness import GOAL_SHARE, IN_ALL, kinds_in, lunging, reached, same_count
from heeldrive_lab.evaluation.run import OURS, Result
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.seen import seen_word


def yes(reached: bool | None) -> str:
    """Whether a goal is reached, as a cell of a table; empty if that is not known."""
    return "" if reached is None else "yes" if reached else "**no**"


def peers_rows(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    """In each mode: on no set of sessions with lunges may any baseline have a better F1."""
    for mode in MODES:
        groups: dict[str, list[Result]] = {}
        for result in evidence.chosen(mode, lambda _: True):
            groups.setdefault(result.source.group, []).append(result)
        with_lunges = {name: results for name, results in groups.items() if lunging(results)}
        better = [text for name, results in with_lunges.items() if (text := _beaten(name, results))]
        measured = f"{len(with_lunges) - len(better)} of {len(with_lunges)} sets"
        measured += f"; better on {', '.join(better)}" if better else ""
        seen = seen_word(result.source for results in with_lunges.values() for result in results)
        goal = "F1 of no baseline is better"
        reached_here = not better if with_lunges else None
        yield ("every set with lunges", mode, seen, goal, measured, yes(reached_here), "")


def _beaten(name: str, results: list[Result]) -> str:
    """A set, the baseline that is better there, and both F1; empty if none is better."""
    best = best_of(results)
    theirs, ours = (merge(result.scores[method] for result in results).f1 or 0.0 for method in (best, OURS))
    return f"{name}: {best} {theirs:.3f} > {ours:.3f}" if theirs > ours else ""


def robustness_rows(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    """For each pool and mode: variants in which no count may change, and in which one in a hundred may."""
    for pool, by_mode in (("people", evidence.real), ("simulated", evidence.simulated)):
        for mode in MODES:
            results = [result for result in by_mode[mode] if result.variants]
            kinds = kinds_in(results)
            for in_all in (True, False):
                chosen = [kind for kind in kinds if (kind in IN_ALL) == in_all]
                share = "all" if in_all else f"{GOAL_SHARE:.0%}"
                names = ", ".join(chosen) or "variants"
                goal = f"the same count in {share}: {names}"
                seen = seen_word(result.source for result in results)
                if not chosen:
                    yield (f"{pool}, variants", mode, seen, goal, ABSENT, "", "")
                    continue
                same, total = _sums(results, chosen)
                lunges, of_lunges = _sums(lunging(results), chosen)
                measured = f"{same} of {total}, {same / total:.1%}; with true reps {lunges} of {of_lunges}"
                missed = [kind for kind in chosen if not reached(results, kind)]
                measured += f"; too few: {', '.join(missed)}" if missed else ""
                yield (f"{pool}, variants", mode, seen, goal, measured, yes(not missed), "")


def _sums(results: list[Result], kinds: list[str]) -> tuple[int, int]:
    counts = [same_count(results, kind) for kind in kinds]
    return sum(same for same, _ in counts), sum(total for _, total in counts)
