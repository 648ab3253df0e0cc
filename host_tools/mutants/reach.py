"""Knows which tests reach a line: from the unmutated run, and from how the modules hang together."""

import ast
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class NotedTest(NamedTuple):
    """One test of the unmutated run: how long it took, s, and which lines of which file it ran."""

    name: str
    seconds: float
    lines: dict[str, set[int]]


def read_tests(folder: Path) -> list[NotedTest]:
    """Read what the workers of the unmutated run have written (`watching`)."""
    return [
        NotedTest(name, told["seconds"], {path: set(lines) for path, lines in told["lines"].items()})
        for part in sorted(folder.glob("*.json"))
        for name, told in json.loads(part.read_text("utf-8")).items()
    ]


class SourceLines:
    """The statements of one file, to find what runs when a line is changed."""

    def __init__(self, source: str) -> None:
        self._tree = ast.parse(source)
        self.in_functions = {
            line
            for node in ast.walk(self._tree)
            if isinstance(node, ast.FunctionDef | ast.Lambda)
            for inner in (node.body if isinstance(node.body, list) else [node.body])
            for line in range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
        }

    def statement(self, line: int) -> set[int]:
        """Return the lines of the innermost statement around a line; of a compound one, those of its head."""
        best = {line}
        size = 1 << 30
        for node in ast.walk(self._tree):
            if not isinstance(node, ast.stmt):
                continue
            last = node.end_lineno or node.lineno
            body = getattr(node, "body", None)
            if body:
                last = max(node.lineno, body[0].lineno - 1)
            if node.lineno <= line <= last and last - node.lineno < size:
                best = set(range(node.lineno, last + 1))
                size = last - node.lineno
        return best

    def imports(self) -> Iterator[str]:
        """Yield the last part of the name of every module that this one imports, or may import."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.ImportFrom):
                yield from [alias.name for alias in node.names]
                yield (node.module or "").split(".")[-1]
            elif isinstance(node, ast.Import):
                yield from [alias.name.split(".")[-1] for alias in node.names]


class Reach:
    """Which tests can see a change: those that found most so far first, then the quickest."""

    def __init__(self, root: Path, paths: Iterable[str], tests: list[NotedTest]) -> None:
        self._modules = {path: SourceLines((root / path).read_text("utf-8")) for path in paths}
        self._tests = sorted(tests, key=lambda test: test.seconds)
        self._found: Counter[str] = Counter()

    def note(self, test: str) -> None:
        """Note that a test has found a mutant: those that find many go first."""
        self._found[test] += 1

    def tests(self, path: str, line: int) -> list[NotedTest]:
        """Return the tests that run a line, then the others that stand in the same files.

        A line outside of functions runs at import: it is seen by tests that run any function of its module,
        or of one that imports it. Where a value is shared by several tests only the first is known to run
        the lines that make it; so the rest of their files is run as well.
        """
        module = self._modules[path]
        if line in module.in_functions:
            lines = module.statement(line)
            sees = [test for test in self._tests if test.lines.get(path, set()) & lines]
        else:
            name = Path(path).parent.name if path.endswith("__init__.py") else Path(path).stem
            touched = {path} | {other for other, its in self._modules.items() if name in its.imports()}
            sees = [
                test
                for test in self._tests
                if any(test.lines.get(other, set()) & self._modules[other].in_functions for other in touched)
            ]
        files = {test.name.split("::")[0] for test in sees}
        seen = {test.name for test in sees}
        rest = [test for test in self._tests if test.name.split("::")[0] in files and test.name not in seen]
        return sorted(sees, key=lambda test: -self._found[test.name]) + rest
