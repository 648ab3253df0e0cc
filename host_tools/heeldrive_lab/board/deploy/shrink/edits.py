"""Replaces parts of a source text and keeps every line where it is."""

import ast
from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """A part of a source and what replaces it; lines from 1, columns in UTF-8 bytes, as in `ast`."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""


def in_place_of(node: ast.stmt | ast.expr, text: str) -> Edit:
    """The edit that writes a text in place of a part of the program."""
    return Edit(node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0, text)


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Make edits that do not overlap. Where one spans several lines, those after its first become empty."""
    lines = [line.encode() for line in source.splitlines()]
    # From the last to the first, since an edit moves the rest of its line.
    for edit in sorted(edits, reverse=True):
        first, last = edit.line - 1, edit.end_line - 1
        rest = lines[last][edit.end_column :]
        lines[first] = lines[first][: edit.column] + edit.text.encode() + rest
        lines[first + 1 : last + 1] = [b""] * (last - first)
    return b"\n".join(lines).decode() + "\n"
