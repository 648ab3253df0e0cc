"""What a column holds, from its name and unit: triples of axes, their kind, their unit, and time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

AXES = "xyz"
# The first that matches a triple's name without its axis decides. Words, in the languages of the apps.
KINDS = (
    ("other", r"mag|compass|^m$|^b$|euler|quat|ori(?!g)|roll|vector|angle|^q$|^mfield"),
    ("gravity", r"grav|^gr$"),
    ("gyro", r"gyr|gir|rot|omega|ang\w*.?(vel|rate|speed)|winkel|turn|^g$|^w$|^rate|dreh"),
    ("linear", r"lin|user|free|ohne|without"),
    ("accel", r"a(k|c)?c|bes|^a$|^gf(orce)?$|^a\d?$|specific|^f$"),
)
METRES = re.compile(r"m\W*(?:/\W*)?s(?:ec)?\W*(?:2|²|\ufffd|-2|/s|\^-?2)?\W*")
RADIANS = re.compile(r"rad")
DEGREES = re.compile(r"(deg\w*|°|º|\ufffd|grad)\W*(/|p|per)?\W*s")
ACCEL_UNIT_NAMES = {"g": "g", "gs": "g", "gee": "g", "gforce": "g", "mg": "mg"}
GYRO_UNIT_NAMES = {"dps": "deg/s", "mdps": "mdps", "ds": "deg/s"}
TIME_UNIT_NAMES = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "sekunden": "s",
    "ms": "ms", "msec": "ms", "millis": "ms", "milliseconds": "ms",
    "us": "us", "usec": "us", "µs": "us", "μs": "us", "micros": "us", "microseconds": "us",
    "sampletimefine": "us",
    "ns": "ns", "nanos": "ns", "nanoseconds": "ns",
}  # fmt: skip
TIME = re.compile(
    r"time|zeit|temps(?!\w)|tiempo|tempo|epoch|tick|stamp|second|elapsed|millis|micros|clock|uhr|hora|heure"
    r"|^t$|^t[_ ]?[\[(]|^t_?(ms|us|ns|s)$|^[mun]?s$|^dat(e|um)",
    re.IGNORECASE,
)
ELAPSED = re.compile(r"elapsed|since|relativ", re.IGNORECASE)
COUNTER = re.compile(r"count|seq|packet|sample|index|frame|^n$|^nr$|^#$|^$", re.IGNORECASE)


@dataclass(frozen=True)
class Triple:
    """Three columns that differ only in their axis.

    Attributes:
        columns: their indices, x y z.
        kind: `accel`, `gyro`, `gravity`, `linear`, `other`, or empty if the name does not say.
        unit: of `ACCEL_UNITS` or `GYRO_UNITS`, or None.
        name: what they share.
    """

    columns: tuple[int, int, int]
    kind: str
    unit: str | None
    name: str


def triples(names: Sequence[str], units: Sequence[str], label: str) -> list[Triple]:
    """Find the triples among column names.

    Args:
        names: one per column.
        units: one per column, may be empty.
        label: the file's or sensor's name; it speaks where columns are only called x, y and z.
    """
    shapes: dict[str, dict[str, int]] = {}
    for index, name in enumerate(names):
        for at, letter in enumerate(low := name.lower()):
            if letter in AXES:
                shapes.setdefault(f"{low[:at]}*{low[at + 1 :]}", {}).setdefault(letter, index)
    found = []
    used: set[int] = set()
    for shape, columns in shapes.items():
        places = tuple(columns.get(axis, -1) for axis in AXES)
        if -1 in places or used & set(places):
            continue
        used |= set(places)
        bare = re.sub(r"[\[(][^\[(]*[\])]+", "", shape).replace("*", "").strip(" _.-")
        accel = accel_unit(units[places[0]], bare)
        gyro = gyro_unit(units[places[0]], bare)
        kind = kind_of(bare, accel, gyro) or (
            "" if shape.strip(" *_.-") and bare else kind_of(label, None, None)
        )
        if not kind:
            kind = "accel" if accel else "gyro" if gyro else kind_of(label, None, None)
        unit = gyro if kind == "gyro" else accel
        found.append(Triple((places[0], places[1], places[2]), kind, unit, bare or label))
    return found


def kind_of(words: str, accel: str | None, gyro: str | None) -> str:
    """Kind of sensor that `words` and the units speak of; empty if they do not say."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower().strip()
    for kind, pattern in KINDS:
        if re.search(pattern, words):
            # A unit is surer than a word: `g (m/s2)` is no gyroscope.
            if kind == "gyro" and accel and not gyro:
                return "accel"
            if kind in ("accel", "linear") and gyro and not accel:
                return "gyro"
            return kind
    return "gyro" if gyro else "accel" if accel else ""


def accel_unit(unit: str, stem: str = "") -> str | None:
    """Key of `ACCEL_UNITS` for a unit as written, or for the last word of a name; None if it is none."""
    for text in (unit, *re.split(r"[ _.]", stem)[1:]):
        low = text.lower().strip()
        if (len(low) > 3 and METRES.fullmatch(low)) or low in ("ms2", "mps2", "ms²"):
            return "m/s2"
        if (plain := re.sub(r"\W", "", low)) in ACCEL_UNIT_NAMES:
            return ACCEL_UNIT_NAMES[plain]
    return None


def gyro_unit(unit: str, stem: str = "") -> str | None:
    """Key of `GYRO_UNITS` for a unit as written, or for the last word of a name; None if it is none."""
    for text in (unit, *re.split(r"[ _.]", stem)[1:]):
        low = text.lower().strip()
        if RADIANS.match(low):
            return "rad/s"
        if DEGREES.match(low):
            return "deg/s"
        if (plain := re.sub(r"\W", "", low)) in GYRO_UNIT_NAMES:
            return GYRO_UNIT_NAMES[plain]
    return None


def time_unit(name: str, unit: str) -> str | None:
    """Key of `TIME_UNITS` that a time column's name or unit tells; None if neither does."""
    for word in (unit, *re.split(r"[^a-zµμ]+", name.lower())):
        if (low := word.lower().strip()) in TIME_UNIT_NAMES:
            return TIME_UNIT_NAMES[low]
    return None
