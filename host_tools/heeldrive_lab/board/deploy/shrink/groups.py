"""Finds the modules of a program that are loaded together and so can be one."""

import ast
from collections.abc import Iterator, Mapping

from heeldrive_lab.board.deploy.shrink.modules import imported_from, module_of, package_of


def groups(sources: Mapping[str, str], packages: tuple[str, ...]) -> list[list[str]]:
    """Paths of the modules of each group, each after those it imports.

    Together are: what a package loads when it is imported, and what a list of modules in the program names,
    because the program loads such a list as a whole.

    Args:
        sources: the text of each module, by path.
        packages: the packages to join.
    """
    paths = {module_of(path): path for path in sources}
    trees = {module_of(path): ast.parse(source) for path, source in sources.items()}
    imports = {
        module: [name for name in _imported(trees[module], paths[module], paths) if name in paths]
        for module in paths
    }
    alone = {name for module, tree in trees.items() for name in _alone(tree, paths)}
    lists = [
        [name for name in names if name not in alone and name not in packages]
        for tree in trees.values()
        for names in _lists(tree, paths)
    ]
    wholes = [
        [name for name in _closure(package, imports) if name not in alone or name == package]
        for package in packages
        if package in paths
    ]
    return [[paths[name] for name in _ordered(group, imports)] for group in lists + wholes if len(group) > 1]


def _lists(tree: ast.Module, paths: Mapping[str, str]) -> Iterator[list[str]]:
    """Each tuple of names of modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) > 1:
            names = [name for part in node.elts for name in _texts(part)]
            if len(names) == len(node.elts) and all(name in paths for name in names):
                yield names


def _alone(tree: ast.Module, paths: Mapping[str, str]) -> Iterator[str]:
    """Modules that the program calls `unload` for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "unload":
            yield from (name for argument in node.args for name in _texts(argument) if name in paths)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _imported(tree: ast.Module, path: str, paths: Mapping[str, str]) -> Iterator[str]:
    """Modules that a module imports when it is loaded."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            there = imported_from(statement, package_of(path))
            yield there
            yield from (f"{there}.{alias.name}" for alias in statement.names)


def _closure(module: str, imports: Mapping[str, list[str]]) -> list[str]:
    found = [module]
    for name in found:
        found += [other for other in imports[name] if other not in found]
    return found


def _ordered(group: list[str], imports: Mapping[str, list[str]]) -> list[str]:
    """The same modules, each after those it imports; a package, which its modules may import, is last."""
    done: list[str] = []
    begun: set[str] = set()

    def visit(name: str) -> None:
        begun.add(name)
        for other in imports[name]:
            if other in group and other not in begun:
                visit(other)
        done.append(name)

    for name in group:
        if name not in begun:
            visit(name)
    return done
