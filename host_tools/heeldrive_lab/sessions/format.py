"""The session format: header keys and their ranges, valid rows, and the wording of faults."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from heeldrive_lab.sessions.units import STANDARD_GRAVITY

VERSION = 1
VERSION_KEY = "heeldrive-session"
COLUMNS = "t_ms,ax,ay,az,gx,gy,gz"
THIGHS = ("left", "right", "unknown")
ORIGINS = ("recorded", "simulated", "imported")
COUNT_MIN, COUNT_MAX = -32768, 32767
# 12.4 days. The detector keeps every value below 2**30: a larger integer takes heap on the board.
TIME_LIMIT_MS = 1 << 30
# A step longer than this many nominal periods is a gap: one or two late samples are jitter, three are a loss.
GAP_PERIODS = 3
# Optional header key: at rest the board records means, and this is the longest step between two of them.
REST_STEP_KEY = "rest_step_ms"
# Optional header key: who wore the sensor. The tuner keeps all sessions of one wearer on the same side of its
# split into tuning and held-out sessions.
WEARER_KEY = "wearer"

NUMBER_KEYS = {
    "accel_ug_per_count": (1, 500),
    "gyro_udps_per_count": (1, 70_000),
    "rate_hz": (1, 10_000),
}
CHOICE_KEYS = {"thigh": THIGHS, "origin": ORIGINS}
REQUIRED_KEYS = ("sensor", *NUMBER_KEYS, *CHOICE_KEYS)

KEY = re.compile(r"[A-Za-z0-9_-]+")
# 18 digits are more than any valid value has, and fewer than int() refuses to convert.
WHOLE_NUMBER = re.compile(r"\s*-?[0-9]{1,18}\s*")
WHOLE_NUMBER_BYTES = re.compile(WHOLE_NUMBER.pattern.encode())

Row = tuple[int, int, int, int, int, int, int]


class SessionError(ValueError):
    """A session or annotation file that cannot be used; the text says where, what, and how to fix it."""


class NotASessionError(SessionError):
    """A file that does not begin like a session."""


@dataclass(frozen=True)
class SessionHeader:
    """Header of a session: the units of its counts, and its origin.

    Attributes:
        sensor: name of the chip, such as `LSM6DSOX`.
        accel_ug_per_count: acceleration in micro-g per count, 1..500 (244 at +-8 g).
        gyro_udps_per_count: angular rate in 1e-6 degree/s per count, 1..70000 (17500 at +-500 dps).
        rate_hz: nominal samples per second, 1..10000. Nominal only: time is in the rows.
        thigh: `left`, `right` or `unknown`.
        origin: `recorded`, `simulated` or `imported`.
        extra: further keys with their values, kept unchanged.

    Raises:
        SessionError: a value is out of range, or does not fit on one line.
    """

    sensor: str
    accel_ug_per_count: int
    gyro_udps_per_count: int
    rate_hz: int
    thigh: str
    origin: str
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, (smallest, largest) in NUMBER_KEYS.items():
            number = getattr(self, key)
            if not isinstance(number, int) or not smallest <= number <= largest:
                raise SessionError(
                    f"{key} is {number!r}; it must be a whole number from {smallest} to {largest}"
                )
        for key, choices in CHOICE_KEYS.items():
            if getattr(self, key) not in choices:
                raise SessionError(f"{key} is {getattr(self, key)!r}; it must be one of {', '.join(choices)}")
        if not self.sensor:
            raise SessionError("sensor is empty; it must name the chip, such as LSM6DSOX")
        for key in self.extra:
            if not KEY.fullmatch(key) or key in (VERSION_KEY, *REQUIRED_KEYS):
                raise SessionError(
                    f"{key!r} cannot be a further key; use a new name of letters, digits, - and _"
                )
        for key, text in (("sensor", self.sensor), *self.extra.items()):
            if not is_one_line(text):
                raise SessionError(f"{key} is {text!r}; it must be one line without space around it")

    @property
    def mps2_per_count(self) -> float:
        """Specific force of one count, m/s^2."""
        return self.accel_ug_per_count * 1e-6 * STANDARD_GRAVITY

    @property
    def dps_per_count(self) -> float:
        """Angular rate of one count, deg/s."""
        return self.gyro_udps_per_count * 1e-6

    def lines(self) -> Iterator[str]:
        """Lines of the header as written to a file, with line ends; the last one holds the column names."""
        yield f"# {VERSION_KEY}: {VERSION}\n"
        for key in REQUIRED_KEYS:
            yield f"# {key}: {getattr(self, key)}\n"
        for key, text in self.extra.items():
            yield f"# {key}: {text}\n"
        yield COLUMNS + "\n"


def header_from(found: dict[str, str]) -> SessionHeader:
    """Make a header from the keys and values found in a file.

    Raises:
        SessionError: a key is missing, or its value is invalid.
    """
    missing = [key for key in REQUIRED_KEYS if key not in found]
    if missing:
        raise SessionError(f"{', '.join(missing)} missing: add '# {missing[0]}: ...' (docs/file-format.md)")
    numbers = {}
    for key, (smallest, largest) in NUMBER_KEYS.items():
        if not WHOLE_NUMBER.fullmatch(found[key]):
            raise SessionError(
                f"{key} is {short(found[key])}; it must be a whole number from {smallest} to {largest}"
            )
        numbers[key] = int(found[key])
    return SessionHeader(
        sensor=found["sensor"],
        accel_ug_per_count=numbers["accel_ug_per_count"],
        gyro_udps_per_count=numbers["gyro_udps_per_count"],
        rate_hz=numbers["rate_hz"],
        thigh=found["thigh"],
        origin=found["origin"],
        extra={key: text for key, text in found.items() if key not in REQUIRED_KEYS},
    )


def gap_ms(header: SessionHeader) -> float:
    """Longest step, ms, that is not a gap. In a board's log it is the step at rest, given in the header."""
    rest_step = header.extra.get(REST_STEP_KEY, "")
    rest_ms = int(rest_step) if WHOLE_NUMBER.fullmatch(rest_step) else 0
    return max(GAP_PERIODS * 1000 / header.rate_hz, rest_ms)


def row_fault(before_ms: int, row: Sequence[int]) -> str | None:
    """Describe the fault of a row of whole numbers that follows one at `before_ms`; None if it is valid."""
    if row[0] <= before_ms:
        return f"t_ms is {row[0]} after {before_ms}; time must increase and start at 0 or later"
    if row[0] >= TIME_LIMIT_MS:
        return f"t_ms is {row[0]}; it must be below {TIME_LIMIT_MS} (12.4 days)"
    for name, count in zip(COLUMNS.split(",")[1:], row[1:], strict=True):
        if not COUNT_MIN <= count <= COUNT_MAX:
            return f"{name} is {count}; raw counts go from {COUNT_MIN} to {COUNT_MAX}"
    return None


def is_one_line(text: str) -> bool:
    """Whether `text` survives being written as one line, read and stripped."""
    return text == text.strip() and len(text.splitlines()) <= 1


def short(text: str) -> str:
    """`text` in quotes, shortened to fit in a message."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
