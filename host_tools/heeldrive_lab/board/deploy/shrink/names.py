"""Exchanges our own names for names that a board has in its ROM, because every other name takes heap.

CircuitPython keeps each attribute, method, global and argument name that is not in its ROM once on the heap:
6 bytes, its text, and a share of tables that double. The detector, the firmware and the drivers have about a
thousand. They are exchanged everywhere at once, so the program does the same; lines stay. Names that never
meet share one (`spaces`).
"""

import ast
import builtins
import io
import keyword
import tokenize
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from itertools import chain, product
from string import ascii_lowercase

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited
from heeldrive_lab.board.deploy.shrink.spaces import shareable

# `setter` of a property, `errno` of an error.
_BUILT_IN = {name for thing in vars(builtins).values() for name in dir(thing)}
_PYTHONS = {*dir(builtins), *_BUILT_IN, *keyword.kwlist, *keyword.softkwlist}


def short_names(
    sources: Iterable[str], in_rom: Iterable[str], kept: Set[str], modules: Container[str]
) -> dict[str, str]:
    """Find a new name for each name of a program that would take heap.

    Args:
        sources: every Python file of the program.
        in_rom: names that every board has in its ROM, in the order in which to use them.
        kept: names that are never exchanged: CircuitPython's own, and those of the program's modules.
        modules: the program's modules; what is imported from any other keeps its name.

    Returns:
        the new name of each name that gets one. No new name occurs in the program.

    Raises:
        SyntaxError: a file is not valid Python.
    """
    trees = [ast.parse(source) for source in sources]
    texts = set(chain.from_iterable(map(_texts, trees)))
    taken = {name for source in sources for _, _, name in names_in(source)} | texts
    foreign = {name for tree in trees for name in _foreign(tree, modules)}
    stays = kept | texts | foreign | _PYTHONS | set(chain.from_iterable(map(inlined, trees)))
    arguments = {name for tree in trees for name in _arguments(tree)}
    # An attribute that nothing here sets is one of an object from elsewhere.
    made = arguments.union(*map(_made, trees))
    ours = {name for tree in trees for name in _on_the_heap(tree) if not name.startswith("__")} & made - stays
    # A public name must not become a private one: the compiler forgets a private constant.
    rom = (name for name in in_rom if name not in taken | _PYTHONS and name[0] != "_")
    more = map("".join, chain(*(product(ascii_lowercase, repeat=length) for length in (2, 3))))
    spare = (name for name in more if name not in taken | stays)
    groups = shareable(ours | (arguments - stays), trees)
    return {name: new for group, new in zip(groups, chain(rom, spare), strict=False) for name in group}


def renamed(source: str, names: Mapping[str, str]) -> str:
    """A source with its names exchanged; those of modules stay."""
    return edited(
        source,
        (
            Edit(row, column, row, column + len(name), names[name])
            for row, column, name in names_in(source)
            if name in names
        ),
    )


def names_in(source: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each name in a source, except where an import names a module."""
    begins = True  # a statement
    of_module = False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            if begins and token.string in ("from", "import"):
                of_module = True
            elif token.string in ("import", "as"):
                of_module = False
            elif not of_module and not keyword.iskeyword(token.string):
                yield *token.start, token.string
            begins = False
        elif token.type != tokenize.COMMENT:
            begins = token.type != tokenize.OP or token.string in (";", ":")
            of_module = of_module and not (begins and token.type != tokenize.OP) and token.string != ";"


def _texts(tree: ast.Module) -> Iterator[str]:
    """Strings, because a program can look an attribute up by its name's text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _foreign(tree: ast.Module, modules: Container[str]) -> Iterator[str]:
    """Names of other modules, what is imported from them, and their attributes."""
    objects: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name not in modules:
                    objects.add(alias.asname or alias.name.partition(".")[0])
                    yield from alias.name.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module not in modules:
            objects |= {alias.asname or alias.name for alias in node.names}
            yield from (alias.name for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in objects:
            yield node.attr


def inlined(tree: ast.Module) -> Iterator[str]:
    """Private constants: the compiler replaces them by their values, so they take no heap."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("const("):
            yield from (name for name in map(ast.unparse, node.targets) if name.startswith("_"))


def _on_the_heap(tree: ast.Module) -> Iterator[str]:
    """Names that the compiled program keeps: all but those of local variables, and of mere arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.keyword):
            yield from filter(None, (node.arg,))
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                    yield from (
                        name.id
                        for name in ast.walk(statement)
                        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
                    )


def _made(tree: ast.Module) -> Iterator[str]:
    """Names that a program gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.attr if isinstance(node, ast.Attribute) else node.id


def _arguments(tree: ast.AST) -> Iterator[str]:
    """Names of arguments, which the compiled program keeps for callers that use them."""
    return (node.arg for node in ast.walk(tree) if isinstance(node, ast.arg))
