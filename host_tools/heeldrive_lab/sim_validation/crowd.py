"""The simulated people that are held against the recorded ones: many, each drawn from a seed of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heeldrive_lab.evaluation.sources import Loaded

# Every activity is done by this many, each with body, habits, mounting and chip of their own.
PERSONS = 16
FIRST_SEED = 1000
RATE_HZ = 52  # about that of the recordings
DOINGS: tuple[dict[str, Any], ...] = (
    {"activity": "split_squat", "reps": 3},
    {"activity": "split_squat", "leg": "back", "reps": 3},
    {"activity": "forward_lunge", "reps": 3},
    {"activity": "forward_lunge", "leg": "back", "reps": 3},
    {"activity": "backward_lunge", "reps": 3},
    {"activity": "backward_lunge", "leg": "back", "reps": 3},
    {"activity": "squat", "reps": 4},
    {"activity": "sit", "seconds": 45.0},
    {"activity": "walking", "seconds": 30.0},
    {"activity": "stairs_up", "seconds": 22.0},
    {"activity": "jogging", "seconds": 25.0},
    {"activity": "cycling", "seconds": 30.0},
)


@dataclass(frozen=True)
class Passer:
    """One of the crowd doing one thing, simulated wherever it is measured.

    Attributes:
        seed: makes body, habits, mounting and chip.
        doing: the entry of a spec.
    """

    seed: int
    doing: tuple[tuple[str, Any], ...]

    @property
    def group(self) -> str:
        """All of them stand together."""
        return "crowd"

    @property
    def name(self) -> str:
        """What is done, and the seed."""
        return f"{dict(self.doing)['activity']}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """They are much alike."""
        return 1

    def load(self) -> Loaded:
        """Simulate it, with a stand before and after."""
        from heeldrive_lab.simulator import simulate  # noqa: PLC0415 - takes long, and few need it
        from heeldrive_lab.simulator.spec import spec_from_table  # noqa: PLC0415

        stand = {"activity": "stand", "seconds": 5.0}
        spec = spec_from_table(
            {"seed": self.seed, "rate_hz": RATE_HZ, "do": [stand, dict(self.doing), stand]}
        )
        return Loaded.simulated(simulate(spec, name=self.name))


def crowd(persons: int = PERSONS) -> Iterator[Passer]:
    """Everybody doing everything; no two activities are done by the same person."""
    for number, doing in enumerate(DOINGS):
        for person in range(persons):
            yield Passer(FIRST_SEED * (number + 1) + person, tuple(doing.items()))
