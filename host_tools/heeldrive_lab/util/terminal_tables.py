"""Tables and numbers for the terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from heeldrive_lab.util.plain_text import printable

# Columns in a pipe or file; wide enough that no table is folded.
PIPE_WIDTH = 140


def console() -> Console:
    """A console on stdout: coloured in a terminal, plain text of a fixed width elsewhere."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, no_color=True, width=PIPE_WIDTH)


def clock(t_ms: int) -> str:
    """Session time for people: `4:07.3`, or `1:04:07.3` from one hour on."""
    tenths = round(t_ms / 100)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 10:02}.{rest % 10}"


def plain_table(title: str, left: str, *right: str) -> Table:
    """A table with a left column of text and right-aligned columns of numbers."""
    table = Table(title=printable(title), title_justify="left", box=None, pad_edge=False)
    table.add_column(left, no_wrap=True)
    for name in right:
        table.add_column(name, justify="right")
    return table


def how_many(number: int, thing: str) -> str:
    """A number with its noun: `1 rep`, `2 reps`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def in_brackets(counts: Mapping[str, int]) -> str:
    """Counts in brackets, largest first: ` (shallow 3, walking 2)`; empty text if there are none."""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{name} {number}' for name, number in most_first)})" if counts else ""
