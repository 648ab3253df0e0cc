"""Estimates when a Feather RP2040 shows `LoAd` and `0`, from how many bytes it has loaded by then.

No such time has been measured on the present firmware. An earlier one, whole on a CircuitPython 10.2.1 in an
emulator of that board, showed `----` 4.7 s after power-on and `0` 0.7 s later, with 76 KB of .mpy files
loaded. Of the 4.7 s we know the sleeps of the sensor's driver and roughly the collections before each module.
The rest is CircuitPython's own start, which we do not know, and loading. So each estimate is a range: from
no time for that start to `_LONGEST_START_S`.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from heeldrive_lab.board.deploy.contents import sources
from heeldrive_lab.board.deploy.shrink.precompiled import compiled
from heeldrive_lab.board.deploy.shrink.shrinking import shrink
from heeldrive_lab.util.paths import FIRMWARE

# The earlier firmware: commit 3724429, each of its modules up to `----`, as `mpy-cross` compiles it.
_BEFORE_BYTES = 77_191
_BEFORE_COLLECTIONS = 36
_BEFORE_S = 4.7
_DRIVER_S = 0.8  # four sleeps of adafruit_lsm6ds, in both
_SETTLE_S = 0.1  # sensor/sampler.py
_COLLECTION_S = 0.0085  # 17 ms with all of the heap in use, half of it on average
_LONGEST_START_S = 1.5  # of CircuitPython: it waits for a second for the button of its safe mode
_SAMPLE_S = 0.004  # a sample that waited, through bus, detector and log: 23 % of 19.2 ms
_STILL_S = 0.7  # of standing, until the digits show `0`

_ALWAYS = ("recovery.watchdog_control", "wearable.bootstrap")
_ON_THIS_BOARD = (
    ("wearable.boards.feather_rp2040_sox", "ui.pixel"),
    ("sensor.driver", "adafruit_lsm6ds.lsm6dsox", "adafruit_register.i2c_bit", "sensor.fifo_tagged"),
    (
        "ui.button",
        "wearable.settings_file",
        "wearable.start_report",
        "heeldrive.settings",
        "heeldrive.zero_g",
    ),
)


class FirstLight(NamedTuple):
    """Bytes loaded and estimated seconds from power-on, each with the shortest and the longest.

    Attributes:
        word_bytes: loaded when the digits show `LoAd`.
        all_bytes: loaded when the samples begin.
        word_s: when the digits show `LoAd`.
        zero_s: when they show `0`.
    """

    word_bytes: int
    all_bytes: int
    word_s: tuple[float, float]
    zero_s: tuple[float, float]


def first_light() -> FirstLight:
    """Compile the firmware as it is deployed, add up what is loaded, and estimate."""
    small = shrink(sources())
    homes = {path: module for module, starts in small.origins.modules.items() for _, path in starts}
    text = (FIRMWARE / "wearable" / "bootstrap.py").read_text("utf-8")
    lists = [re.findall(r'"([\w.]+)"', part) for part in re.findall(r"^_FOR_\w+ = \(([^)]+)\)", text, re.M)]
    loaded = {"run_code"}
    found = []
    for names, more in zip(lists, _ON_THIS_BOARD, strict=True):
        loaded |= {homes[path] for path in _paths((*_ALWAYS, *names, *more)) if path in homes}
        found.append(sum(len(compiled(module, small.sources[f"{module}.py"])) for module in loaded))
    word_bytes, all_bytes = found[0], found[-1]
    words, zeros = [], []
    for start_s in (0.0, _LONGEST_START_S):
        rest_s = _BEFORE_S - start_s - _DRIVER_S - _BEFORE_COLLECTIONS * _COLLECTION_S
        byte_s = rest_s / _BEFORE_BYTES
        words.append(start_s + word_bytes * byte_s + len(lists[0]) * _COLLECTION_S)
        collections_s = sum(map(len, lists)) * _COLLECTION_S
        loaded_s = start_s + _DRIVER_S + _SETTLE_S + all_bytes * byte_s + collections_s
        # The samples of the time in which the rest is loaded wait in the sensor.
        waited_s = (all_bytes - found[1]) * byte_s + len(lists[2]) * _COLLECTION_S
        caught_up_s = waited_s * 52 * _SAMPLE_S
        zeros.append(loaded_s + caught_up_s + max(_STILL_S - waited_s, 0))
    return FirstLight(word_bytes, all_bytes, (min(words), max(words)), (min(zeros), max(zeros)))


def _paths(modules: Iterable[str]) -> Iterable[str]:
    for module in modules:
        yield from (f"{module.replace('.', '/')}.py", f"{module.replace('.', '/')}/__init__.py")
