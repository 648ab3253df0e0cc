"""Writes simple statements that follow each other into one line, because a board keeps a table of the lines.

They go into the line of the `if` or `for` above them if nothing else is below it. A traceback then names the
first line of what was written into one. The table is a fortieth of the heap; most of it is for such lines.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited

_WHOLE = (ast.Module, ast.ClassDef, ast.FunctionDef)  # no line would be saved


def in_rows(source: str) -> str:
    """A source with its simple statements in rows; the first of each stays in its line."""
    return edited(source, _edits(ast.parse(source), source.encode().splitlines()))


def _edits(tree: ast.Module, lines: list[bytes]) -> Iterator[Edit]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if not isinstance(block, list):
                continue  # of a lambda or conditional expression
            for before, after in pairwise(block):
                if _is_simple(before) and _is_simple(after):
                    line, column = before.end_lineno or 0, before.end_col_offset or 0
                    yield Edit(line, column, after.lineno, after.col_offset, "; ")
            if block and not isinstance(node, _WHOLE) and all(map(_is_simple, block)):
                yield from _after_colon(block[0], lines)


def _after_colon(statement: ast.stmt, lines: list[bytes]) -> Iterator[Edit]:
    """What moves the first statement of a block to the line of its head."""
    line = statement.lineno - 1
    while line and not lines[line - 1].strip():
        line -= 1
    if not lines[statement.lineno - 1][: statement.col_offset].strip():
        yield Edit(line, len(lines[line - 1].rstrip()), statement.lineno, statement.col_offset, " ")


def _is_simple(statement: ast.stmt) -> bool:
    return not hasattr(statement, "body") and not isinstance(statement, ast.Match)
