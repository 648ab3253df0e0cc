"""The compiled detector, compiled once for all workers and kept between runs."""

import pytest
from heeldrive_lab.detection.compiled import Shelf


@pytest.fixture(scope="session")
def shelf(pytestconfig):
    """A shelf that holds the compiled detector; a worker that comes while another compiles waits for it."""
    pytest.importorskip("numba", reason="this needs the extra `fast`")
    shelf = Shelf(pytestconfig.cache.mkdir("compiled"))
    assert shelf.prepare()
    return shelf
