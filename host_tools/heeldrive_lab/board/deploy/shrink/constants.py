"""Replaces constants that one module imports from another by private ones: whole numbers and short texts.

A board's compiler puts the value of a private constant (`_WAIT_MS = const(3)`) into the code and forgets the
name. A public one takes a place in the globals of its module and of each that imports it, and a look-up.
"""

import ast
from collections.abc import Iterator, Mapping

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited, in_place_of
from heeldrive_lab.board.deploy.shrink.modules import imported_from, module_of, package_of
from heeldrive_lab.board.deploy.shrink.names import names_in

_SHORT = 10  # characters: a board keeps such a text once, and not once for each module


def with_private_constants(sources: Mapping[str, str]) -> dict[str, str]:
    """Make every constant private that is only ever imported by name, at the top of a module.

    Args:
        sources: the text of each module of the program, by path.
    """
    trees = {path: ast.parse(source) for path, source in sources.items()}
    constants = {module_of(path): dict(_constants(tree)) for path, tree in trees.items()}
    public = {name for tree in trees.values() for name in _used_otherwise(tree)}
    for module in constants.values():
        for name in [name for name in module if name in public]:
            del module[name]
    packages = {path: package_of(path) for path in sources}
    # A package may pass constants of its modules on.
    for path, tree in trees.items():
        if path.endswith("/__init__.py"):
            for statement in _imports(tree):
                there = constants.get(imported_from(statement, packages[path]), {})
                for alias in statement.names:
                    if alias.name in there and alias.name not in public:
                        constants[module_of(path)][alias.asname or alias.name] = there[alias.name]
    return {
        path: _private(path, sources[path], tree, constants, packages[path]) for path, tree in trees.items()
    }


def _private(
    path: str, source: str, tree: ast.Module, constants: Mapping[str, Mapping[str, int | str]], package: str
) -> str:
    edits: list[Edit] = []
    exchanged = {name: f"_{name}" for name in _defined(tree) if name in constants[module_of(path)]}
    has_const = False  # above the statement
    for statement in _imports(tree):
        there = constants.get(imported_from(statement, package), {})
        found = [alias for alias in statement.names if alias.name in there]
        if not found:
            has_const |= any(alias.name == "const" for alias in statement.names)
            continue
        rest = [alias for alias in statement.names if alias not in found]
        parts = []
        if rest:
            dots = "." * statement.level
            parts.append(f"from {dots}{statement.module or ''} import {', '.join(map(ast.unparse, rest))}")
        if not path.endswith("/__init__.py"):
            if not has_const:
                parts.append("from micropython import const")
                has_const = True
            for alias in found:
                name = alias.asname or alias.name
                exchanged[name] = f"_{name}"
                parts.append(f"_{name} = const({there[alias.name]!r})")
        edits.append(in_place_of(statement, "; ".join(parts)))
    edited_lines = {line for edit in edits for line in range(edit.line, edit.end_line + 1)}
    for row, column, name in names_in(source):
        if name in exchanged and row not in edited_lines:
            edits.append(Edit(row, column, row, column + len(name), exchanged[name]))
    return edited(source, edits)


def _imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """The imports from modules at the top of a module."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            yield statement


def _defined(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id


def _constants(tree: ast.Module) -> Iterator[tuple[str, int | str]]:
    """Public names that a module sets to `const` of a whole number or a short text, with their values."""
    known: dict[str, int | str] = {}
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        name, value = statement.targets[0].id, statement.value
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "const":
            try:
                constant = eval(ast.unparse(value.args[0]), {"__builtins__": {}}, known)
            except NameError:
                continue
            if type(constant) is int or (isinstance(constant, str) and len(constant) <= _SHORT):
                known[name] = constant
                if not name.startswith("_"):
                    yield name, constant


def _used_otherwise(tree: ast.Module) -> Iterator[str]:
    """Names that do more than stand for a value that is set and imported at the top of a module.

    They are attributes, looked up by their text, names of arguments, bound again, imported late or under
    another name, or in a module that has the private name already.
    """
    here = {*_defined(tree), *(alias.name for statement in _imports(tree) for alias in statement.names)}
    plain = {id(part) for part in _imports(tree)}
    plain |= {id(part.targets[0]) for part in tree.body if isinstance(part, ast.Assign)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if id(node) not in plain:
                yield node.id
            if node.id[0] == "_" and node.id[1:] in here:
                yield node.id[1:]
        elif isinstance(node, ast.ImportFrom):
            yield from (
                alias.name
                for alias in node.names
                if id(node) not in plain or alias.asname not in (None, alias.name)
            )
