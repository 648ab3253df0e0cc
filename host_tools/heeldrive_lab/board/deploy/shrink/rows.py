"""Writes simple statements that follow each other into one line, because a board keeps a table of the lines.

A traceback then names the line of the first of them. The table is a fortieth of the heap, and two thirds of
it are for such lines.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited


def in_rows(source: str) -> str:
    """A source with its simple statements in rows; the first of each stays in its line."""
    return edited(source, _edits(ast.parse(source)))


def _edits(tree: ast.Module) -> Iterator[Edit]:
    for node in ast.walk(tree):
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if not isinstance(statements, list):
                continue  # of a lambda or conditional expression
            for before, after in pairwise(statements):
                if _is_simple(before) and _is_simple(after):
                    line, column = before.end_lineno or 0, before.end_col_offset or 0
                    yield Edit(line, column, after.lineno, after.col_offset, "; ")


def _is_simple(statement: ast.stmt) -> bool:
    return not hasattr(statement, "body") and not isinstance(statement, ast.Match)
