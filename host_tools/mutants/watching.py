"""A pytest plugin for both kinds of run: notes what the unmutated tests reach, and ends a mutant that hangs.

Loaded with `-p mutants.watching`. The environment says which: MUTANTS_NOTES is the folder for the notes of an
unmutated run of MUTANTS_SOURCE, MUTANTS_LIMITS a file with seconds for each test of a mutant's run.
"""

import faulthandler
import json
import os
import time
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

NOTES = os.environ.get("MUTANTS_NOTES")
LIMITS = os.environ.get("MUTANTS_LIMITS")


def pytest_configure(config: pytest.Config) -> None:
    """Take on the one task or the other."""
    if LIMITS:
        config.pluginmanager.register(Limits(json.loads(Path(LIMITS).read_text("utf-8"))))
    elif NOTES and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        config.pluginmanager.register(Notes(Path(NOTES), Path(os.environ["MUTANTS_SOURCE"])))


class Limits:
    """Ends the process when a test takes much longer than it did unmutated: a hang counts as found."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Run one test under its limit."""
        faulthandler.dump_traceback_later(self._seconds[item.nodeid], exit=True)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()


class Notes:
    """Notes the time of each test and the lines of the source that it and its fixtures ran."""

    def __init__(self, folder: Path, source: Path) -> None:
        from coverage import Coverage  # noqa: PLC0415

        self._path = folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'one')}.json"
        self._root = source
        while not (self._root / "pyproject.toml").exists():
            self._root = self._root.parent
        self._coverage = Coverage(data_file=None, config_file=False, source=[str(source)])
        self._coverage.start()
        self._fixtures: dict[str, list[str]] = {}
        self._seconds: dict[str, float] = {}
        self._red: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which tests are no use, because they are red as it is."""
        if report.failed:
            self._red.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Note one test."""
        began = time.perf_counter()
        self._coverage.switch_context(item.nodeid)
        self._fixtures[item.nodeid] = list(getattr(item, "fixturenames", ()))
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.perf_counter() - began

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, Any, Any]:
        """Note a fixture that several tests share under its own name: each of them ran it."""
        if fixturedef.scope == "function":
            return (yield)
        self._coverage.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self._coverage.switch_context(os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0])

    def pytest_sessionfinish(self) -> None:
        """Write the notes down."""
        self._coverage.stop()
        data = self._coverage.get_data()
        ran: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for path in data.measured_files():
            name = Path(path).relative_to(self._root).as_posix()
            for line, contexts in data.contexts_by_lineno(path).items():
                for context in contexts:
                    ran[context][name].add(line)
        notes = {}
        for test, seconds in self._seconds.items():
            if test in self._red:
                continue
            lines: dict[str, set[int]] = defaultdict(set)
            for context in [test, *(f"fixture {name}" for name in self._fixtures[test])]:
                for name, its in ran.get(context, {}).items():
                    lines[name] |= its
            notes[test] = {
                "seconds": seconds,
                "lines": {name: sorted(its) for name, its in lines.items()},
            }
        self._path.write_text(json.dumps(notes), "utf-8")
