"""Python source as it goes to the board: without comments and docstrings, each line in its place."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=256)
def slim(source: str) -> str:
    """Leave out what only people read; a traceback still names the lines of the source.

    Two releases lie on the board's drive for a while, which holds 2 MB, most of them for logs.

    Raises:
        SyntaxError: this is not Python.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    for statement, is_alone in _docstrings(ast.parse(source)):
        end = statement.end_lineno or statement.lineno
        lines[statement.lineno - 1 : end] = [""] * (end - statement.lineno + 1)
        if is_alone:
            lines[statement.lineno - 1] = " " * statement.col_offset + "pass"
    return "\n".join(lines).rstrip() + "\n"


def _docstrings(tree: ast.Module) -> Iterator[tuple[ast.Expr, bool]]:
    """Strings that are statements, and whether their block holds nothing else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for statement in node.body:
                if (
                    isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Constant)
                    and isinstance(statement.value.value, str)
                ):
                    yield statement, len(node.body) == 1 and not isinstance(node, ast.Module)
