"""Puts the names that a module uses most at the beginning of its table of names.

A compiled module numbers its names, and its code names them by number: one byte for the first 128, two for
the others. The compiler numbers attributes in the order in which it meets them, those in code that never runs
too, and then all other names.
"""

import ast
from collections import Counter

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited
from heeldrive_lab.board.deploy.shrink.names import inlined

_ONE_BYTE = 128
_FIRST = 2  # the compiler's own: the module's, and that of its code outside of functions
_FEW = 100  # names; some that the compiler adds are not counted
_INTERNED = 10  # characters: longer texts are no names to the compiler


def with_often_used_first(source: str) -> str:
    """A module that names its most used names in an expression that never runs; lines are kept.

    It stays as it is if it has few names, or begins with a function or class in its first line.
    """
    tree = ast.parse(source)
    counter = _Counter(tree)
    if len(counter.uses) < _FEW:
        return source
    first = tree.body[0]
    if first.lineno == 1 and hasattr(first, "body"):
        return source
    most = [name for name, uses in counter.uses.most_common(_ONE_BYTE - _FIRST) if uses]
    end = "; " if first.lineno == 1 else ""
    return edited(source, [Edit(1, 0, 1, 0, f"().{'.'.join(most)} if 0 else 0{end}")])


class _Counter(ast.NodeVisitor):
    """Counts how often the code of a module's functions names something that is no local variable.

    The code outside of functions does not count: a board frees it when it has run.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.uses: Counter[str] = Counter()
        self._unnamed = set(inlined(tree))
        self._in_function = False
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._count(node.name)
        self._function(node, node.args)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._count(node.name)
        self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node, node.args)

    def _function(self, node: ast.FunctionDef | ast.Lambda, arguments: ast.arguments) -> None:
        outer = self._in_function, self._unnamed
        self._in_function = True
        for part in ast.walk(arguments):
            if isinstance(part, ast.arg):
                self._count(part.arg)
        self._unnamed = self._unnamed | _local(node)
        self.generic_visit(node)
        self._in_function, self._unnamed = outer

    def visit_Name(self, node: ast.Name) -> None:
        self._count(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._count(node.attr)
        self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.target)  # is read
        self.generic_visit(node)  # and written

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self._count(node.arg)
        self.visit(node.value)

    def visit_alias(self, node: ast.alias) -> None:
        self._count(node.name)

    def visit_Constant(self, node: ast.Constant) -> None:
        text = node.value
        if isinstance(text, str) and text.isidentifier() and len(text) <= _INTERNED:
            self._count(text)

    def _count(self, name: str) -> None:
        if name not in self._unnamed:
            self.uses[name] += self._in_function


def _local(node: ast.FunctionDef | ast.Lambda) -> set[str]:
    """Arguments and variables of a function."""
    parts = list(ast.walk(node))
    shared = {name for part in parts if isinstance(part, ast.Global) for name in part.names}
    made = {part.arg for part in parts if isinstance(part, ast.arg)}
    made |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return made - shared
