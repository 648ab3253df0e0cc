"""Output of `heeldrive tune`: tables and JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from heeldrive_lab.detection.explain.words import gate_sentence
from heeldrive_lab.evaluation.modes import BOTH_LEGS, mode_of
from heeldrive_lab.tune.cost import WEIGHTS, MiscountTally, wearer_costs
from heeldrive_lab.tune.folds import HOW_TO_NAME
from heeldrive_lab.tune.outcome import Outcome, WearerComparison, WearerGroup, compare_wearers
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

NAMED = 10  # wearers; --json names all


def outcome_tables(outcome: Outcome) -> RenderableType:
    """Tables of old and new settings, the verdict, importances, and smallest margins."""
    folds = outcome.folds
    parts: list[RenderableType] = [
        _group_table(outcome, "held_out", f"{how_many(len(folds.held_out), folds.unit)} held out"),
        "",
        _group_table(outcome, "tuned", f"{how_many(len(folds.tuned), folds.unit)} tuned on"),
        "",
    ]
    if outcome.old.recorded is not None:
        number = how_many(len(outcome.old.recorded.by_wearer), "recorded session")
        parts += [_group_table(outcome, "recorded", f"{number} that come with heeldrive"), ""]
    parts += [
        cost_note(folds.unit),
        _names(folds.held_out),
        "",
        *verdict(outcome),
    ]
    if outcome.moved or outcome.found.importance:
        parts += ["", _settings_table(outcome)]
    if outcome.margins:
        parts += ["", _margins_table(outcome)]
    return Group(*parts)


def cost_note(unit: str) -> str:
    """What a cost is, if wearers or sessions are split."""
    mean = "mean per session over wearers" if unit == "wearer" else "mean over sessions"
    return (
        "Cost: {mean}: {missed:g} per missed rep, {false:g} per false rep, {wrong_set:g} per wrong or"
        " spurious set."
    ).format(mean=mean, **WEIGHTS)


def _names(held_out: Sequence[str]) -> str:
    more = len(held_out) - NAMED
    return f"Held out: {', '.join(held_out[:NAMED])}{f' and {more} more' if more > 0 else ''}."


def verdict(outcome: Outcome) -> list[str]:
    """The decision, and how reliable it is."""
    lines = []
    unit = outcome.folds.unit
    if outcome.found.interrupted:
        trials = how_many(outcome.found.trials, "trial")
        lines.append(f"Stopped after {trials}; this is the best result so far.")
    if outcome.why_old:
        lines.append(f"The old settings are kept: {outcome.why_old}.")
    else:
        lines.append(
            f"The new settings are better for held-out {unit}s: a session costs"
            f" {outcome.best.held_out.cost:.2f} instead of {outcome.old.held_out.cost:.2f}."
        )
    if outcome.moved and outcome.new is not None:
        comparison = compare_wearers(outcome.old.held_out, outcome.new.held_out)
        lines.append(_comparison_sentence(comparison, unit))
    lines += _recorded_lines(outcome)
    for one in outcome.at_edge:
        value = outcome.moved[one.name][1]
        lines.append(
            f"{one.name} = {value} is the edge of its search range ({one.low} to {one.high}): the search"
            " could go no further, so look at what it changes before you trust it."
        )
    if outcome.folds.only_wearer:
        lines.append(
            f"All reps are from one wearer ({outcome.folds.only_wearer}), so sessions are held out, not"
            " people. That proves little: reps of one person are alike, and nothing is known about others."
            f" If there are several wearers, {HOW_TO_NAME}."
        )
    return lines


def _recorded_lines(outcome: Outcome) -> list[str]:
    """What the new settings change on the recorded sessions; empty if these were not counted."""
    if outcome.new is None or outcome.old.recorded is None or outcome.new.recorded is None:
        return []
    before, after = outcome.old.recorded.all, outcome.new.recorded.all
    line = (
        f"Recorded sessions: the new settings find {after.done - after.missed} of {after.done} reps, the old"
        f" ones {before.done - before.missed}; false reps: {after.false}, with the old ones {before.false}."
    )
    worse = outcome.worse_recorded
    if not worse:
        return [f"{line} None is counted worse."]
    more = f" and {len(worse) - NAMED} more" if len(worse) > NAMED else ""
    return [f"{line} Worse in {len(worse)}: {', '.join(worse[:NAMED])}{more}."]


def _comparison_sentence(comparison: WearerComparison, unit: str) -> str:
    compared = how_many(comparison.better + comparison.worse + comparison.same, f"held-out {unit}")
    line = (
        f"Of {compared}, the new settings count"
        f" {comparison.better} better, {comparison.worse} worse and {comparison.same} the same"
    )
    if comparison.better + comparison.worse == 0:
        return f"{line}."
    percent = f"{100 * comparison.by_chance:.0f} %"
    return f"{line}; by chance alone, at least as many would be better in {percent} of cases."


def _group_table(outcome: Outcome, name: str, title: str) -> Table:
    columns = ["cost", "reps", "missed", "false", "sets", "wrong", "spurious", "sessions", "exact"]
    split = mode_of(outcome.old.settings) == BOTH_LEGS
    if split:
        columns.insert(4, "wrong leg")
    table = plain_table(title, "", *columns)
    for label, judged in (("old settings", outcome.old), ("new settings", outcome.new)):
        if judged is not None:
            group: WearerGroup = getattr(judged, name)
            table.add_row(label, f"{group.cost:.2f}", *_cells(group.all, split))
    return table


def _cells(tally: MiscountTally, split: bool) -> list[str]:
    numbers = [tally.done, tally.missed, tally.false, *([tally.wrong_leg] if split else [])]
    numbers += [tally.sets, tally.wrong_sets, tally.no_sets, tally.sessions, tally.exact]
    return [str(number) for number in numbers]


def _settings_table(outcome: Outcome) -> Table:
    """A table of the searched settings, the most important first."""
    table = plain_table("importance of settings", "", "old", "new", "default", "importance", "cost if reset")
    importance = outcome.found.importance
    old, best = vars(outcome.old.settings), vars((outcome.new or outcome.old).settings)
    order = sorted(outcome.space, key=lambda one: (-importance.get(one.name, 0.0), one.name))
    for one in order:
        worth = outcome.worth.get(one.name)
        table.add_row(
            one.name,
            str(old[one.name]),
            str(best[one.name]) if best[one.name] != old[one.name] else "",
            str(one.default),
            f"{100 * importance[one.name]:.0f} %" if one.name in importance else "",
            "" if worth is None else f"{worth:+.2f}",
        )
    return table


def _margins_table(outcome: Outcome) -> Table:
    table = plain_table(
        f"smallest margins, held-out {outcome.folds.unit}s",
        "",
        "start",
        "margin",
        "decision",
        "annotated as",
        "gate",
    )
    for column in table.columns[3:]:
        column.justify = "left"
    for margin in outcome.margins:
        table.add_row(
            margin.session,
            clock(margin.start_ms),
            f"{100 * margin.share:.1f} %",
            "counted" if margin.counted else "refused",
            margin.truth,
            gate_sentence(margin.gate),
        )
    return table


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """The content of the tables as a JSON object, with the names of all wearers."""
    new = outcome.new
    groups = {
        key: {
            "wearers": list(getattr(outcome.folds, name)),
            "old": _group_json(getattr(outcome.old, name)),
            "new": None if new is None else _group_json(getattr(new, name)),
        }
        for key, name in (("unseen", "held_out"), ("tuned", "tuned"))
    }
    comparison = None if new is None else compare_wearers(outcome.old.held_out, new.held_out)
    return {
        "kept_old": bool(outcome.why_old),
        "why_old": outcome.why_old,
        "mode": mode_of(outcome.old.settings),
        "study": outcome.study,
        "trials": outcome.found.trials,
        "interrupted": outcome.found.interrupted,
        "weights": WEIGHTS,
        "only_wearer": outcome.folds.only_wearer,
        **groups,
        "recorded": None
        if outcome.old.recorded is None or new is None or new.recorded is None
        else {
            "old": vars(outcome.old.recorded.all),
            "new": vars(new.recorded.all),
            "worse": outcome.worse_recorded,
        },
        "unseen_wearers": None
        if comparison is None
        else {**comparison._asdict(), "by_chance": round(comparison.by_chance, 4)},
        "searched": [
            {
                "name": one.name,
                "old": vars(outcome.old.settings)[one.name],
                "new": None if new is None else vars(new.settings)[one.name],
                "default": one.default,
                "range": [one.low, one.high, one.step],
                "at_edge": one in outcome.at_edge,
                "importance": outcome.found.importance.get(one.name),
                "costs_when_put_back": outcome.worth.get(one.name),
            }
            for one in outcome.space
        ],
        "settings": dict(vars(outcome.best.settings)),
        "nearest": [margin.as_dict() for margin in outcome.margins],
    }


def _group_json(group: WearerGroup) -> dict[str, Any]:
    return {
        "cost": round(group.cost, 4),
        **vars(group.all),
        "cost_by_wearer": {wearer: round(cost, 4) for wearer, cost in wearer_costs(group.by_wearer).items()},
    }
