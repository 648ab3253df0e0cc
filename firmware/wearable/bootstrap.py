"""Builds the app in the order that shows the wearer something soon and needs the least memory.

The digits say that the board loads before anything large is loaded. The largest single buffer is made first;
then the sensor's driver, which needs most, does its work while there is nothing else; then the modules are
loaded one by one, each after those it needs, with a collection before it. From source, when modules load one
another, a quarter of the heap is in pieces too small to use. `heeldrive deploy` joins the modules of a list.

The packages (``sensor``, ``log``, ``ui``, ``link``, ``power``, ``recovery``, ``wearable``) are folders at the
top, without ``__init__.py``, because that takes the least heap: an ``__init__.py`` in each takes 0.6 KB more,
and packages below ``wearable`` 1.6 KB more.
"""

import gc

import microcontroller
from micropython import const

from wearable.session_clock import SessionClock

try:
    from typing import TYPE_CHECKING, Callable

    if TYPE_CHECKING:
        from types import ModuleType

        from wearable.app import App
        from wearable.peripherals import Peripherals
except ImportError:
    pass

_FOR_FIRST_LIGHT = (
    "wearable.console_out",
    "recovery.crash",
    "wearable.drive",
    "wearable.session_clock",
    "wearable.bus",
    "wearable.boards",
    "ui.segments",
    "ui.display",
    "wearable.peripherals",
)
_FOR_THE_SENSOR = (
    "recovery.watchdog",
    "wearable.faults",
    "wearable.module_unload",
    "sensor.fifo_batch",
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
    "log.recorder",
    "ui.light",
    "ui.set_counter",
    "ui.display_model",
    "ui.gestures",
    "ui.cue_kinds",
    "ui.presses",
    "ui.user_interface",
    "power.manager",
    "wearable.console_format",
    "sensor.self_test",
    "sensor.rest_decimator",
    "link.history",
    "link.port",
    "wearable.fault_reporter",
    "wearable.app",
)
ORDER = _FOR_FIRST_LIGHT + _FOR_THE_SENSOR + _FOR_THE_REST
"""Every module that all boards load, each after those it imports."""

LOADING = const("LoAd")
"""On the digits while the program is loaded."""

_RING_BYTES = const(4096)  # ``log.writer.RING_BYTES``, which is loaded later


def make_app(board: "ModuleType", ticks_ms: "Callable[[], int]") -> "App":
    """The app, ready to run.

    Args:
        board: CircuitPython's ``board`` module.
        ticks_ms: ``supervisor.ticks_ms``.
    """
    ring = bytearray(_RING_BYTES)
    clock = SessionClock(ticks_ms)  # a session begins with its firmware
    _load(_FOR_FIRST_LIGHT)
    from wearable.peripherals import Peripherals

    parts = Peripherals(board)
    parts.display.show(LOADING, False)
    parts.display.wake()
    try:
        return _load_app(parts, clock, ring)
    except KeyboardInterrupt:
        from ui.display import STOPPED

        parts.display.show(STOPPED, False)
        parts.display.write()
        raise


def _load_app(parts: "Peripherals", clock: SessionClock, ring: bytearray) -> "App":
    _load(_FOR_THE_SENSOR)
    from sensor.sampler import Sampler
    from wearable.module_unload import unload

    sampler = Sampler(parts.sensor_bus, clock)
    sampler.prepare()
    unload("wearable.peripherals", "wearable.boards", "wearable.bootstrap", "recovery.watchdog_control")
    _load(_FOR_THE_REST)
    unload("log.format")  # only constants, copied by those who import them
    from wearable.app import App

    return App(parts, clock, sampler, ring)


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        gc.collect()
        microcontroller.watchdog.feed()
        __import__(name)
