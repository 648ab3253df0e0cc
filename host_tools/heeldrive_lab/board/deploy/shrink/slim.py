"""Strips comments, docstrings and annotations from Python source for the board; line numbers are kept."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import lru_cache

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited


@lru_cache(maxsize=256)
def slim(source: str) -> str:
    """Remove everything that only people and type checkers read; tracebacks still name the right lines.

    A `try:` that starts with an import from `typing` is removed completely: only annotations need it.

    This saves space: a drive has only 2 MB, mostly for logs, and holds two releases during a deploy.

    Raises:
        SyntaxError: the source is not valid Python.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    tree = ast.parse(source)
    lines = edited("\n".join(lines), _annotations(tree, lines)).splitlines()
    for statement, is_alone in _statements_for_people(tree):
        end = statement.end_lineno or statement.lineno
        lines[statement.lineno - 1 : end] = [""] * (end - statement.lineno + 1)
        if is_alone:
            lines[statement.lineno - 1] = " " * statement.col_offset + "pass"
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def is_for_people(statement: ast.stmt) -> bool:
    """Whether the board does not need a statement: a string, `__all__` or its like, code for annotations."""
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0]) in ("__all__", "__version__", "__repo__")
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None
    if isinstance(statement, ast.Try):
        first = statement.body[0]
        return isinstance(first, ast.ImportFrom) and first.module == "typing"
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _statements_for_people(tree: ast.Module) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements to remove, and whether each is the last one of a block that must not be empty."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            found = [statement for statement in node.body if is_for_people(statement)]
            nothing_left = len(found) == len(node.body) and not isinstance(node, ast.Module)
            for statement in found:
                yield statement, nothing_left and statement is found[-1]


def _annotations(tree: ast.Module, lines: list[str]) -> Iterator[Edit]:
    """What removes each annotation, from the end of the annotated name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            yield _up_to_end_of(node.annotation, node.lineno, node.col_offset + len(node.arg.encode()))
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            line = node.returns.lineno
            arrow = lines[line - 1].encode().rindex(b"->", 0, node.returns.col_offset)
            yield _up_to_end_of(node.returns, line, arrow - 1)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target = node.target
            yield _up_to_end_of(node.annotation, target.end_lineno or 0, target.end_col_offset or 0)


def _up_to_end_of(annotation: ast.expr, line: int, column: int) -> Edit:
    return Edit(line, column, annotation.end_lineno or line, annotation.end_col_offset or column)
