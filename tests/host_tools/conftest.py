"""What several rooms of the laptop use: the compiled detector, and a search for barriers in pages."""

import pytest
from heeldrive_lab.detection.compiled.cache import DetectorCache


@pytest.fixture(scope="session")
def compiled_cache(pytestconfig):
    """A cache with the compiled detector; a test worker waits while another one compiles."""
    pytest.importorskip("numba", reason="this needs the extra `fast`")
    cache = DetectorCache(pytestconfig.cache.mkdir("compiled"))
    assert cache.prepare()
    return cache


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
