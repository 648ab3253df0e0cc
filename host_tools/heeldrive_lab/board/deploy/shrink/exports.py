"""Takes names out of a package that it offers and nothing in the program imports from it."""

import ast
from collections.abc import Mapping

from heeldrive_lab.board.deploy.shrink.edits import edited, in_place_of
from heeldrive_lab.board.deploy.shrink.modules import module_of


def without_unused_exports(sources: Mapping[str, str], packages: tuple[str, ...]) -> dict[str, str]:
    """A program whose packages import only what other modules take from them: the rest need not be loaded.

    Args:
        sources: the text of each module, by path.
        packages: the packages; one that does more than to import and pass on stays as it is.
    """
    used: set[tuple[str, str]] = set()
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                used |= {(node.module or "", alias.name) for alias in node.names}
    program = dict(sources)
    for path, source in sources.items():
        package = module_of(path)
        body = ast.parse(source).body
        if package not in packages or not all(isinstance(node, ast.ImportFrom) for node in body):
            continue
        edits = []
        for node in body:
            if isinstance(node, ast.ImportFrom):
                kept = [alias for alias in node.names if (package, alias.asname or alias.name) in used]
                names = ", ".join(map(ast.unparse, kept))
                text = f"from {node.module} import {names}" if kept else "pass"
                edits.append(in_place_of(node, text))
        program[path] = edited(source, edits)
    return program
