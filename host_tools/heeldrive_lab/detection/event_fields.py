"""The fields of an event as the laptop needs them, made from the detector's table (heeldrive.events.TABLE).

The JSON lines, the readers of the board's lines and of its log, the MCAP schema and the table in
docs/file-format.md all walk `FIELDS`. A field's name ends in its unit; JSON key and scale follow from that.
"""

from dataclasses import dataclass
from typing import Any

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP
from heeldrive.events import KINDS, TABLE, WORDS, Event

KIND_NUMBERS = (EVENT_REP, EVENT_REFUSED, EVENT_SET, EVENT_SLIP)

MEANINGS = {
    "kind": "what it is",
    "sensor_leg": "where the leg with the sensor was in the cycle",
    "reason": "why the cycle did not count ([reasons](settings.md#why-a-cycle-was-refused))",
    "index": "number of the rep since power-on, or of the set, from 1",
    "reps": "reps in the set that ended",
    "back": "those of them with the sensor leg in back; JSON has `front`, the others, before it",
    "start_ms": "begin of the descent, or of the set's first rep",
    "bottom_ms": "begin of the bottom hold",
    "rise_ms": "begin of the rise",
    "end_ms": "end of the cycle, or of the set's last rep",
    "shown_ms": "time of the sample at which the event was known: the number on the display may change",
    "depth_cdeg": "largest thigh inclination; of a slip, how far the strap has moved",
    "top_cdeg": "inclination at the top before the cycle",
    "back_cdeg": "inclination at the top after the cycle",
    "down_dps": "largest angular rate on the way down",
    "up_dps": "largest angular rate on the way up",
    "wobble_cdeg": "width of the sideways sway; known from the second rep on",
    "shake_mg": "mean size of the vertical acceleration",
    "lever_mm": "how far the sensor fell per cosine of inclination; sensor leg in front",
    "fall_mm": "how far the body fell; sensor leg in back",
    "still_ms": "longest stillness in the cycle",
    "seat_ms": "longest stillness that only a seat gives",
    "wait_ms": "time from standing still, or from the rep before, to the start",
    "travel_mm": "how much further forward the knee went than in the wearer's first five reps",
    "knee": "the same as a word",
}

_UNITS = {"ms": "ms", "cdeg": "1/100 deg", "dps": "deg/s", "mg": "mg", "mm": "mm"}
# What the board's lines call a field otherwise (firmware/wearable/console_format.py): in a slip, and always.
_SLIP_KEYS = {"shown_ms": "at_ms", "depth_cdeg": "moved_cdeg"}
_LINE_KEYS = {"sensor_leg": "leg"}
# What the rule does not give.
_JSON_KEYS = {"travel_mm": "knee_travel_mm"}
_NOT_IN_JSON = {("shown_ms", EVENT_REFUSED), ("shown_ms", EVENT_SET)}


@dataclass(frozen=True)
class Field:
    """One field of an event.

    Attributes:
        name: the attribute of `heeldrive.events.Event`, with its unit.
        carried_by: the kinds of event (`EVENT_REP`...) that have it; it is 0 in the others.
        told_by: the kinds whose line on the console and the link has it.
        place: where in a line it stands; 0 where it stands in none.
        of_knee: whether a rep tells it only where its knee is known.
    """

    name: str
    carried_by: frozenset[int]
    told_by: frozenset[int]
    place: int
    of_knee: bool

    @property
    def unit(self) -> str:
        """The unit on the board, on the wire and in the log; empty for a count or a word."""
        return _UNITS.get(self._suffix, "")

    @property
    def words(self) -> tuple[str, ...] | None:
        """What its number stands for, where it is an index into words."""
        return WORDS.get(self.name)

    @property
    def meaning(self) -> str:
        """What it is, a clause of Markdown."""
        return MEANINGS[self.name]

    @property
    def is_fact(self) -> bool:
        """Whether it was measured of a cycle and no line tells it: JSON has it under `facts`."""
        return not self.told_by and self.name != "kind"

    def line_key(self, kind: int) -> str:
        """Its key in the line of such an event."""
        return (_SLIP_KEYS if kind == EVENT_SLIP else _LINE_KEYS).get(self.name, self.name)

    def json_key(self, kind: int) -> str:
        """Its key in the JSON of such an event."""
        key = self.line_key(kind) if kind == EVENT_SLIP else _JSON_KEYS.get(self.name, self.name)
        return key.removesuffix("cdeg") + "deg" if self._suffix == "cdeg" else key

    def in_json(self, kind: int) -> bool:
        """Whether the JSON of such an event has it, beside its facts."""
        return kind in self.told_by and (self.name, kind) not in _NOT_IN_JSON

    def json_value(self, number: int) -> Any:
        """A number of the detector as JSON tells it: a word, degrees with one decimal, or the number."""
        if self.words:
            return self.words[number]
        return round(number / 100, 1) if self._suffix == "cdeg" else number

    @property
    def _suffix(self) -> str:
        return self.name.rpartition("_")[2]


def _field(name: str, bits: int) -> Field:
    of_knee = bool(bits & 1)
    told_by = {kind for kind in KIND_NUMBERS if bits >> kind & 1} | ({EVENT_REP} if of_knee else set())
    carried_by = frozenset(kind for kind in KIND_NUMBERS if bits >> 4 >> kind & 1)
    return Field(name, carried_by, frozenset(told_by), bits >> 9, of_knee)


FIELDS = tuple(_field(name, bits) for name, bits in zip(TABLE[::2], TABLE[1::2], strict=True))
"""All fields, in the order of the log's record and of `vars(Event())`."""

FIRST_FIELDS = 25
"""So many of them every board has reported; what is behind them an older one does not know of."""

TOLD = tuple(sorted((field for field in FIELDS if field.place), key=lambda field: field.place))
"""Those of the lines, in the lines' order."""

FACTS = tuple(field for field in FIELDS if field.is_fact)
"""What was measured of a cycle and stands in no line."""


def event_properties() -> dict[str, dict[str, str]]:
    """The keys that the JSON of an event has whatever its kind, each with its JSON type."""
    properties = {"kind": {"type": "string"}}
    for field in TOLD:
        keys = {field.json_key(kind) if field.in_json(kind) else "" for kind in KIND_NUMBERS}
        if "" not in keys and len(keys) == 1:
            properties[keys.pop()] = {"type": "string" if field.words else "number"}
    return properties


def as_event(event: Event) -> dict[str, Any]:
    """A copy of a RepCounter's event, or of one in a board's log, under the names of the JSON lines."""
    kind = event.kind
    told: dict[str, Any] = {"kind": KINDS[kind]}
    for field in TOLD:
        if field.in_json(kind) and not field.of_knee:
            if field.name == "back":
                told["front"] = event.reps - event.back
            told[field.json_key(kind)] = field.json_value(getattr(event, field.name))
    facts = {
        field.json_key(kind): field.json_value(getattr(event, field.name))
        for field in FACTS
        if kind in field.carried_by
    }
    if facts:
        told["facts"] = facts
    if event.knee:
        for field in TOLD:
            if field.of_knee:
                told[field.json_key(kind)] = field.json_value(getattr(event, field.name))
    return told
