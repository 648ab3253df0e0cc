"""Options of the golden events: `--accept-golden`, and the summary at the end of a run."""

from pathlib import Path

import pytest

from .changes import Change, compare, counts
from .runs import report

FOLDER = Path(__file__).parent / "events"


def pytest_addoption(parser):
    parser.addoption(
        "--accept-golden",
        action="store_true",
        help="write what the detector reports now into tests/golden/events, and print what changed",
    )


class Golden:
    """The golden files: compares a session's report with its file, or accepts it."""

    def __init__(self, accept, record):
        self.accept = accept
        self._record = record

    def check(self, name, recorded):
        """Compare; fail with the changes, or write the file if changes are accepted."""
        path = FOLDER / f"{name}.txt"
        before = path.read_text("utf-8") if path.exists() else ""
        now = report(recorded)
        self.differ(compare(name, before, now))
        if self.accept and now != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, "utf-8")

    def differ(self, changes):
        """Add changes to the summary; fail if there are any and they are not accepted."""
        for change in changes:
            self._record("golden", list(change))
        if changes and not self.accept:
            pytest.fail("\n".join(change.text for change in changes), pytrace=False)


@pytest.fixture
def golden(request, record_property):
    return Golden(request.config.getoption("accept_golden", default=False), record_property)


def pytest_terminal_summary(terminalreporter, config):
    """Summarise the changes of all workers; print each change if changes are accepted."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    changes = [
        Change(*value)
        for report in reports
        for key, value in getattr(report, "user_properties", ())
        if key == "golden"
    ]
    if not changes:
        return
    accepted = config.getoption("accept_golden", default=False)
    terminalreporter.section("golden events")
    if accepted:
        for change in changes:
            terminalreporter.line(change.text)
    terminalreporter.line(f"{'Accepted' if accepted else 'Not accepted'}: {counts(changes)}.")
    terminalreporter.line(
        "Say in the commit why they change."
        if accepted
        else "`make golden` accepts them; the commit that does says why."
    )
