"""Describes the differences between two reports of one session."""

from collections import Counter
from typing import NamedTuple

NEAR_MS = 500  # events of one kind whose starts are this close are the same event


class Change(NamedTuple):
    """One event that differs: `what` is changed, gone or new; `fields` is the number of differing fields."""

    what: str
    text: str
    fields: int = 0


def parse(report):
    """Return run -> list of events, each a dictionary with its kind under `kind`."""
    runs = {}
    for line in report.splitlines():
        if line.startswith("["):
            events = runs[line.strip("[]")] = []
        else:
            kind, *pairs = line.split()
            events.append({"kind": kind} | dict(pair.split("=", 1) for pair in pairs))
    return runs


def begins_ms(event):
    return int(event.get("start_ms", 0))


def name(event):
    """Return a short name of an event: its number, or its start time."""
    if "index" in event:
        return f"{event['kind']} {event['index']}"
    ms = begins_ms(event)
    words = [event["kind"], *([event["reason"]] if "reason" in event else [])]
    return f"{' '.join(words)} at {ms // 60_000}:{ms % 60_000 / 1000:04.1f}"


def pairs(before, now):
    """Pair the events of two lists in order of time; an event without a partner is paired with None."""
    left = list(now)
    paired = []
    for event in before:
        near = [
            other
            for other in left
            if other["kind"] == event["kind"] and abs(begins_ms(other) - begins_ms(event)) < NEAR_MS
        ]
        partner = min(near, key=lambda other: abs(begins_ms(other) - begins_ms(event)), default=None)
        if partner:
            left.remove(partner)
        paired.append((event, partner))
    paired += [(None, event) for event in left]
    return sorted(paired, key=lambda pair: begins_ms(pair[0] or pair[1]))


def compare(wearer, before, now):
    """List what changed between two reports of a wearer's session.

    Args:
        wearer: name of the session; each change begins with it.
        before, now: two reports; an empty report has no runs.

    Returns:
        A Change for each event that differs.
    """
    was, runs = parse(before), parse(now)
    changes = []
    for run in {**was, **runs}:
        for old, new in pairs(was.get(run, []), runs.get(run, [])):
            if new is None:
                changes.append(Change("gone", f"{wearer}, {run}: {name(old)} gone"))
            elif old is None:
                changes.append(Change("new", f"{wearer}, {run}: {name(new)} new"))
            elif old != new:
                fields = [
                    f"{field} {old.get(field, 0)} -> {new.get(field, 0)}"
                    for field in {**old, **new}
                    if old.get(field) != new.get(field)
                ]
                changes.append(
                    Change("changed", f"{wearer}, {run}: {name(old)} {', '.join(fields)}", len(fields))
                )
    if not changes and before != now:
        changes.append(Change("changed", f"{wearer}: the same events in another order"))
    return changes


def counts(changes):
    """Summarise a list of changes in one line."""
    of = Counter(change.what for change in changes)
    fields = sum(change.fields for change in changes)
    wearers = {change.text.split(",")[0].split(":")[0] for change in changes}
    return (
        f"{of['changed']} events changed ({fields} fields), {of['gone']} gone, {of['new']} new, "
        f"in {len(wearers)} sessions"
    )
