"""What several rooms of the laptop use: the compiled detector, a session, a search for barriers in pages."""

from dataclasses import replace
from itertools import islice

import pytest
from heeldrive_lab.detection.compiled.cache import DetectorCache
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS


@pytest.fixture(scope="session")
def compiled_cache(pytestconfig):
    """A cache with the compiled detector; a test worker waits while another one compiles."""
    pytest.importorskip("numba", reason="this needs the extra `fast`")
    cache = DetectorCache(pytestconfig.cache.mkdir("compiled"))
    assert cache.prepare()
    return cache


@pytest.fixture(scope="session")
def half_reps(tmp_path_factory):
    """Ten reps with three half reps among them, at half the rate: counted equally well in half the time."""
    target = tmp_path_factory.mktemp("half") / "half.csv"
    with SessionReader(RECORDED_SESSIONS / "half_reps_in_a_set.csv") as reader:
        write_session(target, replace(reader.header, rate_hz=52), islice(reader, 0, None, 2))
    return target


@pytest.fixture
def barriers():
    """What axe finds that keeps people from using a page: each rule, and where it is broken."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe-playwright-python is not installed: make set-up-dev",
    ).Axe()

    def find(page):
        violations = axe.run(page).response["violations"]
        return [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations]

    return find
