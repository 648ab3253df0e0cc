"""Puts all modules of a program into one folder, under names of three characters.

A board keeps the name, the path and the source path of each module on its heap: 130 bytes for one called
`wearable.fault_reporter`, and there are over eighty. Under a short name that serves for all three it is 14.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase, digits

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited, in_place_of


def module_of(path: str) -> str:
    """The module that a path in the release holds, for instance ``log.frame`` for ``log/frame.py``."""
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def package_of(path: str) -> str:
    """The package against which the module of a path resolves relative imports."""
    module = module_of(path)
    return module if path.endswith("/__init__.py") else module.rpartition(".")[0]


def flat_modules(paths: Sequence[str], entries: Sequence[str]) -> dict[str, str]:
    """The short name of each module; entries keep theirs, because files outside the release name them.

    A package's name begins those of its modules, as it did before: `unload` takes the beginning of a name.
    """
    short: dict[str, str] = {}
    rooms = (f"h{number:02}" for number in range(100))
    places: defaultdict[str, Iterator[str]] = defaultdict(lambda: iter(ascii_lowercase + digits))
    for module in sorted(map(module_of, paths)):
        package = short.get(module.rpartition(".")[0])
        if module in entries:
            short[module] = module
        elif package:
            short[module] = package + next(places[package])
        else:
            short[module] = next(rooms)
    return short


def flattened(path: str, source: str, modules: Mapping[str, str]) -> str:
    """A module with its imports of other modules, and their names in strings, exchanged.

    Args:
        path: of the module in the release.
        source: its text.
        modules: the new name of each module of the program.
    """
    return edited(source, _edits(ast.parse(source), package_of(path), modules))


def imported_from(statement: ast.ImportFrom, package: str) -> str:
    """The module that a `from` statement names, in full."""
    if not statement.level:
        return statement.module or ""
    base = package.split(".")
    base = base[: len(base) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def _edits(tree: ast.Module, package: str, modules: Mapping[str, str]) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            parts = [_import(alias, modules) for alias in node.names]
            yield in_place_of(node, f"import {', '.join(parts)}")
        elif isinstance(node, ast.ImportFrom):
            module = imported_from(node, package)
            submodules = [alias for alias in node.names if f"{module}.{alias.name}" in modules]
            others = [alias for alias in node.names if alias not in submodules]
            parts = [
                f"import {modules[f'{module}.{alias.name}']} as {alias.asname or alias.name}"
                for alias in submodules
            ]
            if others:
                names = ", ".join(map(ast.unparse, others))
                parts.append(f"from {modules.get(module, module)} import {names}")
            yield in_place_of(node, "; ".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in modules:
            yield in_place_of(node, repr(modules[node.value]))


def _import(alias: ast.alias, modules: Mapping[str, str]) -> str:
    if alias.name not in modules:
        return ast.unparse(alias)
    return f"{modules[alias.name]} as {alias.asname or alias.name}"
