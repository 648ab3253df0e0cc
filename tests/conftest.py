"""What holds for every test."""

import signal

import pytest
import simulated_sessions
from heeldrive_lab.detection import compiled
from hypothesis import HealthCheck, settings

# The same examples in every run, and as much time for each as it takes: what is red was changed, not unlucky
# or slow. `--hypothesis-profile default` draws others.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")


def pytest_configure(config):
    cache = getattr(config, "cache", None)  # there is none with -p no:cacheprovider
    if cache is not None:
        simulated_sessions.keep_in(cache.mkdir("simulated-sessions"))


@pytest.fixture(scope="session", autouse=True)
def on_the_interpreter(tmp_path_factory):
    """Count on the interpreter, whatever the user's cache holds; test_compiled_detector.py brings its own."""
    patch = pytest.MonkeyPatch()
    patch.setattr("heeldrive_lab.detection.compiled.counting.SHELF", compiled.Empty())
    yield
    patch.undo()


@pytest.fixture
def ctrl_c_ends():
    """Ctrl-C ends a program, and the programs it starts, as at a terminal.

    A shell that starts the tests in its background has them ignore Ctrl-C, and what they start inherits that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
