"""A table that can be shown in the terminal, on a Markdown page and in HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from rich.table import Table

from heeldrive_lab.util.terminal_tables import plain_table


@dataclass(frozen=True)
class Sheet:
    """A table of text.

    Attributes:
        title: above it.
        columns: their names.
        rows: as many cells each as there are columns.
        texts: so many columns, from the first, hold text, the others numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1

    def rich(self) -> Table:
        """For the terminal."""
        table = plain_table(self.title, *self.columns)
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> Iterator[str]:
        """The lines of a Markdown table, without the title."""
        yield f"| {' | '.join(map(_in_markdown, self.columns))} |"
        yield f"|{'---|' * self.texts}{'---:|' * (len(self.columns) - self.texts)}"
        for row in self.rows:
            yield f"| {' | '.join(map(_in_markdown, row))} |"

    def html(self) -> Iterator[str]:
        """The lines of an HTML table under its title."""
        yield f"<h3>{escape(self.title)}</h3>"
        yield "<table>"
        yield f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in self.columns)}</tr>"
        for row in self.rows:
            yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        yield "</table>"


def _in_markdown(cell: str) -> str:
    return cell.replace("|", "\\|")
