"""Lists the mutations of some files and draws a sample of them."""

import ast
import difflib
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# Mutations that no test could tell from the source, or that need arguments of their own:
# `==` for `is` and back where both sides are small integers, None or words, of which Python keeps one object.
LEFT_OUT = (
    "ReplaceComparisonOperator_Eq_Is",
    "ReplaceComparisonOperator_NotEq_IsNot",
    "ReplaceComparisonOperator_Is_Eq",
    "ReplaceComparisonOperator_IsNot_NotEq",
    "VariableReplacer",
    "VariableInserter",
)


class Mutation(NamedTuple):
    """One change of one file.

    Attributes:
        path: the file, relative to the root of the tree.
        line: where, from 1.
        operator: Cosmic Ray's name of the kind of change.
        occurrence: which place of the file that this operator can change, from 0.
    """

    path: str
    line: int
    operator: str
    occurrence: int

    def apply(self, source: str) -> str:
        """Return the mutated source."""
        mutated = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        assert mutated is not None, self
        return str(mutated)

    def diff(self, source: str) -> str:
        """Return the changed lines, as a diff without its headers."""
        lines = difflib.unified_diff(source.splitlines(), self.apply(source).splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def mutations(root: Path, paths: Iterable[str]) -> Iterator[Mutation]:
    """Yield every mutation of these files, in a fixed order."""
    for path in sorted(paths):
        source = (root / path).read_text("utf-8")
        tree = get_ast(source)
        annotated = annotations(source)
        for name in sorted(operator_names()):
            if name.split("/")[1] in LEFT_OUT:
                continue
            operator = get_operator(name)()
            places = (start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node))
            for occurrence, start in enumerate(places):
                if not any(first <= start < last for first, last in annotated):
                    yield Mutation(path, start[0], name, occurrence)


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where type annotations stand, (line, column) of begin and end: nothing runs them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for at in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(at, ast.expr):
                end = (at.end_lineno or at.lineno, at.end_col_offset or at.col_offset)
                found.append(((at.lineno, at.col_offset), end))
    return found


def draw(of: Iterable[Mutation], count: int, seed: int) -> list[Mutation]:
    """Draw some mutations, each as likely as any other; the same seed and source draw the same ones."""
    pool = list(of)
    return random.Random(seed).sample(pool, min(count, len(pool)))
