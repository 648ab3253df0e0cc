"""Fixtures and options for every test."""

import os
import signal
from dataclasses import fields

import pytest
import simulated_sessions
from heeldrive_lab.detection.compiled.cache import InterpreterOnly
from heeldrive_lab.virtual_board import PowerSpec, SensorSpec, StorageSpec, UsbSpec, VirtualBoard, WearerSpec
from hypothesis import HealthCheck, settings

# The same examples in every run and no time limit: a failure shows a change, not chance or a slow machine.
# `--hypothesis-profile default` draws other examples.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")


def pytest_configure(config):
    os.environ.pop("COLUMNS", None)  # pytest-xdist sets it, and a pipe has no columns
    cache = getattr(config, "cache", None)  # None with -p no:cacheprovider
    if cache is not None:
        simulated_sessions.keep_in(cache.mkdir("simulated-sessions"))


@pytest.fixture(scope="session", autouse=True)
def on_the_interpreter(tmp_path_factory):
    """Count on the interpreter, whatever the user's cache holds; test_compiled_detector.py brings its own."""
    patch = pytest.MonkeyPatch()
    patch.setattr("heeldrive_lab.detection.compiled.cache.CACHE", InterpreterOnly())
    yield
    patch.undo()


@pytest.fixture(scope="session")
def board_of():
    """Makes a virtual board for rows at 0.244 mg and 17.5 mdps per count.

    A test names only what differs from a plain board. Each option goes to the spec that has it.
    """

    def make(rows, **options):
        options = {"accel_ug_per_count": 244, "gyro_udps_per_count": 17_500, **options}

        def spec(kind, *arguments):
            names = [field.name for field in fields(kind) if field.name in options]
            return kind(*arguments, **{name: options.pop(name) for name in names})

        return VirtualBoard(
            spec(WearerSpec, rows),
            sensor=spec(SensorSpec),
            storage=spec(StorageSpec),
            usb=spec(UsbSpec),
            power=spec(PowerSpec),
            **options,
        )

    return make


@pytest.fixture
def ctrl_c_ends():
    """Ctrl-C ends a program and its child processes, as at a terminal.

    Tests started in the background of a shell ignore Ctrl-C, and their child processes inherit that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
