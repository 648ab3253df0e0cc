"""The record at the beginning of every slot of a log: what recorded it, and how. Loaded only for that."""

import os

from heeldrive.settings import declared

from log.format import HEADER

try:
    from typing import Any
except ImportError:
    pass


def header(
    firmware: str,
    board_id: str,
    settings: "Any",
    who_am_i: int,
    ug_per_count: int,
    udps_per_count: int,
    rate_hz: int,
    crash_count: int,
) -> bytes:
    """Lines of key=value, with the settings in force; arguments as for ``Recorder.begin``."""
    chip = {0x69: "LSM6DS33", 0x6A: "LSM6DS3TR-C", 0x6C: "LSM6DSOX"}[who_am_i]
    lines = [
        "firmware=%s" % firmware,
        "circuitpython=%s" % os.uname().release,
        "board=%s" % board_id,
        "sensor=%s" % chip,
        "accel_ug_per_count=%d" % ug_per_count,
        "gyro_udps_per_count=%d" % udps_per_count,
        "rate_hz=%d" % rate_hz,
        "landings=%d" % crash_count,
    ]
    for setting in declared():
        value = getattr(settings, setting.name)
        if value or not setting.name.startswith("my_"):  # only a lunge that was taught takes room
            lines.append("s.%s=%s" % (setting.name, value))
    return header_record(lines)


def header_record(lines: list[str]) -> bytes:
    """The record of these lines."""
    text = "\n".join(lines).encode()
    return bytes((HEADER, len(text) & 0xFF, len(text) >> 8)) + text
