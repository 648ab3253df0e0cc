"""What `heeldrive tune` prints, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from heeldrive_lab.detection.explain.words import gate_sentence
from heeldrive_lab.evaluation.modes import BOTH_LEGS, mode_of
from heeldrive_lab.tune.cost import WEIGHTS, MiscountTally, wearer_costs
from heeldrive_lab.tune.outcome import Outcome, WearerChange, WearerGroup, change
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

NAMED = 10  # wearers; --json names all
COST_NOTE = (
    "Cost: of a session, the mean of wearers: {missed:g} a missed rep, {false:g} a false one, {wrong_set:g}"
    " a wrong set and a set that nobody did."
).format(**WEIGHTS)


def outcome_tables(outcome: Outcome) -> RenderableType:
    """Before and after, the verdict, what mattered, and what is nearest to flipping."""
    parts: list[RenderableType] = [
        _sides_table(outcome, "unseen", "not tuned on"),
        "",
        _sides_table(outcome, "tuned", "tuned on"),
        "",
        COST_NOTE,
        _names(outcome.folds.unseen),
        "",
        *verdict(outcome),
    ]
    if outcome.moved or outcome.found.importance:
        parts += ["", _settings_table(outcome)]
    if outcome.nearest:
        parts += ["", _nearest_table(outcome)]
    return Group(*parts)


def _names(unseen: Sequence[str]) -> str:
    more = len(unseen) - NAMED
    return f"Not tuned on: {', '.join(unseen[:NAMED])}{f' and {more} more' if more > 0 else ''}."


def verdict(outcome: Outcome) -> list[str]:
    """What was decided, and how far it is to be believed."""
    lines = []
    if outcome.found.interrupted:
        trials = how_many(outcome.found.trials, "trial")
        lines.append(f"Stopped after {trials}; this is the best until then.")
    if outcome.why_old:
        lines.append(f"The old settings stay: {outcome.why_old}.")
    else:
        lines.append(
            f"The new settings are better for wearers they were not tuned on: a session costs"
            f" {outcome.best.unseen.cost:.2f} instead of {outcome.old.unseen.cost:.2f}."
        )
    if outcome.moved and outcome.new is not None:
        lines.append(_in_words(change(outcome.old.unseen, outcome.new.unseen)))
    return lines


def _in_words(seen: WearerChange) -> str:
    line = (
        f"Of {how_many(seen.better + seen.worse + seen.same, 'wearer')} not tuned on, the new settings count"
        f" {seen.better} better, {seen.worse} worse and {seen.same} as before"
    )
    if seen.better + seen.worse == 0:
        return f"{line}."
    return f"{line}; by chance alone as many would be better in {100 * seen.by_chance:.0f} % of cases."


def _sides_table(outcome: Outcome, name: str, what: str) -> Table:
    wearers = len(getattr(outcome.folds, name))
    columns = ["cost", "reps", "missed", "false", "sets", "wrong", "nobody's", "sessions", "right"]
    split = mode_of(outcome.old.settings) == BOTH_LEGS
    if split:
        columns.insert(4, "wrong leg")
    table = plain_table(f"{how_many(wearers, 'wearer')} {what}", "", *columns)
    for label, judged in (("old settings", outcome.old), ("new settings", outcome.new)):
        if judged is not None:
            side: WearerGroup = getattr(judged, name)
            table.add_row(label, f"{side.cost:.2f}", *_cells(side.all, split))
    return table


def _cells(tally: MiscountTally, split: bool) -> list[str]:
    numbers = [tally.done, tally.missed, tally.false, *([tally.wrong_leg] if split else [])]
    numbers += [tally.sets, tally.wrong_sets, tally.no_sets, tally.sessions, tally.exact]
    return [str(number) for number in numbers]


def _settings_table(outcome: Outcome) -> Table:
    """Each setting that was searched, what mattered most first."""
    table = plain_table(
        "which settings mattered", "", "old", "new", "default", "importance", "alone put back"
    )
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


def _nearest_table(outcome: Outcome) -> Table:
    table = plain_table(
        "nearest to flipping, on wearers not tuned on", "", "start", "away", "judged", "truth", "by"
    )
    for column in table.columns[3:]:
        column.justify = "left"
    for near in outcome.nearest:
        table.add_row(
            near.session,
            clock(near.start_ms),
            f"{100 * near.share:.1f} %",
            "counted" if near.counted else "refused",
            near.truth,
            gate_sentence(near.gate),
        )
    return table


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Everything of the tables, and the wearers by name."""
    new = outcome.new
    sides = {
        side: {
            "wearers": list(getattr(outcome.folds, side)),
            "old": _side_json(getattr(outcome.old, side)),
            "new": None if new is None else _side_json(getattr(new, side)),
        }
        for side in ("unseen", "tuned")
    }
    seen = None if new is None else change(outcome.old.unseen, new.unseen)
    return {
        "kept_old": bool(outcome.why_old),
        "why_old": outcome.why_old,
        "mode": mode_of(outcome.old.settings),
        "study": outcome.study,
        "trials": outcome.found.trials,
        "interrupted": outcome.found.interrupted,
        "weights": WEIGHTS,
        **sides,
        "unseen_wearers": None if seen is None else {**seen._asdict(), "by_chance": round(seen.by_chance, 4)},
        "searched": [
            {
                "name": one.name,
                "old": vars(outcome.old.settings)[one.name],
                "new": None if new is None else vars(new.settings)[one.name],
                "default": one.default,
                "range": [one.low, one.high, one.step],
                "importance": outcome.found.importance.get(one.name),
                "costs_when_put_back": outcome.worth.get(one.name),
            }
            for one in outcome.space
        ],
        "settings": dict(vars(outcome.best.settings)),
        "nearest": [near.as_dict() for near in outcome.nearest],
    }


def _side_json(side: WearerGroup) -> dict[str, Any]:
    return {
        "cost": round(side.cost, 4),
        **vars(side.all),
        "cost_by_wearer": {wearer: round(cost, 4) for wearer, cost in wearer_costs(side.by_wearer).items()},
    }
