"""Builds the app, in the order that needs the least memory.

A board compiles its program from source each time it starts, and compiling leaves holes: with modules that
load one another, a quarter of the heap lay in pieces too small to use. So the largest single buffer is made
first, the sensor's driver, which needs most, does its work while there is nothing else, and then the modules
come one by one, each after those it needs, with a collection before it.
"""

import gc

from wearable.ticks import SessionClock

_FOR_THE_SENSOR = (
    "wearable.faults",
    "wearable.unload",
    "wearable.bus",
    "wearable.boards",
    "wearable.parts",
    "wearable.chips",
    "wearable.chip_settings",
    "wearable.sample_time",
    "wearable.sampler",
)
_FOR_THE_REST = (
    "heeldrive",
    "wearable.log_format",
    "wearable.log_frame",
    "wearable.log_records",
    "wearable.log_store",
    "wearable.log_writer",
    "wearable.drive",
    "wearable.recorder",
    "wearable.segments",
    "wearable.display",
    "wearable.light",
    "wearable.screens",
    "wearable.tally",
    "wearable.presses",
    "wearable.controls",
    "wearable.face",
    "wearable.wake_up",
    "wearable.naps",
    "wearable.power",
    "wearable.console",
    "wearable.gravity_check",
    "wearable.guard",
    "wearable.stillness",
    "wearable.say",
    "wearable.link_history",
    "wearable.link",
    "wearable.app",
)
ORDER = _FOR_THE_SENSOR + _FOR_THE_REST
"""Every module that all boards load, each after those it imports."""

_RING_BYTES = 4096  # ``log_writer.RING_BYTES``, which is loaded later


def make_app(board, ticks_ms):
    """The app, ready to run.

    Args:
        board: CircuitPython's ``board`` module.
        ticks_ms: ``supervisor.ticks_ms``.
    """
    ring = bytearray(_RING_BYTES)
    clock = SessionClock(ticks_ms)  # a session begins with its firmware
    _load(_FOR_THE_SENSOR)
    from wearable.parts import Parts
    from wearable.sampler import Sampler
    from wearable.unload import unload

    parts = Parts(board)
    sampler = Sampler(parts.sensor_bus, clock)
    sampler.prepare()
    unload("wearable.parts", "wearable.boards", "wearable.start")
    _load(_FOR_THE_REST)
    from wearable.app import App

    return App(parts, clock, sampler, ring)


def _load(names):
    for name in names:
        gc.collect()
        __import__(name)
