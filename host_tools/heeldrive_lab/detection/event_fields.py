"""The fields of an event, derived from the detector's table (heeldrive.events.TABLE).

The JSON lines, the parsers of console lines and log records, the MCAP schema and the table in
docs/file-format.md all iterate over `FIELDS`. A field's name ends in its unit, which determines the JSON key
and the scale.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP, EVENT_TAUGHT
from heeldrive.events import KINDS, TABLE, WORDS, Event

KIND_NUMBERS = (EVENT_REP, EVENT_REFUSED, EVENT_SET, EVENT_SLIP, EVENT_TAUGHT)

MEANINGS = {
    "kind": "kind of event",
    "sensor_leg": "position of the leg with the sensor in the cycle",
    "reason": "why the cycle did not count ([reasons](settings.md#why-a-cycle-was-refused))",
    "index": "number of the rep since power-on, or of the set, from 1",
    "reps": "reps in the set that ended, or from which the lunge was taught",
    "back": "number of these reps with the sensor leg in back; JSON has `front`, the others, before it",
    "start_ms": "start of the descent, or of the set's first rep; a taught lunge ends when it is reported",
    "bottom_ms": "start of the bottom hold",
    "rise_ms": "start of the rise",
    "end_ms": "end of the cycle, or of the set's last rep",
    "shown_ms": "time of the sample at which the event was reported and the display may change",
    "depth_cdeg": "largest thigh inclination; for a slip, the angle by which the strap has moved",
    "top_cdeg": "inclination at the top before the cycle",
    "back_cdeg": "inclination at the top after the cycle",
    "down_dps": "largest angular rate on the way down",
    "up_dps": "largest angular rate on the way up",
    "wobble_cdeg": "width of the sideways sway; available from the second rep",
    "shake_mg": "mean absolute vertical acceleration",
    "lever_mm": "drop of the sensor per cosine of inclination; sensor leg in front",
    "fall_mm": "drop of the body; sensor leg in back",
    "still_ms": "longest stationary time in the cycle",
    "seat_ms": "longest time as stationary as on a seat",
    "wait_ms": "time from standing still, or from the previous rep, to the start",
    "travel_mm": "knee travel beyond the mean of the wearer's first five reps",
    "knee": "`travel_mm` as a word",
    "confidence_percent": "how sure the decision is, 1 to 99 ([confidence](confidence.md))",
}

_UNITS = {"ms": "ms", "cdeg": "1/100 deg", "dps": "deg/s", "mg": "mg", "mm": "mm"}
# Names that differ in the board's lines (firmware/wearable/console_format.py): in a slip, and in all lines.
_SLIP_KEYS = {"shown_ms": "at_ms", "depth_cdeg": "moved_cdeg"}
_LINE_KEYS = {"sensor_leg": "leg"}
# Exceptions to the rule.
_JSON_KEYS = {"travel_mm": "knee_travel_mm"}
_NOT_IN_JSON = {("shown_ms", EVENT_REFUSED), ("shown_ms", EVENT_SET)}


@dataclass(frozen=True)
class Field:
    """One field of an event.

    Attributes:
        name: the attribute of `heeldrive.events.Event`, with its unit.
        carried_by: the kinds of event (`EVENT_REP`...) that set it; it is 0 in the others.
        reported_by: the kinds whose line on the console and the link includes it.
        position: its position in a line; 0 if no line includes it.
        of_knee: whether a rep includes it only if knee travel was measured.
    """

    name: str
    carried_by: frozenset[int]
    reported_by: frozenset[int]
    position: int
    of_knee: bool

    @property
    def unit(self) -> str:
        """The unit on the board, on the wire and in the log; empty for a count or a word."""
        return _UNITS.get(self._suffix, "")

    @property
    def words(self) -> tuple[str, ...] | None:
        """The words that its value is an index into; None for a number."""
        return WORDS.get(self.name)

    @property
    def meaning(self) -> str:
        """Its meaning, as a clause in Markdown."""
        return MEANINGS[self.name]

    @property
    def is_metric(self) -> bool:
        """Whether it is a metric of a cycle that its line does not include; JSON has it under `facts`."""
        return self.reported_by <= {EVENT_TAUGHT} and self.name != "kind"

    def line_key(self, kind: int) -> str:
        """Its key in the line of an event of this kind."""
        return (_SLIP_KEYS if kind == EVENT_SLIP else _LINE_KEYS).get(self.name, self.name)

    def json_key(self, kind: int) -> str:
        """Its key in the JSON of an event of this kind."""
        key = self.line_key(kind) if kind == EVENT_SLIP else _JSON_KEYS.get(self.name, self.name)
        return key.removesuffix("cdeg") + "deg" if self._suffix == "cdeg" else key

    def in_json(self, kind: int) -> bool:
        """Whether the JSON of an event of this kind has it at the top level."""
        return kind in self.reported_by and (self.name, kind) not in _NOT_IN_JSON

    def json_value(self, number: int) -> Any:
        """Convert a detector value for JSON: to a word, to degrees with one decimal, or unchanged.

        A number that newer firmware has a word for becomes `unknown (17)`.
        """
        if self.words:
            return self.words[number] if 0 <= number < len(self.words) else f"unknown ({number})"
        return round(number / 100, 1) if self._suffix == "cdeg" else number

    @property
    def is_converted(self) -> bool:
        """Whether its value in JSON is another than the detector's."""
        return self.words is not None or self._suffix == "cdeg"

    @cached_property
    def _suffix(self) -> str:
        return self.name.rpartition("_")[2]


def _field(name: str, bits: int) -> Field:
    of_knee = bool(bits & 1)
    reported_by = {kind for kind in KIND_NUMBERS if bits >> kind & 1} | ({EVENT_REP} if of_knee else set())
    carried_by = frozenset(kind for kind in KIND_NUMBERS if bits >> 5 >> kind & 1)
    return Field(name, carried_by, frozenset(reported_by), bits >> 11, of_knee)


FIELDS = tuple(_field(name, bits) for name, bits in zip(TABLE[::2], TABLE[1::2], strict=True))
"""All fields, in the order of the log's record and of `vars(Event())`."""

FIRST_FIELDS = 25
"""The number of fields that every board reports; older boards do not have the fields after these."""

LINE_FIELDS = tuple(sorted((field for field in FIELDS if field.position), key=lambda field: field.position))
"""The fields of the console lines, in their order."""

METRICS = tuple(field for field in FIELDS if field.is_metric)
"""The metrics of a cycle, which its line does not include; that of a taught lunge has some of them."""


def event_properties() -> dict[str, dict[str, str]]:
    """The keys that the JSON of every kind of event has, each with its JSON type."""
    properties = {"kind": {"type": "string"}}
    for field in LINE_FIELDS:
        keys = {field.json_key(kind) if field.in_json(kind) else "" for kind in KIND_NUMBERS}
        if "" not in keys and len(keys) == 1:
            properties[keys.pop()] = {"type": "string" if field.words else "number"}
    return properties


def as_event(event: Event) -> dict[str, Any]:
    """Copy an event of a RepCounter or of a board's log into a dictionary with the keys of the JSON lines.

    Its kind is one of `KIND_NUMBERS`; a log of newer firmware may have others, which the caller leaves out.
    """
    values = vars(event) | {"front": event.reps - event.back}
    top, metrics, knee = _json_fields(event.kind)
    data: dict[str, Any] = {"kind": KINDS[event.kind]}
    data |= _read(top, values)
    if metrics:
        data["facts"] = _read(metrics, values)
    if event.knee:
        data |= _read(knee, values)
    return data


# Key, attribute of the event, and how its value is converted; None for a number that is taken as it is.
_Keyed = tuple[tuple[str, str, Callable[[int], Any] | None], ...]


def _read(fields: _Keyed, values: dict[str, int]) -> dict[str, Any]:
    return {key: values[name] if convert is None else convert(values[name]) for key, name, convert in fields}


@cache
def _json_fields(kind: int) -> tuple[_Keyed, _Keyed, _Keyed]:
    """The keys and fields in the JSON of a kind: at the top level, metrics, and those of a measured knee."""

    def keyed(fields: Iterable[Field]) -> _Keyed:
        found: list[tuple[str, str, Callable[[int], Any] | None]] = []
        for field in fields:
            if field.name == "back":
                found.append(("front", "front", None))
            found.append((field.json_key(kind), field.name, field.json_value if field.is_converted else None))
        return tuple(found)

    return (
        keyed(field for field in LINE_FIELDS if field.in_json(kind) and not field.of_knee),
        keyed(field for field in METRICS if kind in field.carried_by - field.reported_by),
        keyed(field for field in LINE_FIELDS if field.of_knee),
    )
