"""Writes f-strings as calls of `format`, so that the names inside are names like all others.

Up to Python 3.11 an f-string is one token: the names in it would stay while those of the rest of the program
are exchanged. A board's compiler makes such a call of it too, so this costs no memory.
"""

import ast
from collections.abc import Iterator

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited, in_place_of


def without_f_strings(source: str) -> str:
    """A source with each f-string as a call; lines are kept."""
    return edited(source, _edits(ast.parse(source)))


def _edits(node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.JoinedStr):
        yield in_place_of(node, ast.unparse(_Calls().visit(node)))
        return
    for child in ast.iter_child_nodes(node):
        yield from _edits(child)


class _Calls(ast.NodeTransformer):
    """Turns f-strings into calls, those inside of others too."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Call:
        text, values = _template(node)
        method = ast.Attribute(ast.Constant(text), "format", ast.Load())
        return ast.Call(method, [self.visit(value) for value in values], [])


def _template(node: ast.JoinedStr) -> tuple[str, list[ast.expr]]:
    """What `format` is called on, and the values for it."""
    text = ""
    values: list[ast.expr] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            values.append(part.value)
            text += "{"
            if part.conversion >= 0:
                text += f"!{chr(part.conversion)}"
            if isinstance(part.format_spec, ast.JoinedStr):
                inner, more = _template(part.format_spec)
                text += f":{inner}"
                values += more
            text += "}"
        elif isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
    return text, values
