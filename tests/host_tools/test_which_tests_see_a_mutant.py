"""A mutant runs against the tests that can see it: those that run its line, or use its module's constants."""

import pytest
from mutants.reach import NotedTest, Reach

SOURCES = {
    "limits.py": """LIMIT = 5


def above(x):
    return (
        x >
        LIMIT
    )


def unused():
    pass
""",
    "user.py": "from limits import LIMIT\n\n\ndef half():\n    return LIMIT / 2\n",
}
QUICK = NotedTest("tests/a.py::quick", 0.1, {"limits.py": {1, 5}})
SLOW = NotedTest("tests/a.py::slow", 2.0, {"limits.py": {5}})
OTHER = NotedTest("tests/b.py::other", 0.2, {"user.py": {5}})
IMPORTS_ONLY = NotedTest("tests/a.py::imports_only", 0.01, {"limits.py": {1}})


@pytest.fixture
def reach(tmp_path):
    for name, source in SOURCES.items():
        (tmp_path / name).write_text(source, "utf-8")
    return Reach(tmp_path, SOURCES, [SLOW, OTHER, QUICK, IMPORTS_ONLY])


def test_the_tests_that_run_the_statement_come_first_and_then_the_rest_of_their_files(reach):
    assert reach.tests("limits.py", 7) == [QUICK, SLOW, IMPORTS_ONLY]


def test_a_constant_is_seen_by_whoever_uses_its_module_or_one_that_imports_it(reach):
    assert reach.tests("limits.py", 1) == [QUICK, OTHER, SLOW, IMPORTS_ONLY]


def test_what_no_test_runs_has_no_tests(reach):
    assert reach.tests("limits.py", 12) == []


def test_a_test_that_has_found_one_goes_first(reach):
    reach.note(SLOW.name)
    assert reach.tests("limits.py", 5) == [SLOW, QUICK, IMPORTS_ONLY]
