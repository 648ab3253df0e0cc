"""Finds which names of a program have to differ on the board, and which may be one.

Two names may be one unless a space holds both. Spaces are: a class with all its relatives (their attributes
and methods), a function (its arguments and variables, and what its module gives it), a module. So the
attributes of fifty classes need no more names than the class with most, and a module that has fewer names
takes less: its table is smaller, and the first 128 of it take one byte in the code instead of two.
"""

import ast
import builtins
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping

Space = Hashable

_BUILT_IN = set(dir(builtins))


def shareable(names: Iterable[str], trees: Collection[ast.Module]) -> list[list[str]]:
    """Put names in groups of which no two are in one space: first those in most spaces, then the longest.

    A name stays alone if its spaces cannot be told: an argument that a caller names, an attribute that is set
    from outside its class, a member of a class with other bases than one class of the program. So does that
    of a class, which an error shows.

    Args:
        names: the names, all of which occur in the program.
        trees: all modules of the program.
    """
    finder = _Finder(_families(trees))
    for tree in trees:
        finder.visit(tree)
    groups: list[list[str]] = []
    taken: list[set[Space]] = []  # by each group; nobody joins one that takes none
    for name in sorted(names, key=lambda name: (-len(finder.spaces[name]), -len(name), name)):
        spaces = set() if name in finder.alone else finder.spaces[name]
        fits = (i for i, there in enumerate(taken) if spaces and there and there.isdisjoint(spaces))
        place = next(fits, len(groups))
        if place == len(groups):
            groups.append([])
            taken.append(set())
        groups[place].append(name)
        taken[place] |= spaces
    return groups


def _families(trees: Iterable[ast.Module]) -> Mapping[str, str]:
    """Of each class its oldest ancestor; an empty text if that cannot be told."""
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] |= {ast.unparse(base) for base in node.bases} - _BUILT_IN

    def oldest(name: str) -> str:
        if name not in bases or len(bases[name]) > 1:
            return ""
        return oldest(*bases[name]) if bases[name] else name

    return {name: oldest(name) for name in bases}


class _Finder(ast.NodeVisitor):
    """Collects the spaces of each name, module by module.

    Attributes:
        spaces: those of each name.
        alone: names that must not share.
    """

    def __init__(self, families: Mapping[str, str]) -> None:
        self.spaces: defaultdict[str, set[Space]] = defaultdict(set)
        self.alone: set[str] = set()
        self._families = families
        self._inner: list[Space] = []  # the functions around the place
        self._family: str | None = None  # of the class whose body it is in
        self._self: tuple[str, str | None] = ("", None)  # first argument of the method around it, its family
        self._functions: list[Space] = []  # all of the module
        self._globals: set[str] = set()

    def visit_Module(self, node: ast.Module) -> None:
        self._functions, self._globals = [node], set()
        self.generic_visit(node)
        for name in self._globals:
            self.spaces[name].update(self._functions)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._has(node.name)
        self.alone.add(node.name)
        for part in (*node.bases, *node.decorator_list):
            self.visit(part)
        outer, self._family = self._family, self._families[node.name]
        for statement in node.body:
            self.visit(statement)
        self._family = outer

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if self._family is None:
            self._has(node.name)
        else:
            self._member(node.name, self._family)
        for part in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(part)
        self._function(node, node.args, node.body, "staticmethod" in map(ast.unparse, node.decorator_list))

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(part)
        self._function(node, node.args, [node.body], True)

    def _function(
        self, node: ast.AST, arguments: ast.arguments, body: Iterable[ast.AST], is_static: bool
    ) -> None:
        outer = self._family, self._self
        self._functions.append(node)
        self._inner.append(node)
        if self._family is not None and arguments.args and not is_static:
            self._self = arguments.args[0].arg, self._family
        self._family = None
        for part in ast.walk(arguments):
            if isinstance(part, ast.arg):
                self._has(part.arg)
        for part in body:
            self.visit(part)
        self._inner.pop()
        self._family, self._self = outer

    def visit_Name(self, node: ast.Name) -> None:
        self._has(node.id)
        if self._family is not None:
            self._member(node.id, self._family)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.visit(node.value)
        if isinstance(node.value, ast.Name) and node.value.id == self._self[0]:
            self._member(node.attr, self._self[1])
        elif isinstance(node.ctx, ast.Store):
            self.alone.add(node.attr)

    def visit_Global(self, node: ast.Global) -> None:
        self._globals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._has(node.name)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self._has(node.name)
        if node.asname:
            self._has(node.asname)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self.alone.add(node.arg)
        self.visit(node.value)

    def _has(self, name: str) -> None:
        """A name that is not behind a dot."""
        self.spaces[name].update(self._inner)
        if not self._inner:
            self._globals.add(name)

    def _member(self, name: str, family: str | None) -> None:
        if family:
            self.spaces[name].add(family)
        else:
            self.alone.add(name)
