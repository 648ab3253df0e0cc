"""Which sessions were seen in development: looked at while the detector's rules were chosen.

A result on a session that was seen says less than one on a session that was not. `SEEN` is the only list of
what was seen; all that is not in it was not seen. Whoever looks at sessions to change a rule adds them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.sources import Source

ALL, NONE, SOME = "seen", "not seen", "partly seen"


class SeenSessions(NamedTuple):
    """Sessions that were looked at.

    Attributes:
        group: the group of the sessions; groups whose names go on after a comma or a space are meant too.
        seeds: the seeds of those that were looked at; None for all sessions of the group.
        use: what they were used for.
    """

    group: str
    seeds: range | None
    use: str


STUDY_WORKOUTS = "study_workouts"
# Data sets of sessions that a simulator made; all others are recordings of people.
SIMULATED_SETS = frozenset({STUDY_WORKOUTS})

SEEN = (
    SeenSessions("recorded_sessions", None, "rules chosen on them, tests"),
    SeenSessions("must_not_count", None, "rules chosen on them, tests"),
    SeenSessions("MuJoCo workouts", None, "rules chosen on this simulator"),
    SeenSessions("simulated, started seated", None, "rules chosen on this simulator"),
    SeenSessions("kinematic workouts", range(77_000, 77_036), "counted at every change of the rules"),
    SeenSessions("kinematic workouts", range(910_000, 910_036), "counted at every change of the rules"),
    SeenSessions("kinematic workouts", range(1_200_000, 1_200_036), "looked at for kinds of failure"),
    SeenSessions("kinematic workouts", range(4_000_000, 4_000_060), "counted at every change of the rules"),
    SeenSessions("kinematic workouts", range(5_000_000, 5_000_060), "counted at every change of the rules"),
    SeenSessions("kinematic workouts", range(6_000_000, 6_000_060), "rules chosen on them"),
    SeenSessions("kinematic workouts", range(7_000_000, 7_000_160), "rules chosen on them"),
    SeenSessions("kinematic workouts", range(8_000_000, 8_000_060), "rules chosen on them"),
    SeenSessions("kinematic workouts", range(9_000_000, 9_000_060), "rules chosen on them"),
    SeenSessions("kinematic workouts", range(11_000_000, 11_000_060), "totals read while rules were chosen"),
    SeenSessions("kinematic workouts", range(12_000_000, 12_000_060), "totals read while rules were chosen"),
    SeenSessions(
        "kinematic workouts", range(12_500_000, 12_500_150), "weights of the confidence fitted on them"
    ),
    SeenSessions(
        "kinematic workouts", range(12_600_000, 12_600_150), "form of the confidence chosen on them"
    ),
    SeenSessions("kinematic workouts", range(14_000_000, 14_000_060), "totals read while rules were chosen"),
    SeenSessions("kinematic workouts", range(16_000_000, 16_000_060), "totals read while rules were chosen"),
    SeenSessions(STUDY_WORKOUTS, None, "rules chosen on them"),
    SeenSessions("cmu_imu_exercise", None, "rules chosen on them"),
    SeenSessions("daily_sports_leg", None, "rules chosen on them"),
    SeenSessions("hugadb_thigh", None, "rules chosen on them"),
    SeenSessions("mocap_virtual", None, "rules chosen on them"),
    SeenSessions("pt_exercises_lowerthigh", None, "rules chosen on them"),
    SeenSessions("utd_mhad_thigh", None, "rules chosen on them"),
)


def is_seen(source: Source) -> bool:
    """Whether a session is in `SEEN`."""
    seed = getattr(source, "seed", None)
    return any(
        _belongs(source.group, seen.group) and (seen.seeds is None or seed in seen.seeds) for seen in SEEN
    )


def seen_word(sources: Iterable[Source]) -> str:
    """`seen`, `not seen` or `partly seen`; empty if there are no sessions."""
    found = {is_seen(source) for source in sources}
    if not found:
        return ""
    return SOME if len(found) == 2 else ALL if True in found else NONE


def seen_line(sources: Iterable[Source]) -> str:
    """One sentence that says which groups of these sessions were seen."""
    by_group: dict[str, list[Source]] = {}
    for source in sources:
        by_group.setdefault(source.group, []).append(source)
    words = {group: seen_word(each) for group, each in by_group.items()}
    if not words:
        return "There are none."
    if len(set(words.values())) == 1:
        return f"All of these were {next(iter(words.values()))} in development."
    parts = [
        f"{word.capitalize()} in development: {', '.join(name for name in words if words[name] == word)}."
        for word in (ALL, SOME, NONE)
        if word in words.values()
    ]
    return " ".join(parts)


def marked(sheet: Sheet, sources: Iterable[Source]) -> Sheet:
    """A table whose first column names groups of these sessions, with a column that says which were seen.

    Args:
        sheet: the table; a row `all` stands for all sessions. A name goes on after a colon.
        sources: the sessions of the table.
    """
    sources = list(sources)

    def word(name: str) -> str:
        group = name.split(": ", maxsplit=1)[0]
        return seen_word(source for source in sources if group in (source.group, "all"))

    return sheet.with_text_column("in development", [word(row[0]) for row in sheet.rows])


def seen_sheet() -> Sheet:
    """The table of what was seen."""
    return Sheet("Seen in development", ("sessions", "seeds", "use"), tuple(_seen_rows()), text_columns=3)


def _seen_rows() -> Iterator[tuple[str, str, str]]:
    for seen in SEEN:
        seeds = "all" if seen.seeds is None else f"{seen.seeds[0]} to {seen.seeds[-1]}"
        yield seen.group, seeds, seen.use


def _belongs(group: str, seen: str) -> bool:
    return group == seen or group.startswith((f"{seen},", f"{seen} "))
