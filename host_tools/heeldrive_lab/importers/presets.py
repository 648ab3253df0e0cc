"""Layouts of apps and loggers by name, for `heeldrive import --preset`."""

from heeldrive_lab.importers.streams import Columns

# Columns, then the units of acceleration and rates. A name that is empty is found in the file.
PRESETS: dict[str, tuple[Columns, str, str]] = {
    "arduino": (Columns(), "g", "deg/s"),
    "ax6": (Columns("1", ("2", "3", "4"), ("5", "6", "7")), "g", "deg/s"),
    "dot": (Columns("SampleTimeFine", time_unit="us"), "m/s2", "deg/s"),
    "edge-impulse": (Columns(), "", ""),
    "gcsv": (Columns("t", ("ax", "ay", "az"), ("gx", "gy", "gz")), "g", "rad/s"),
    "metabase": (Columns("epoch", time_unit="ms"), "g", "deg/s"),
    "opensignals": (Columns(), "", ""),
    "phyphox": (Columns("Time", time_unit="s"), "m/s2", "rad/s"),
    "polar": (Columns("sensor timestamp", time_unit="ns"), "mg", "deg/s"),
    "sensor-logger": (Columns("time", time_unit="ns"), "m/s2", "rad/s"),
    "shimmer": (Columns(time_unit="ms"), "m/s2", "deg/s"),
    "st": (Columns(time_unit="ms"), "mg", ""),
    "witmotion": (Columns(), "g", "deg/s"),
}
