"""Simulated workouts that nothing was tuned on, and recordings that begin seated or lying."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heeldrive_lab.evaluation.recordings import LabelledRecording
from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.sessions.annotations import Annotations

FIRST_SEED = 9000
EACH = 20
LEGS = ("front", "back", "alternating")
STARTS = "begun seated"
SEATED_REPS = 8


@dataclass(frozen=True)
class HardWorkout:
    """A random workout with stairs, jogging, half reps and more in it, made anew wherever it is scored.

    Attributes:
        seed: makes it again.
        leg: where the sensor leg is in its lunges: `front`, `back` or `alternating`.
    """

    seed: int
    leg: str

    @property
    def group(self) -> str:
        """All of one leg stand together."""
        return pool_name(self.leg)

    @property
    def name(self) -> str:
        """By its seed."""
        return f"seed {self.seed}"

    @property
    def weight(self) -> int:
        """They are much alike."""
        return 1

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.simulator import workout  # noqa: PLC0415 - needs MuJoCo, which few have

        return Loaded.simulated(workout(self.seed, mode=self.leg, hard=True))


@dataclass(frozen=True)
class SeatedStart:
    """Switched on while sitting; then getting up, some steps, and a set of lunges. Simulated.

    Attributes:
        seed: makes it again.
    """

    seed: int

    @property
    def group(self) -> str:
        """Where it stands."""
        return f"simulated, {STARTS}"

    @property
    def name(self) -> str:
        """By its seed."""
        return f"{STARTS}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """They are much alike."""
        return 1

    def load(self) -> Loaded:
        """Simulate it, and leave out what came before the seat."""
        from heeldrive_lab.simulator import simulate  # noqa: PLC0415 - needs MuJoCo, which few have
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
        return begun_at(
            Loaded.simulated(session),
            next(row.start_ms for row in session.truth.rows if row.activity == "sitting"),
        )


@dataclass(frozen=True)
class BegunIn:
    """A real recording that begins in the first stretch of one activity, as if switched on there.

    Attributes:
        recording: the whole one.
        activity: what it begins in.
    """

    recording: LabelledRecording
    activity: str

    @property
    def group(self) -> str:
        """The data set, and where it begins."""
        return f"{self.recording.group}, begun in {self.activity}"

    @property
    def name(self) -> str:
        """The file's name, and where it begins."""
        return f"{self.recording.name}, begun in {self.activity}"

    @property
    def weight(self) -> int:
        """That of the whole."""
        return self.recording.weight

    def load(self) -> Loaded:
        """Import it and leave out what came before."""
        rows = self.recording.truth.rows
        return begun_at(self.recording.load(), min(r.start_ms for r in rows if r.activity == self.activity))


def begun_at(session: Loaded, start_ms: int) -> Loaded:
    """The session from one moment on; what began before is not in its truth."""
    rows = tuple(row for row in session.truth.rows if row.start_ms >= start_ms)
    table = session.table[session.table[:, 0] >= start_ms]
    return replace(session, table=table, truth=Annotations(session.truth.session, rows))


def pool_name(leg: str) -> str:
    """What the hard workouts of a leg are called."""
    return f"hard workouts, sensor leg {leg}"


def hard_workouts() -> dict[str, list[HardWorkout]]:
    """The pools by leg, each with seeds of its own."""
    return {
        leg: [HardWorkout(FIRST_SEED + EACH * index + number, leg) for number in range(EACH)]
        for index, leg in enumerate(LEGS)
    }


def seated_starts(recordings: Sequence[Source]) -> Iterator[Source]:
    """Everything that begins seated or lying: simulated, and recordings that have such a stretch."""
    yield from (SeatedStart(FIRST_SEED + number) for number in range(EACH))
    for recording in recordings:
        if isinstance(recording, LabelledRecording):
            done = list(dict.fromkeys(row.activity for row in recording.truth.rows))
            first = [
                next((name for name in done if name.startswith(kind)), None) for kind in ("sitting", "lying")
            ]
            yield from (BegunIn(recording, name) for name in first if name)
