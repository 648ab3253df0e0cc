"""Builds the app, in the order that needs the least memory.

A board compiles its program from source each time it starts, and compiling leaves holes: with modules that
load one another, a quarter of the heap lay in pieces too small to use. So the largest single buffer is made
first, the sensor's driver, which needs most, does its work while there is nothing else, and then the modules
come one by one, each after those it needs, with a collection before it.
"""

import gc

from wearable.session_clock import SessionClock

_FOR_THE_SENSOR = (
    "wearable.faults",
    "wearable.module_unload",
    "wearable.bus",
    "wearable.boards",
    "wearable.peripherals",
    "sensor.chips",
    "sensor.chip_settings",
    "sensor.timestamp_estimator",
    "sensor.sampler",
)
_FOR_THE_REST = (
    "heeldrive",
    "log.format",
    "log.frame",
    "log.records",
    "log.store",
    "log.writer",
    "wearable.drive",
    "log.recorder",
    "ui.segments",
    "ui.display",
    "ui.light",
    "ui.display_model",
    "ui.set_counter",
    "ui.gestures",
    "ui.menu",
    "ui.user_interface",
    "power.motion_wakeup",
    "power.light_sleep",
    "power.manager",
    "wearable.console_format",
    "sensor.self_test",
    "wearable.watchdog",
    "sensor.rest_decimator",
    "wearable.console_out",
    "link.history",
    "link.port",
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
    from sensor.sampler import Sampler
    from wearable.module_unload import unload
    from wearable.peripherals import Parts

    parts = Parts(board)
    sampler = Sampler(parts.sensor_bus, clock)
    sampler.prepare()
    unload("wearable.peripherals", "wearable.boards", "wearable.bootstrap")
    _load(_FOR_THE_REST)
    from wearable.app import App

    return App(parts, clock, sampler, ring)


def _load(names):
    for name in names:
        gc.collect()
        __import__(name)
