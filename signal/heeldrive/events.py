"""The events that the detector emits: at most one per sample."""

from heeldrive.fixed_point import const

try:
    from typing import Any
except ImportError:  # a board has no typing and evaluates no annotation
    pass

EVENT_NONE = const(0)
EVENT_REP = const(1)
EVENT_REFUSED = const(2)
EVENT_SET = const(3)
EVENT_SLIP = const(4)
EVENT_TAUGHT = const(5)

# Sensor leg in front: the thigh with the sensor is the working leg. In back: it is the leg that steps back.
LEGS = ("front", "back")

COUNTED = const(0)
SHALLOW = const(1)
TOO_FAST = const(2)
TOO_SLOW = const(3)
NO_RETURN = const(4)
LONG_HOLD = const(5)
WALKING = const(6)
LEG_RAISED = const(7)
NOT_READY = const(8)
SIDEWAYS = const(9)
SEATED = const(10)
GAP = const(11)
ALONE = const(12)

# Why a cycle did not count. The sentences for the wearer are in docs/settings.md.
REASONS = (
    "",
    "shallow",
    "too_fast",
    "too_slow",
    "no_return",
    "long_hold",
    "walking",
    "leg_raised",
    "not_ready",
    "sideways",
    "seated",
    "gap",
    "alone",
)

# What the detector waits for before it counts: the wearer standing still; or, if the first still pose was
# perhaps on a seat or a bed, some steps and standing still after them.
WAITS = ("", "stand_still", "walk")

# Knee travel in a counted rep: not known; one of the first five, the baseline of the others; no further
# forward than the baseline; between the two limits; further forward, over the toes.
KNEES = ("", "baseline", "over_ankle", "uncertain", "forward")

# The names of the kinds.
KINDS = ("", "rep", "refused", "set", "slip", "taught")

# The bits in TABLE beside a field's name. Bits 1 to 5: the kinds whose line on the console and the link has
# the field, 1 << kind. Bit 0: the line of a rep has it if knee travel is known. Bits 6 to 10: the kinds that
# carry it, 1 << kind << 5. Bit 11 and up: its position in a line, from 1.
_IN_ALL = const(0x7C0)
_IN_CYCLE = const(0x0C0)  # a rep and a refused cycle
_IN_REFUSED = const(0x080)
_IN_SLIP = const(0x200)
_IN_TAUGHT = const(0x400)
# Carried, and also in the line:
_REP = const(0x042)
_REFUSED = const(0x084)
_CYCLE = const(0x0C6)
_SET = const(0x108)
_SLIP = const(0x210)
_TAUGHT = const(0x420)
_KNEE = const(0x041)

# Every field of an event, declared once: its name, which ends in its unit, and the bits above. All code that
# writes or reads an event is driven by this table. What only a laptop needs, such as a field's JSON key and
# meaning, is in heeldrive_lab.detection.event_fields. The rows are in the order of the log's record.
# A new field needs a row at the end, the statement that measures it (in RepCounter) and its meaning.
# The table is flat, because pairs would take another 300 B on a board.
# fmt: off
TABLE: "tuple[Any, ...]" = (
    "kind", _IN_ALL,
    "sensor_leg", 3 << 11 | _CYCLE | _TAUGHT,
    "reason", 2 << 11 | _REFUSED,
    "index", 1 << 11 | _REP | _SET,
    "reps", 4 << 11 | _SET | _IN_TAUGHT,
    "back", 5 << 11 | _SET,
    "start_ms", 6 << 11 | _CYCLE | _SET | _IN_SLIP | _TAUGHT,
    "bottom_ms", 7 << 11 | _REP | _IN_REFUSED | _TAUGHT,
    "rise_ms", 8 << 11 | _REP | _IN_REFUSED | _TAUGHT,
    "end_ms", 9 << 11 | _CYCLE | _SET | _IN_SLIP | _TAUGHT,
    "shown_ms", 10 << 11 | _CYCLE | _SET | _SLIP | _IN_TAUGHT,
    "depth_cdeg", 11 << 11 | _CYCLE | _SLIP | _TAUGHT,
    "top_cdeg", _IN_CYCLE,
    "back_cdeg", _IN_CYCLE,
    "down_dps", _IN_CYCLE,
    "up_dps", _IN_CYCLE,
    "wobble_cdeg", _IN_CYCLE,
    "shake_mg", _IN_CYCLE,
    "lever_mm", 14 << 11 | _IN_CYCLE | _TAUGHT,
    "fall_mm", 15 << 11 | _IN_CYCLE | _TAUGHT,
    "still_ms", _IN_CYCLE,
    "seat_ms", _IN_CYCLE,
    "wait_ms", _IN_CYCLE,
    "travel_mm", 13 << 11 | _KNEE,
    "knee", 12 << 11 | _KNEE,
    "confidence_percent", _IN_CYCLE,
)
# fmt: on

# Fields that are an index into a tuple of words.
WORDS = {"sensor_leg": LEGS, "reason": REASONS, "knee": KNEES}


class Event:
    """An event: an integer attribute for each field in `TABLE`; 0 if its kind does not carry the field.

    The detector reuses a few of these objects in turn. The fields' meanings: docs/file-format.md, "Events".
    """

    try:  # type checkers do not see the attributes that come from TABLE
        from typing import TYPE_CHECKING  # noqa: PLC0415

        if TYPE_CHECKING:

            def __getattr__(self, name: str) -> int:
                return 0

            def __setattr__(self, name: str, value: int) -> None: ...

    except ImportError:
        pass

    def clear(self) -> None:
        """Set every field to 0, so that nothing is left of the previous event."""
        for i in range(0, len(TABLE), 2):
            setattr(self, TABLE[i], 0)

    __init__ = clear
