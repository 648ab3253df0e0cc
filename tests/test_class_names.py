"""A class name is unique in the repository, so that a search for it finds only its definition."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Shared until the explanations are rewritten.
TO_BE_RENAMED = {"_Asker"}


def classes_in(tree):
    """Return the names of a module's classes, without those defined in functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
        if not isinstance(node, FUNCTIONS):
            yield from classes_in(node)


def test_no_two_classes_share_a_name():
    places = defaultdict(list)
    for room in ("signal", "firmware", "host_tools"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for name in classes_in(ast.parse(path.read_text("utf-8"))):
                places[name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 100
    shared = {name: found for name, found in places.items() if len(found) > 1}
    assert shared.keys() <= TO_BE_RENAMED, shared
