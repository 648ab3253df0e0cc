"""`python -m mutants AREA...`: prints the mutants that no test finds, and the share that one does."""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from mutants.mutations import Mutation, draw, mutations
from mutants.reach import Reach, read_tests
from mutants.trees import Tree


class Area(NamedTuple):
    """A part of the source, the tests that see it, and the share of mutants they have to find, %."""

    source: str
    tests: tuple[str, ...]
    goal_percent: int


# Elsewhere, tests of what is made from the detector's tables of settings and of event fields, and of what its
# window shows.
TABLES = (
    "tests/host_tools/detection/test_replay_explains_itself.py",
    "tests/firmware/test_events_on_every_way_out.py",
    "tests/host_tools/docs_build/test_file_format_page.py",
    "tests/host_tools/settings/test_settings_pages.py",
)
AREAS = {
    "signal": Area("signal/heeldrive", ("tests/golden", "tests/signal", *TABLES), 90),
    "firmware": Area("firmware", ("tests/firmware",), 80),
}


class Run:
    """Mutants of one area, each run against the tests that see it.

    Args:
        area: the part of the source.
        folder: where the copies of the tree go.
        jobs: how many mutants are run at once, each in a copy of its own.

    Attributes:
        root: a copy of the tree, as it was when the run began.
        paths: the area's files, relative to it.
    """

    def __init__(self, area: Area, folder: Path, jobs: int) -> None:
        first = Tree.fresh(folder / "tree0")
        self.root = first.root
        self.paths = [
            path.relative_to(first.root).as_posix() for path in (first.root / area.source).rglob("*.py")
        ]
        tests = read_tests(first.unmutated(area.source, list(area.tests), jobs))
        first.check_names(tests)
        self._reach = Reach(first.root, self.paths, tests)
        self._jobs = jobs
        self._trees: SimpleQueue[Tree] = SimpleQueue()
        self._trees.put(first)
        for number in range(1, jobs):
            self._trees.put(first.again(folder / f"tree{number}"))

    def survivors(self, drawn: list[Mutation]) -> list[Mutation]:
        """Run every mutant; return those that no test finds, in the order in which they were drawn."""
        with ThreadPoolExecutor(self._jobs) as pool:
            survived = []
            for number, found in enumerate(pool.map(self._is_found, drawn), 1):
                print(f"\r{number} of {len(drawn)} ", end="", file=sys.stderr, flush=True)
                survived.append(not found)
        print(file=sys.stderr)
        return [mutation for mutation, alive in zip(drawn, survived, strict=True) if alive]

    def is_reached(self, mutation: Mutation) -> bool:
        """Whether any test runs the line."""
        return bool(self._reach.tests(mutation.path, mutation.line))

    def _is_found(self, mutation: Mutation) -> bool:
        tests = self._reach.tests(mutation.path, mutation.line)
        if not tests:
            return False
        tree = self._trees.get()
        try:
            test = tree.found_by(mutation, tests)
        finally:
            self._trees.put(tree)
        if test:
            self._reach.note(test)
        return test is not None


def judge(name: str, count: int, seed: int, jobs: int) -> bool:
    """Draw, run and print; return whether as many are found as the area's goal asks for."""
    area = AREAS[name]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        run = Run(area, Path(folder), jobs)
        drawn = draw(mutations(run.root, run.paths), count, seed)
        survivors = run.survivors(drawn)
        for mutation in survivors:
            print(
                f"{mutation.path}:{mutation.line}{'' if run.is_reached(mutation) else ' (no test runs it)'}"
            )
            print(mutation.diff((run.root / mutation.path).read_text("utf-8")))
    found = len(drawn) - len(survivors)
    percent = 100 * found / max(1, len(drawn))
    print(
        f"{name}: {found} of {len(drawn)} mutants found, {percent:.0f} % "
        f"(goal {area.goal_percent} %), seed {seed}",
        flush=True,
    )
    return percent >= area.goal_percent


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return number


def main() -> int:
    """Judge the areas asked for; return 1 where one misses its goal."""
    parser = argparse.ArgumentParser("mutants", description=__doc__)
    parser.add_argument("areas", nargs="+", choices=AREAS, metavar="area", help=" or ".join(AREAS))
    parser.add_argument("--count", type=_positive, default=100, help="how many mutants are drawn (100)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same ones (1)")
    parser.add_argument("--jobs", type=_positive, default=2, help="how many are run at once (2)")
    given = parser.parse_args()
    reached = [judge(name, given.count, given.seed, given.jobs) for name in given.areas]
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main())
