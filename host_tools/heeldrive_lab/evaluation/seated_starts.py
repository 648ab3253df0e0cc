"""Sessions that start seated or lying."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heeldrive_lab.evaluation.recordings import AnnotatedRecording
from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.sessions.annotations import Annotations

FIRST_SEED = 9000
SESSIONS = 20
STARTS = "started seated"
SEATED_REPS = 8


@dataclass(frozen=True)
class SeatedStart:
    """A simulated session switched on while seated; the wearer gets up, walks and does a set of lunges.

    Attributes:
        seed: seed of the simulation.
    """

    seed: int

    @property
    def group(self) -> str:
        """All of them form a group."""
        return f"simulated, {STARTS}"

    @property
    def name(self) -> str:
        """By its seed."""
        return f"{STARTS}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1

    def load(self) -> Loaded:
        """Simulate it, and cut off everything before the sitting."""
        from heeldrive_lab.simulator import simulate  # noqa: PLC0415 - needs MuJoCo, an optional dependency
        from heeldrive_lab.simulator.spec import spec_from_table  # noqa: PLC0415

        doings = [
            {"activity": "stand", "seconds": 3.0},
            {"activity": "sit", "seconds": 20.0},
            {"activity": "walking", "seconds": 12.0},
            {"activity": "stand", "seconds": 3.0},
            {"activity": "backward_lunge", "reps": SEATED_REPS},
            {"activity": "stand", "seconds": 4.0},
        ]
        session = simulate(spec_from_table({"seed": self.seed, "do": doings}))
        return truncated_at(
            Loaded.simulated(session),
            next(row.start_ms for row in session.truth.rows if row.activity == "sitting"),
        )


@dataclass(frozen=True)
class TruncatedRecording:
    """A real recording cut to start in the first interval of one activity, as if switched on there.

    Attributes:
        recording: the whole recording.
        activity: the activity in which it starts.
    """

    recording: AnnotatedRecording
    activity: str

    @property
    def group(self) -> str:
        """The data set, and the activity in which it starts."""
        return f"{self.recording.group}, started in {self.activity}"

    @property
    def name(self) -> str:
        """The file's name, and the activity in which it starts."""
        return f"{self.recording.name}, started in {self.activity}"

    @property
    def weight(self) -> int:
        """Weight of the whole recording."""
        return self.recording.weight

    def load(self) -> Loaded:
        """Import it and cut off everything before the activity."""
        rows = self.recording.annotations.rows
        return truncated_at(
            self.recording.load(), min(r.start_ms for r in rows if r.activity == self.activity)
        )


def truncated_at(session: Loaded, start_ms: int) -> Loaded:
    """The session from a time on; annotations that start earlier are dropped."""
    rows = tuple(row for row in session.annotations.rows if row.start_ms >= start_ms)
    table = session.table[session.table[:, 0] >= start_ms]
    return replace(session, table=table, annotations=Annotations(session.annotations.session, rows))


def seated_starts(recordings: Sequence[Source]) -> Iterator[Source]:
    """Sessions that start seated or lying: simulated ones, and recordings that contain such an interval."""
    yield from (SeatedStart(FIRST_SEED + number) for number in range(SESSIONS))
    for recording in recordings:
        if isinstance(recording, AnnotatedRecording):
            done = list(dict.fromkeys(row.activity for row in recording.annotations.rows))
            first = [
                next((name for name in done if name.startswith(kind)), None) for kind in ("sitting", "lying")
            ]
            yield from (TruncatedRecording(recording, name) for name in first if name)
