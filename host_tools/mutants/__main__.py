"""`python -m mutants AREA`: prints the mutants that no test finds, and the share that one does."""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from mutants.mutations import Mutation, draw, mutations
from mutants.reach import Reach, read_tests
from mutants.trees import ROOT, Tree


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


def main() -> int:
    """Draw, run and print; return 1 where fewer are found than the area's goal."""
    parser = argparse.ArgumentParser("mutants", description=__doc__)
    parser.add_argument("area", choices=AREAS)
    parser.add_argument("--count", type=int, default=100, help="how many mutants are drawn (100)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same ones (1)")
    parser.add_argument("--jobs", type=int, default=2, help="how many are run at once (2)")
    given = parser.parse_args()
    area = AREAS[given.area]
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / area.source).rglob("*.py")]
    drawn = draw(mutations(ROOT, paths), given.count, given.seed)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        first = Tree.fresh(Path(folder) / "tree0")
        tests = read_tests(first.unmutated(area.source, list(area.tests), given.jobs))
        first.check_names(tests)
        trees: SimpleQueue[Tree] = SimpleQueue()
        trees.put(first)
        for number in range(1, given.jobs):
            trees.put(first.again(Path(folder) / f"tree{number}"))
        reach = Reach(ROOT, paths, tests)

        def run(mutation: Mutation) -> bool:
            tests = reach.tests(mutation.path, mutation.line)
            if not tests:
                return True
            tree = trees.get()
            try:
                test = tree.found_by(mutation, tests)
            finally:
                trees.put(tree)
            if test:
                reach.note(test)
            return test is None

        survivors = 0
        with ThreadPoolExecutor(given.jobs) as pool:
            for number, (mutation, survived) in enumerate(zip(drawn, pool.map(run, drawn), strict=True), 1):
                print(f"\r{number} of {len(drawn)} ", end="", file=sys.stderr, flush=True)
                if survived:
                    survivors += 1
                    tests = reach.tests(mutation.path, mutation.line)
                    print(f"{mutation.path}:{mutation.line} {'' if tests else '(no test runs it)'}")
                    print(mutation.diff((ROOT / mutation.path).read_text("utf-8")), flush=True)
    found = len(drawn) - survivors
    percent = 100 * found // max(1, len(drawn))
    print(
        f"{given.area}: {found} of {len(drawn)} mutants found, {percent} % "
        f"(goal {area.goal_percent} %), seed {given.seed}"
    )
    return int(percent < area.goal_percent)


if __name__ == "__main__":
    sys.exit(main())
