"""A table for the terminal, Markdown and HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rich.table import Table

from heeldrive_lab.util.terminal_tables import plain_table


@dataclass(frozen=True)
class Sheet:
    """A table of text.

    Attributes:
        title: the table's title.
        columns: names of the columns.
        rows: rows with one cell per column.
        text_columns: number of columns from the left that hold text; the others hold numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1

    def with_text_column(self, name: str, cells: Sequence[str]) -> "Sheet":
        """The table with one more column of text after the first; one cell per row."""
        rows = tuple((row[0], cell, *row[1:]) for row, cell in zip(self.rows, cells, strict=True))
        columns = (self.columns[0], name, *self.columns[1:])
        return Sheet(self.title, columns, rows, self.text_columns + 1)

    def rich(self) -> Table:
        """The table for the terminal."""
        table = plain_table(self.title, *self.columns)
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> Iterator[str]:
        """Lines of the table in Markdown, without the title."""
        yield f"| {' | '.join(map(_in_markdown, self.columns))} |"
        yield f"|{'---|' * self.text_columns}{'---:|' * (len(self.columns) - self.text_columns)}"
        for row in self.rows:
            yield f"| {' | '.join(map(_in_markdown, row))} |"

    def html(self) -> Iterator[str]:
        """Lines of the table in HTML, under its title."""
        yield f"<h3>{escape(self.title)}</h3>"
        yield "<table>"
        yield f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in self.columns)}</tr>"
        for row in self.rows:
            yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        yield "</table>"


def _in_markdown(cell: str) -> str:
    return cell.replace("|", "\\|")
