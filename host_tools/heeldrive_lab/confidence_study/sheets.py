"""Tables of the study."""

from collections.abc import Sequence
from itertools import pairwise

from heeldrive_lab.confidence_study.decisions import StudiedSession
from heeldrive_lab.confidence_study.early import RULES
from heeldrive_lab.confidence_study.reliability import EDGES, Reliability
from heeldrive_lab.evaluation.sheets import Sheet

_ASKED_BELOW = (50, 60, 70, 80, 90)


def reliability_sheet(found: Sequence[Reliability]) -> Sheet:
    """One row for each group of sessions and kind of decisions, a column for each bin."""
    bins = [f"{low} to {above - 1}" for low, above in pairwise(EDGES)]
    rows = [
        (
            one.group,
            one.kind,
            str(one.n),
            f"{one.told:.1f}",
            f"{one.right:.1f}",
            "" if one.worst is None else f"{one.worst:.1f}",
            *(f"{each.right:.0f} of {each.n}" if each.n else "" for each in one.bins),
        )
        for one in found
    ]
    columns = ("sessions", "decisions", "n", "stated %", "right %", "largest error %", *bins)
    return Sheet("Reliability", columns, tuple(rows), 2)


def asking_sheet(sessions: Sequence[StudiedSession]) -> Sheet:
    """How many reps fall below a limit, and how many of those were none, by group of sessions."""
    rows = []
    for group in dict.fromkeys(session.group for session in sessions):
        reps = [
            one for session in sessions if session.group == group for one in session.decisions if one.is_rep
        ]
        if not reps:
            continue
        cells = []
        for limit in _ASKED_BELOW:
            asked = [one for one in reps if one.percent < limit]
            cells.append(f"{len(asked)}, {sum(not one.right for one in asked)} wrong")
        rows.append((group, str(len(reps)), str(sum(not one.right for one in reps)), *cells))
    columns = ("sessions", "reps", "of these wrong", *(f"below {limit}" for limit in _ASKED_BELOW))
    return Sheet("Reps below a limit", columns, tuple(rows))


def early_sheet(sessions: Sequence[StudiedSession]) -> Sheet:
    """Lead time against take-backs, by group of sessions and rule."""
    rows = []
    for group in dict.fromkeys(session.group for session in sessions):
        every = [one for session in sessions if session.group == group for one in session.announcements]
        for rule in RULES:
            chosen = [one.lead_ms for one in every if one.rule == rule]
            leads = sorted(lead for lead in chosen if lead is not None)
            if leads:
                spread = [leads[len(leads) * part // 20] for part in (1, 10, 19)]
                back = len(chosen) - len(leads)
                rows.append((group, rule, str(len(leads)), str(back), *map(str, spread)))
    columns = ("sessions", "announced", "reps", "taken back", "lead, ms: 5 %", "median", "95 %")
    return Sheet("Announced early", columns, tuple(rows), 2)
