"""Tables and numbers for the terminal."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table

from heeldrive_lab.util.plain_text import printable

# Columns in a pipe or file; wide enough that each row of a table is one line.
PIPE_WIDTH = 1000
# Text in a table is wrapped to no fewer columns than this; numbers and single words are never wrapped.
TEXT_WIDTH = 18
GAP = 2  # columns that rich puts between two columns of a table without lines


@dataclass(frozen=True)
class _Widths:
    """Widths of a column: the smallest at which it is readable, of its longest cell, and with its heading."""

    least: int
    cells: int
    natural: int

    @classmethod
    def of(cls, column: Column, width: int) -> "_Widths":
        """Widths of a column in a terminal of this width."""
        cells, heading = [str(cell) for cell in column.cells], str(column.header)
        longest = max(map(cell_len, cells), default=0)
        word = max((cell_len(word) for text in [heading, *cells] for word in text.split()), default=0)
        least = min(max(word, min(longest, TEXT_WIDTH)), width // 2)
        return cls(least, max(least, longest), max(least, longest, cell_len(heading)))


class FittingTable(Table):
    """A table that fits the terminal.

    If it is too wide, headings and text are wrapped first, the longest text least; then it continues in
    further tables below, which begin with its first column. No number and no word is cut.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title=printable(title), title_justify="left", box=None, pad_edge=False)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render it in one or more parts."""
        width = options.max_width
        widths = [_Widths.of(column, width) for column in self.columns]
        if _together([one.natural for one in widths]) <= width:
            yield from super().__rich_console__(console, options)
            return
        for number, part in enumerate(_parts(widths, width)):
            if number:
                yield ""
            table = self._part(part, _fitted([widths[index] for index in part], width))
            table.title = None if number else self.title
            yield table

    def _part(self, part: Sequence[int], widths: Sequence[int]) -> Table:
        """A table of some columns with these widths."""
        table = Table(title_justify="left", box=None, pad_edge=False, show_header=self.show_header)
        for index, width in zip(part, widths, strict=True):
            column = self.columns[index]
            table.add_column(column.header, justify=column.justify, width=width, overflow="fold")
        cells = [list(self.columns[index].cells) for index in part]
        for row, line in zip(self.rows, zip(*cells, strict=True), strict=True):
            table.add_row(*line, style=row.style)
        return table


def _parts(widths: Sequence[_Widths], width: int) -> Iterator[list[int]]:
    """Numbers of the columns of each part; the first column is in all."""
    part = [0]
    for index in range(1, len(widths)):
        if len(part) > 1 and _together([widths[one].least for one in [*part, index]]) > width:
            yield part
            part = [0]
        part.append(index)
    yield part


def _fitted(widths: Sequence[_Widths], width: int) -> list[int]:
    """Widths of the columns of a part: what is left over goes to text first, then to headings."""
    found = [one.least for one in widths]
    for wanted in ([one.cells for one in widths], [one.natural for one in widths]):
        left = max(0, width - _together(found))
        short = [most - now for most, now in zip(wanted, found, strict=True)]
        share = min(1.0, left / max(1, sum(short)))
        found = [now + int(share * more) for now, more in zip(found, short, strict=True)]
    return found


def _together(columns: Sequence[int]) -> int:
    """Width of a table of columns of these widths."""
    return sum(columns) + GAP * (len(columns) - 1)


class _PipedConsole(Console):
    """A console whose lines have no blanks at their ends, with which rich fills up a table."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as any console does."""
        with self.capture() as captured:
            super().print(*objects, **options)
        self.file.write("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))
        self.file.flush()


def console() -> Console:
    """A console on stdout: coloured in a terminal; elsewhere plain, one line a row unless COLUMNS is set."""
    plain = Console(highlight=False)
    if plain.is_terminal:
        return plain
    width = os.environ.get("COLUMNS", "")
    return _PipedConsole(
        highlight=False, no_color=True, width=int(width) if width.isdecimal() and int(width) else PIPE_WIDTH
    )


def clock(t_ms: int) -> str:
    """Session time for people: `4:07.3`, or `1:04:07.3` from one hour on."""
    tenths = round(t_ms / 100)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 10:02}.{rest % 10}"


def plain_table(title: str, left: str, *right: str) -> FittingTable:
    """A table with a left column of text and right-aligned columns of numbers."""
    table = FittingTable(title)
    table.add_column(left)
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
