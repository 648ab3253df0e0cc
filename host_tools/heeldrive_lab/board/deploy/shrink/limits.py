"""Refuses what a program cannot do when its names are exchanged, so that it does not fail on a thigh."""

import ast
from collections.abc import Iterator, Mapping, Set

from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.shrink.modules import module_of

_BY_NAME = ("getattr", "setattr", "hasattr", "delattr")
_OF_MODULES = ("unload", "__import__")


def refuse_what_would_change(sources: Mapping[str, str]) -> None:
    """Check a program.

    Args:
        sources: the text of each module, by path.

    Raises:
        DeployError: it does something that shrinking would change; path, line, what and what would do.
    """
    modules = {module_of(path) for path in sources}
    for path, source in sources.items():
        for line, what in _faults(ast.parse(source), modules):
            raise DeployError(f"{path}:{line}: {what}")


def _faults(tree: ast.Module, modules: Set[str]) -> Iterator[tuple[int, str]]:
    lists_of_modules = {
        id(part)
        for node in ast.walk(tree)
        for part in (
            node.elts
            if isinstance(node, ast.Tuple)
            else node.args
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _OF_MODULES
            else ()
        )
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield node.lineno, "import *: name what is imported"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in modules and "." in alias.name and not alias.asname:
                    yield node.lineno, f"import {alias.name}: use from ... import"
        elif isinstance(node, ast.FunctionDef) and node.args.kwarg:
            yield node.lineno, f"**{node.args.kwarg.arg}: name the arguments, since a board has others"
        elif isinstance(node, ast.Call):
            yield from _calls(node)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value in modules
            and id(node) not in lists_of_modules
        ):
            yield node.lineno, f"'{node.value}' is the name of a module, which a board has under another"


def _calls(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = ast.unparse(node.func).rpartition(".")[2]
    if name in ("dict", "format") and node.keywords:
        yield node.lineno, f"{name}() with names: a board has others"
    elif name in _BY_NAME and isinstance(node.args[1], ast.BinOp | ast.JoinedStr | ast.Call):
        yield node.lineno, f"{name} of a name that is put together: take whole names from a list"
