"""The figures of accuracy in README.md: `python -m docs_build.readme_accuracy README.md`.

They are copied from docs/accuracy.md: what was measured on people whose recordings had not been seen while
the rules were chosen, beside what is measured on seen ones, and what counts although it is no lunge.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docs_build.marked_part import write_part

BEGIN, END = "<!-- accuracy: made by docs_build.readme_accuracy -->", "<!-- end of the accuracy -->"
ACCURACY = Path(__file__).parents[2] / "docs" / "accuracy.md"
# Rows of docs/accuracy.md as (sessions, mode), with their name in the README.
ROWS = {
    ("people, forward lunges, sensor leg in front", "sensor_leg"): "Lunges found, sensor leg in front",
    ("people, sensor leg in back", "both_legs"): "Lunges found, sensor leg in back",
    ("daily life and sport without lunges", "sensor_leg"): "False reps in daily life and sport",
}
SHARE = re.compile(r"(\d+) of (\d+)")
FALSE = re.compile(r"(\d+) false in ([\d.]+) h")


class _Row(NamedTuple):
    unseen: str  # what was measured once
    seen: list[str]  # what is measured now, on each set of sessions that were seen


def accuracy_figures(page: str) -> Iterator[str]:
    """The lines of the table, and the sentence below it.

    Args:
        page: the text of docs/accuracy.md.

    Raises:
        ValueError: it has no such table, row, column or line.
    """
    date, rows = _never_seen(page)
    yield f"| people | unseen, {date} | seen, now |"
    yield "|---|---:|---:|"
    for key, name in ROWS.items():
        if key not in rows:
            raise ValueError(f"docs/accuracy.md has no row {' | '.join(key)} among what was never seen")
        row = rows[key]
        ours, _, baseline = row.unseen.partition("; ")
        naive = f" ({baseline})" if baseline else ""
        yield f"| {name} | **{_together([ours])}**{naive} | {_together(row.seen)} |"
    counted = re.search(r"^- People: (squats.*?) \(.*?: \*\*(\d+) of (\d+) counted\*\*", page, re.MULTILINE)
    if counted is None:
        raise ValueError("docs/accuracy.md does not say how many squats of people counted")
    yield ""
    yield f"**Squats count.** Of {counted[3]} {counted[1]} of seen people,"
    yield f"{counted[2]} counted as lunges: from one thigh they look like one."


def _together(results: list[str]) -> str:
    """Results such as "8 of 9 found, 1 false" or "2 false in 6.4 h" as one figure."""
    shares = [match.groups() for text in results if (match := SHARE.match(text))]
    false = [match.groups() for text in results if (match := FALSE.match(text))]
    if results and len(shares) == len(results):
        return " of ".join(str(sum(map(int, numbers))) for numbers in zip(*shares, strict=True))
    if results and len(false) == len(results):
        number, hours = sum(int(count) for count, _ in false), sum(float(h) for _, h in false)
        return f"{round(number / hours, 1):g} per hour in {hours:.0f} h"
    raise ValueError(f"docs/accuracy.md: {results} are not figures that can be added")


def _never_seen(page: str) -> tuple[str, dict[tuple[str, str], _Row]]:
    """The date of the table "never seen before", and its rows by sessions and mode."""
    table = re.search(r"^\| never seen before \|.*\n\|[-|: ]+\n(?:\|.*\n)+", page, re.MULTILINE)
    if table is None:
        raise ValueError("docs/accuracy.md has no table of what was never seen before")
    head, _, *lines = (
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[0].splitlines()
    )
    seen, now = head.index("in development"), head.index("heeldrive")
    rows: dict[tuple[str, str], _Row] = {}
    for line in lines:
        if line[0]:
            row = rows[line[0], line[1]] = _Row(line[2], [])
        if line[seen] == "seen":
            row.seen.append(line[now])
    return head[2].removeprefix("on "), rows


def main() -> None:
    """Write the figures into the page given as the first argument."""
    write_part(Path(sys.argv[1]), BEGIN, END, accuracy_figures(ACCURACY.read_text("utf-8")))


if __name__ == "__main__":
    main()
