"""The compiled detector, compiled once for all workers and kept between runs."""

import pytest
from heeldrive_lab.detection.compiled import DetectorCache


@pytest.fixture(scope="session")
def compiled_cache(pytestconfig):
    """A cache with the compiled detector; a test worker waits while another one compiles."""
    pytest.importorskip("numba", reason="this needs the extra `fast`")
    cache = DetectorCache(pytestconfig.cache.mkdir("compiled"))
    assert cache.prepare()
    return cache
