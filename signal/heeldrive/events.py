"""What the detector tells its caller: one event at most per sample."""

from heeldrive.fixed_point import const

EVENT_NONE = const(0)
EVENT_REP = const(1)
EVENT_REFUSED = const(2)
EVENT_SET = const(3)
EVENT_SLIP = const(4)

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

# Why a cycle did not count, in the wearer's words (docs/settings.md).
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

# What the detector waits for: to see the wearer stand still at all; or, when the first still pose was perhaps
# a seat or a bed, to see some steps and standing after them.
WAITS = ("", "stand_still", "walk")

# Where the front knee went in a counted rep: nowhere known; it is one of the first five, which the others are
# held against; as far over the ankle as in those; between; forward of them, over the toes.
KNEES = ("", "baseline", "over_ankle", "uncertain", "forward")


class Event:
    """An event; the detector keeps a few and writes them over in turn.

    Attributes:
        kind: EVENT_NONE, EVENT_REP, EVENT_REFUSED, EVENT_SET or EVENT_SLIP.
        index: number of the rep since power-on, or of the set, from 1.
        sensor_leg: which leg the sensor was on during a rep, an index into LEGS.
        reason: why a cycle was refused, an index into REASONS.
        reps: reps in the set that ended.
        back: those of them with the sensor leg in back.
        start_ms, bottom_ms, rise_ms, end_ms: begin of descent, of the bottom hold, of the rise, and end.
            A set and a slip have start_ms and end_ms only.
        shown_ms: time of the sample at which the event was known, and the number may change.
        depth_cdeg: largest thigh inclination, 1/100 deg; of a slip, how far the strap has moved.

    What else was measured in a cycle, counted or not (0 where it was not):
        top_cdeg, back_cdeg: inclination at the top before and after it, 1/100 deg.
        down_dps, up_dps: largest angular rate on the way down and up, deg/s.
        wobble_cdeg: width of the sideways sway, 1/100 deg; known from the second rep on.
        shake_mg: mean size of vertical acceleration, mg.
        lever_mm: how far the sensor fell per cosine of inclination, mm; the sensor leg in front.
        fall_mm: how far the body fell, mm; the sensor leg in back.
        still_ms, seat_ms: longest stillness, and longest stillness that only a seat gives.
        wait_ms: from standing still, or the rep before, to the start.

    Of a counted rep with the sensor leg in front, where the setting asks for it (0 where it is not known):
        travel_mm: how much further forward the knee went than in the wearer's first five, mm.
        knee: the same as a word, an index into KNEES.
    """

    def __init__(self):
        self.kind = EVENT_NONE
        self.index = 0
        self.sensor_leg = 0
        self.reason = 0
        self.reps = 0
        self.start_ms = 0
        self.bottom_ms = 0
        self.rise_ms = 0
        self.end_ms = 0
        self.shown_ms = 0
        self.depth_cdeg = 0
        self.back = 0
        self.top_cdeg = 0
        self.back_cdeg = 0
        self.down_dps = 0
        self.up_dps = 0
        self.wobble_cdeg = 0
        self.shake_mg = 0
        self.lever_mm = 0
        self.fall_mm = 0
        self.still_ms = 0
        self.seat_ms = 0
        self.wait_ms = 0
        self.travel_mm = 0
        self.knee = 0
