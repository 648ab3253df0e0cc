"""Copies of the tree, in which tests run and files are changed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mutants.mutations import Mutation
from mutants.reach import NotedTest

ROOT = Path(__file__).parents[2]
# A busy computer is slower than the unmutated run was.
TIMES_SLOWER = 8
AT_LEAST_S = 30


class Tree:
    """A copy of the project: `fresh` of the files that git knows or would take, `again` of such a copy."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self._changes = 0

    @classmethod
    def fresh(cls, folder: Path) -> "Tree":
        """Copy the files as they stand now, committed or not."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        return cls(folder)

    def again(self, folder: Path) -> "Tree":
        """Copy this tree with the bytecode that its tests have left."""
        shutil.copytree(self.root, folder)
        return Tree(folder)

    def _pytest(self, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
        folders = [str(self.root / "signal"), str(self.root / "host_tools"), os.environ.get("PYTHONPATH", "")]
        return subprocess.run(
            [
                sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "mutants.watching",
                "-o", f"cache_dir={self.root.parent / 'cache'}", *arguments,
            ],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders)), **surroundings},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip

    def unmutated(self, source: str, tests: list[str], jobs: int) -> Path:
        """Run all tests as the tree is; return the folder with the notes on those that are green.

        Raises:
            RuntimeError: pytest could not run them; the message is its own.
        """
        notes = Path(tempfile.mkdtemp(dir=self.root.parent))
        done = self._pytest(
            "-n", str(jobs), *tests, MUTANTS_NOTES=str(notes), MUTANTS_SOURCE=str(self.root / source)
        )
        if done.returncode == 1:
            red = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
            print("left out, since they are red before anything is changed:", *red, sep="\n", flush=True)
        elif done.returncode:
            raise RuntimeError(f"the tests do not run:\n{done.stdout}")
        return notes

    def _chosen(self, tests: list[NotedTest]) -> str:
        """Write the names of tests into a file; return the argument that makes pytest read it."""
        path = self.root.parent / f"{self.root.name}.chosen.txt"
        path.write_text("".join(test.name + "\n" for test in tests), "utf-8")
        return f"@{path}"

    def check_names(self, tests: list[NotedTest]) -> None:
        """See that pytest finds every test by its name, so that a run that ends early is the mutant's doing.

        Raises:
            RuntimeError: it does not; the message is its own.
        """
        done = self._pytest("--collect-only", "-n", "0", self._chosen(tests))
        if done.returncode:
            raise RuntimeError(f"the tests are not found by their names:\n{done.stdout}")

    def found_by(self, mutation: Mutation, tests: list[NotedTest]) -> str | None:
        """Change one file, run the tests up to the first red one, and put the file back.

        Returns:
            the name of that test; empty where the run ended otherwise, because nothing loads or a test hangs;
            None where all are green.
        """
        path = self.root / mutation.path
        source = path.read_text("utf-8")
        stat = path.stat()
        limits = self.root.parent / f"{self.root.name}.limits.json"
        limits.write_text(
            json.dumps({test.name: AT_LEAST_S + TIMES_SLOWER * test.seconds for test in tests}), "utf-8"
        )
        chosen = self._chosen(tests)
        try:
            path.write_text(mutation.apply(source), "utf-8")
            # A time of its own: Python takes bytecode for fresh by the source's time in whole seconds.
            self._changes += 1
            os.utime(path, (stat.st_atime, stat.st_mtime + self._changes))
            done = self._pytest(
                "-x", "-n", "0", chosen, MUTANTS_LIMITS=str(limits), PYTHONDONTWRITEBYTECODE="1"
            )
        finally:
            path.write_text(source, "utf-8")
            os.utime(path, (stat.st_atime, stat.st_mtime))
        if done.returncode == 0:
            return None
        red = [
            line.removeprefix("FAILED ").split(" - ")[0]
            for line in done.stdout.splitlines()
            if line.startswith("FAILED ")
        ]
        return red[0] if red else ""
