"""Joins modules that are loaded together into one, because each module costs a board some 150 bytes of heap.

Most of that is the table of globals, in which every imported name takes a place again.
"""

import ast
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.shrink.edits import Edit, edited, in_place_of
from heeldrive_lab.board.deploy.shrink.modules import imported_from, module_of, package_of


class Bundle(NamedTuple):
    """Several modules in one.

    Attributes:
        source: its text: that of the modules, one after the other.
        starts: first line of each module in it, and the module's path.
    """

    source: str
    starts: list[tuple[int, str]]


def bundle(paths: Sequence[str], sources: Mapping[str, str], objects: Container[str]) -> Bundle:
    """Join modules.

    Args:
        paths: of the modules, each after those it imports.
        sources: the text of every module of the program, by path.
        objects: the modules that the program uses as objects, see ``used_as_objects``.
    """
    joined = {module_of(path) for path in paths}
    modules = {module_of(path) for path in sources}
    # What each name at the top of the bundle stands for: module and name.
    bound: dict[str, tuple[str, str]] = {}
    # Of each module, those of its names that have another in the bundle.
    names: dict[str, dict[str, str]] = {}
    changed: set[tuple[str, str]] = set()  # module and name of what a function sets anew
    text = ""
    starts = []
    for number, path in enumerate(paths):
        tree = ast.parse(sources[path])
        module = module_of(path)
        exchanged: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                changed |= {(module, name) for name in node.names}
        for name, (there, original) in dict(_bindings(tree, path)).items():
            if there != module and (there, original) in changed:
                raise DeployError(f"{path}: {name} is imported by value, but {there} changes it: ask for it")
            if there in joined and there != module and f"{there}.{original}" not in modules:
                exchanged[name] = names[there].get(original, original)
            elif bound.setdefault(name, (there, original)) != (there, original):
                exchanged[name] = f"{name}_{number}"
                bound[exchanged[name]] = there, original
        names[module] = exchanged
        hidden = {name for name in exchanged if name[0] != "_"}
        if hidden and module in objects:
            raise DeployError(
                f"{path}: {', '.join(sorted(hidden))} would be another module's, since they are joined and"
                " this one is used as an object: rename one"
            )
        shadowed = exchanged.keys() & set(_inner_names(tree))
        if shadowed:
            raise DeployError(
                f"{path}: {', '.join(sorted(shadowed))} has another meaning within a class or function, and"
                " modules that are joined with it have that name too: rename one"
            )
        starts.append((text.count("\n") + 1, path))
        text += edited(sources[path], _edits(tree, path, joined, modules, exchanged))
    return Bundle(text, starts)


def used_as_objects(sources: Mapping[str, str]) -> set[str]:
    """The modules that a program imports themselves, and not only names from them."""
    modules = {module_of(path) for path in sources}
    return modules & {
        f"{imported_from(node, package_of(path))}.{alias.name}"
        for path, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _edits(
    tree: ast.Module, path: str, joined: Set[str], modules: Set[str], exchanged: Mapping[str, str]
) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            there = imported_from(node, package_of(path))
            left = [
                ast.alias(alias.name, exchanged.get(alias.asname or alias.name, alias.asname))
                for alias in node.names
                if there not in joined or f"{there}.{alias.name}" in modules
            ]
            names = ", ".join(map(ast.unparse, left))
            yield in_place_of(node, f"from {there} import {names}" if left else "pass")
        elif isinstance(node, ast.Name) and node.id in exchanged:
            yield in_place_of(node, exchanged[node.id])
        elif isinstance(node, ast.Global):
            yield in_place_of(node, f"global {', '.join(exchanged.get(name, name) for name in node.names)}")
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef) and statement.name in exchanged:
            column = statement.col_offset + len(
                "def " if isinstance(statement, ast.FunctionDef) else "class "
            )
            line, name = statement.lineno, statement.name
            yield Edit(line, column, line, column + len(name), exchanged[name])


def _bindings(tree: ast.Module, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each name that a module binds at its top or imports anywhere, with the module and name it means."""
    module = module_of(path)
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name, (module, statement.name)
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                yield alias.asname or alias.name, ("", alias.name)
        elif not isinstance(statement, ast.ImportFrom):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id, (module, node.id)
                elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name:
                    yield node.name, (module, node.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            there = imported_from(node, package_of(path))
            for alias in node.names:
                yield alias.asname or alias.name, (there, alias.name)


def _inner_names(tree: ast.Module) -> Iterator[str]:
    """Names that something else than an assignment in a function gives to something, below the top."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.Import):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node not in tree.body:
            yield node.name
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                for part in ast.walk(statement) if not isinstance(statement, ast.FunctionDef) else ():
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                        yield part.id
