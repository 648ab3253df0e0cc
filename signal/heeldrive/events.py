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
KINDS = ("", "rep", "refused", "set", "slip")

# The bits in TABLE beside a field's name. Bits 1 to 4: the kinds whose line on the console and the link has
# the field, 1 << kind. Bit 0: the line of a rep has it if knee travel is known. Bits 5 to 8: the kinds that
# carry it, 1 << kind << 4. Bit 9 and up: its position in a line, from 1.
_IN_ALL = const(0x1E0)
_IN_CYCLE = const(0x060)  # a rep and a refused cycle
_IN_REFUSED = const(0x040)
_IN_SLIP = const(0x100)
# Carried, and also in the line:
_REP = const(0x022)
_REFUSED = const(0x044)
_CYCLE = const(0x066)
_SET = const(0x088)
_SLIP = const(0x110)
_KNEE = const(0x021)

# Every field of an event, declared once: its name, which ends in its unit, and the bits above. All code that
# writes or reads an event is driven by this table. What only a laptop needs, such as a field's JSON key and
# meaning, is in heeldrive_lab.detection.event_fields. The rows are in the order of the log's record.
# A new field needs a row at the end, the statement that measures it (in RepCounter) and its meaning.
# The table is flat, because pairs would take another 300 B on a board.
# fmt: off
TABLE: "tuple[Any, ...]" = (
    "kind", _IN_ALL,
    "sensor_leg", 3 << 9 | _CYCLE,
    "reason", 2 << 9 | _REFUSED,
    "index", 1 << 9 | _REP | _SET,
    "reps", 4 << 9 | _SET,
    "back", 5 << 9 | _SET,
    "start_ms", 6 << 9 | _CYCLE | _SET | _IN_SLIP,
    "bottom_ms", 7 << 9 | _REP | _IN_REFUSED,
    "rise_ms", 8 << 9 | _REP | _IN_REFUSED,
    "end_ms", 9 << 9 | _CYCLE | _SET | _IN_SLIP,
    "shown_ms", 10 << 9 | _CYCLE | _SET | _SLIP,
    "depth_cdeg", 11 << 9 | _CYCLE | _SLIP,
    "top_cdeg", _IN_CYCLE,
    "back_cdeg", _IN_CYCLE,
    "down_dps", _IN_CYCLE,
    "up_dps", _IN_CYCLE,
    "wobble_cdeg", _IN_CYCLE,
    "shake_mg", _IN_CYCLE,
    "lever_mm", _IN_CYCLE,
    "fall_mm", _IN_CYCLE,
    "still_ms", _IN_CYCLE,
    "seat_ms", _IN_CYCLE,
    "wait_ms", _IN_CYCLE,
    "travel_mm", 13 << 9 | _KNEE,
    "knee", 12 << 9 | _KNEE,
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
