"""Joins modules that are loaded together into one, because each module costs a board some 150 bytes of heap.

Most of that is the table of globals, in which every imported name takes a place again.
"""

import ast
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited
from heeldrive_lab.board.deploy.shrink.modules import imported_from, module_of, package_of


class Bundle(NamedTuple):
    """Several modules in one.

    Attributes:
        source: its text: that of the modules, one after the other.
        starts: first line of each module in it, and the module's path.
    """

    source: str
    starts: list[tuple[int, str]]


def bundle(paths: Sequence[str], sources: Mapping[str, str]) -> Bundle:
    """Join modules.

    Args:
        paths: of the modules, each after those it imports.
        sources: the text of every module of the program, by path.
    """
    inside = {module_of(path): path for path in paths}
    # What each name at the top of the bundle stands for: (module, name).
    bound: dict[str, tuple[str, str]] = {}
    names: dict[str, dict[str, str]] = {}  # of each module, its own names in the bundle
    text = ""
    starts = []
    for number, path in enumerate(paths):
        tree = ast.parse(sources[path])
        module = module_of(path)
        exchanged: dict[str, str] = {}
        edits: list[Edit] = []
        for name, owner in _bindings(tree, module, package_of(path), inside):
            if owner[0] in inside and owner[0] != module:
                exchanged[name] = names[owner[0]].get(owner[1], owner[1])
            elif bound.setdefault(name, owner) != owner:
                exchanged[name] = f"{name}_{number}"
                bound[exchanged[name]] = owner
        names[module] = {**exchanged}
        shadowed = exchanged.keys() & {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if shadowed:
            raise ValueError(f"{path}: {', '.join(shadowed)} is an argument too: rename one of the two")
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and imported_from(node, package_of(path)) in inside:
                edits.append(_edit(node, "pass"))
            elif isinstance(node, ast.ImportFrom) and node in tree.body:
                there = "." * node.level + (node.module or "")
                parts = [
                    ast.unparse(ast.alias(a.name, exchanged.get(a.asname or a.name, a.asname)))
                    for a in node.names
                ]
                edits.append(_edit(node, f"from {there} import {', '.join(parts)}"))
            elif isinstance(node, ast.Name) and node.id in exchanged:
                edits.append(_edit(node, exchanged[node.id]))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in exchanged:
                column = node.col_offset + len("def " if isinstance(node, ast.FunctionDef) else "class ")
                line = node.lineno
                edits.append(Edit(line, column, line, column + len(node.name), exchanged[node.name]))
        starts.append((text.count("\n") + 1, path))
        text += edited(sources[path], edits)
    return Bundle(text, starts)


def _bindings(
    tree: ast.Module, module: str, package: str, inside: Container[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each name that a module binds at its top or imports anywhere, and what it stands for."""
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
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            there = imported_from(node, package)
            if node in tree.body or there in inside:
                for alias in node.names:
                    yield alias.asname or alias.name, (there, alias.name)


def _edit(node: ast.stmt | ast.expr, text: str) -> Edit:
    return Edit(node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0, text)
