"""Takes out of each class the names of its module and of itself that a board keeps in the class's table.

Nothing here asks for them, each takes 8 bytes, and tables grow by several places at once. What an error shows
is another copy of the name.
"""

import ast
from collections.abc import Iterator

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited


def without_class_names(source: str) -> str:
    """A source whose classes delete them first, in the line that a docstring has left; lines are kept."""
    return edited(source, _edits(ast.parse(source), source.splitlines()))


def _edits(tree: ast.Module, lines: list[str]) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        first, below = node.body[0], node.lineno + 1
        if first.lineno > below and not lines[below - 1].strip():
            yield Edit(below, 0, below, 0, f"{' ' * first.col_offset}del __module__, __qualname__")
