"""Annotations in memory: what really happened in a session, as labelled intervals."""

from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise

from heeldrive_lab.sessions.format import SessionError, is_one_line
from heeldrive_lab.sessions.training_notes import NO_NOTES, TrainingNotes

KINDS = ("rep", "set", "other")
LEGS = ("front", "back", "")


@dataclass(frozen=True)
class Annotation:
    """One labelled interval of a session. Unknown values are None, or empty text.

    Attributes:
        kind: `rep` (one true lunge rep), `set` (reps known only by their total, or the interval of single
            reps) or `other` (an activity that must not count).
        start_ms: start, session time, 0 or later.
        end_ms: end, session time, later than `start_ms`.
        bottom_ms: start of a rep's bottom hold, session time.
        rise_ms: start of a rep's rise, session time.
        depth_deg: largest thigh inclination of a rep, 0..180.
        sensor_leg: `front`, `back` or empty.
        reps: number of reps in the interval.
        activity: its name, such as `backward_lunge` or `walking`.
        knee_travel_mm: at the bottom of a lunge, distance of the front knee ahead of its ankle, along the
            foot; -1000..1000.
        cop_percent: centre of pressure under the front foot, 0 at the heel to 100 at the toes: mean from the
            bottom to half way up, while both feet are on the ground.
        behind_midfoot_percent: of the part of a rep's rise in which the front foot bears load, the share with
            the centre of pressure behind mid-foot, 0..100; from force plates.
        rise_mm_s: mean rise velocity of the hip over the rise, with a thigh of the mean length, mm/s,
            0..3000; from captured joint angles.

    Raises:
        SessionError: a value is out of range, or the times are out of order.
    """

    kind: str
    start_ms: int
    end_ms: int
    bottom_ms: int | None = None
    rise_ms: int | None = None
    depth_deg: float | None = None
    sensor_leg: str = ""
    reps: int | None = None
    activity: str = ""
    knee_travel_mm: float | None = None
    cop_percent: float | None = None
    behind_midfoot_percent: float | None = None
    rise_mm_s: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SessionError(f"kind is {self.kind!r}; it must be one of {', '.join(KINDS)}")
        if self.sensor_leg not in LEGS:
            raise SessionError(f"sensor_leg is {self.sensor_leg!r}; it must be front, back or empty")
        times = [t for t in (self.start_ms, self.bottom_ms, self.rise_ms, self.end_ms) if t is not None]
        if times != sorted(times) or self.start_ms >= self.end_ms or self.start_ms < 0:
            raise SessionError(f"the times {times} ms are not in the order start, bottom, rise, end")
        if self.depth_deg is not None and not 0 <= self.depth_deg <= 180:
            raise SessionError(f"depth_deg is {self.depth_deg}; it must be from 0 to 180")
        if self.knee_travel_mm is not None and not -1000 <= self.knee_travel_mm <= 1000:
            raise SessionError(f"knee_travel_mm is {self.knee_travel_mm}; it must be from -1000 to 1000")
        if self.cop_percent is not None and not 0 <= self.cop_percent <= 100:
            raise SessionError(f"cop_percent is {self.cop_percent}; it must be from 0 to 100")
        if self.behind_midfoot_percent is not None and not 0 <= self.behind_midfoot_percent <= 100:
            raise SessionError(
                f"behind_midfoot_percent is {self.behind_midfoot_percent}; it must be from 0 to 100"
            )
        if self.rise_mm_s is not None and not 0 <= self.rise_mm_s <= 3000:
            raise SessionError(f"rise_mm_s is {self.rise_mm_s}; it must be from 0 to 3000")
        if self.reps is not None and self.reps < 0:
            raise SessionError(f"reps is {self.reps}; it cannot be negative")
        if not is_one_line(self.activity):
            raise SessionError(f"activity is {self.activity!r}; it must be one line without space around it")


ALL_COLUMNS = tuple(column.name for column in fields(Annotation))
# Known from a simulator, the pressure also from force plates: a file may leave the columns out.
HEEL_DRIVE_COLUMNS = ("knee_travel_mm", "cop_percent")
# Known from force plates, in recordings of people: a file may leave the column out.
FORCE_PLATE_COLUMNS = ("behind_midfoot_percent",)
# Known from captured joint angles: a file may leave the column out.
CAPTURE_COLUMNS = ("rise_mm_s",)
_FURTHER = (*HEEL_DRIVE_COLUMNS, *FORCE_PLATE_COLUMNS, *CAPTURE_COLUMNS)
COLUMNS = tuple(name for name in ALL_COLUMNS if name not in _FURTHER)
# The columns that a file may have.
COLUMN_SETS = tuple((*COLUMNS, *_FURTHER[:known]) for known in (0, 2, 3, 4))


@dataclass(frozen=True)
class Annotations:
    """The annotations of one session: its ground truth.

    Attributes:
        session: name of the session file they belong to.
        rows: in the order of the file. Without any, they say nothing of what happened.
        notes: load and effort.

    Raises:
        SessionError: two reps overlap. A wearer has one sensor leg and does one rep at a time.
    """

    session: str
    rows: tuple[Annotation, ...] = ()
    notes: TrainingNotes = NO_NOTES

    def __post_init__(self) -> None:
        if not self.session or not is_one_line(self.session):
            raise SessionError(f"session is {self.session!r}; it must be the name of the session file")
        for earlier, later in pairwise(sorted(self.reps, key=lambda rep: rep.start_ms)):
            if later.start_ms < earlier.end_ms:
                raise SessionError(
                    f"the reps {earlier.start_ms}..{earlier.end_ms} and {later.start_ms}..{later.end_ms} ms"
                    " overlap; one must end before the next begins"
                )

    @cached_property
    def reps(self) -> tuple[Annotation, ...]:
        """The rows of kind `rep`."""
        return tuple(row for row in self.rows if row.kind == "rep")

    def reps_in(self, row: Annotation) -> list[Annotation]:
        """The single reps of a set: reps of its leg that start in it."""
        return [
            rep
            for rep in self.reps
            if row.start_ms <= rep.start_ms < row.end_ms
            and (not row.sensor_leg or rep.sensor_leg in ("", row.sensor_leg))
        ]

    def is_of(self, name: str) -> bool:
        """Whether they belong to a session file of this name, compressed or not."""
        return self.session.removesuffix(".gz") == name.removesuffix(".gz")
