"""Tables that compare the two modes: totals, activities, and outcomes of cycles."""

from collections.abc import Mapping, Sequence

from heeldrive_lab.evaluation.modes import BOTH_LEGS
from heeldrive_lab.evaluation.run import OURS, Result, by_group, by_method
from heeldrive_lab.evaluation.scores import COUNTED, UNSEEN, ActivityScore, SessionScore, merge
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.tables import COUNT_COLUMNS, count_cells, found_and_false, ratio_cell

ByMode = Mapping[str, Sequence[Result]]


def modes_sheet(title: str, by_mode: ByMode) -> Sheet:
    """One row per mode, with the reps counted for the wrong leg and the sets whose split by leg is right."""
    rows = []
    for mode, results in by_mode.items():
        score = merge(result.ours for result in results)
        rows.append((mode, *count_cells(score), str(score.wrong_leg), split_cell(score)))
    return Sheet(title, ("mode", *COUNT_COLUMNS, "wrong leg", "split right"), tuple(rows))


def split_cell(score: SessionScore) -> str:
    """Sets whose count is exact for each leg, among those whose legs are known."""
    known = [one for one in score.sets if one.split_known]
    return ratio_cell(sum(one.split_exact for one in known), len(known))


def activities_by_mode_sheet(title: str, by_mode: ByMode) -> Sheet:
    """One row per activity: the detector's results in each mode, and the baselines.

    Baselines have no modes; they are scored against the reps of both legs.
    """
    totals = {mode: by_method(results) for mode, results in by_mode.items()}
    baselines = [name for name in totals[BOTH_LEGS] if name != OURS]
    rows = []
    for label, activity in totals[BOTH_LEGS][OURS].activities.items():
        modes = [total[OURS].activities.get(label, ActivityScore()) for total in totals.values()]
        others = [
            totals[BOTH_LEGS][baseline].activities.get(label, ActivityScore()) for baseline in baselines
        ]
        if not activity.ms and not any(one.false for one in [*modes, *others]):
            continue
        cycles = str(activity.true or activity.others or "")
        rows.append(
            (
                label,
                f"{activity.ms / 3_600_000:.3f}",
                cycles,
                *(cell for one in modes for cell in _mode_cells(one, cycles)),
                *(found_and_false(one.true, one.matched, one.false) for one in others),
            )
        )
    columns = [f"{mode}: {name}" for mode in totals for name in ("found", "missed", "false", "false/h")]
    return Sheet(title, ("activity", "hours", "cycles", *columns, *baselines), tuple(rows))


def _mode_cells(one: ActivityScore, cycles: str) -> tuple[str, ...]:
    found = (str(one.matched), str(one.true - one.matched)) if one.true else ("", "")
    return (*found, str(one.false), "" if cycles else f"{one.false_per_hour:.1f}")


def outcomes_sheet(title: str, by_mode: ByMode) -> Sheet:
    """Outcomes of the single cycles, by folder and activity, in each mode."""
    folders = {mode: by_group(results)[:-1] for mode, results in by_mode.items()}
    rows = [
        (
            f"{scores[0].name}: {label}",
            str(outcome.total()),
            *(cell for score in scores for cell in _outcome_cells(score, label)),
        )
        for scores in zip(*folders.values(), strict=True)
        for label, outcome in scores[0].outcomes.items()
    ]
    columns = [f"{mode}: {name}" for mode in folders for name in ("counted", "refused as", UNSEEN)]
    return Sheet(title, ("done", "cycles", *columns), tuple(rows))


def _outcome_cells(score: SessionScore, label: str) -> tuple[str, ...]:
    outcome = score.outcomes[label]
    reasons = [
        f"{reason} {number}" for reason, number in outcome.most_common() if reason not in (COUNTED, UNSEEN)
    ]
    return str(outcome[COUNTED]), ", ".join(reasons), str(outcome[UNSEEN] or "")
