"""The figures of accuracy in README.md: `python -m docs_build.readme_accuracy README.md`.

They are copied from the table "never seen before" of docs/accuracy.md: what was measured on sessions
that nobody had looked at while the rules were chosen, beside what is measured on people who were looked at.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from docs_build.marked_part import write_part

BEGIN, END = "<!-- accuracy: made by docs_build.readme_accuracy -->", "<!-- end of the accuracy -->"
ACCURACY = Path(__file__).parents[2] / "docs" / "accuracy.md"
# Rows of docs/accuracy.md as (sessions, mode), with their name in the README.
ROWS = {
    ("people, forward lunges, sensor leg in front", "sensor_leg"): "Forward lunges, sensor leg in front",
    ("people, sensor leg in back", "both_legs"): "Lunges, sensor leg in back",
    ("daily life and sport without lunges", "sensor_leg"): "Daily life and sport without lunges",
}


def accuracy_table(page: str) -> Iterator[str]:
    """The lines of the table.

    Args:
        page: the text of docs/accuracy.md.

    Raises:
        ValueError: it has no such table, or the table no such row or column.
    """
    head, *rows = _cells(page)
    date = head[2].removeprefix("on ")
    where, seen, now = (head.index(name) for name in ("now on", "in development", "heeldrive"))
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for row in rows:
        if row[0]:
            groups[row[0], row[1]] = []
        list(groups.values())[-1].append(row)
    yield f"| people | not seen in development, {date} | seen in development, now |"
    yield "|---|---|---|"
    for key, name in ROWS.items():
        if key not in groups:
            raise ValueError(f"docs/accuracy.md has no row {' | '.join(key)} among what was never seen")
        known = [f"{row[now]} ({row[where]})" for row in groups[key] if row[seen] == "seen"]
        yield f"| {name} | {groups[key][0][2]} | {'; '.join(known)} |"


def _cells(page: str) -> Iterator[list[str]]:
    """The cells of the table, without the line under its head."""
    table = re.search(r"^\| never seen before \|.*\n\|[-|: ]+\n(?:\|.*\n)+", page, re.MULTILINE)
    if table is None:
        raise ValueError("docs/accuracy.md has no table of what was never seen before")
    for number, line in enumerate(table[0].splitlines()):
        if number != 1:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def main() -> None:
    """Write the table into the page given as the first argument."""
    write_part(Path(sys.argv[1]), BEGIN, END, accuracy_table(ACCURACY.read_text("utf-8")))


if __name__ == "__main__":
    main()
