"""The simulated wearers that are compared with recorded people; each has its own seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heeldrive_lab.evaluation.sources import Loaded

# Wearers per activity, each with its own body, habits, mounting and chip.
WEARERS = 16
FIRST_SEED = 1000
RATE_HZ = 52  # about that of the recordings
ACTIVITIES: tuple[dict[str, Any], ...] = (
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
class SimulatedWearer:
    """One wearer doing one activity, simulated where it is measured.

    Attributes:
        seed: seed of body, habits, mounting and chip.
        activity: the activity as an entry of a simulation spec.
    """

    seed: int
    activity: tuple[tuple[str, Any], ...]

    @property
    def group(self) -> str:
        """All wearers form one group."""
        return "population"

    @property
    def name(self) -> str:
        """Activity and seed."""
        return f"{dict(self.activity)['activity']}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1

    def load(self) -> Loaded:
        """Simulate the activity with standing before and after."""
        from heeldrive_lab.simulator import simulate  # noqa: PLC0415 - slow to import
        from heeldrive_lab.simulator.spec import spec_from_table  # noqa: PLC0415

        stand = {"activity": "stand", "seconds": 5.0}
        spec = spec_from_table(
            {"seed": self.seed, "rate_hz": RATE_HZ, "do": [stand, dict(self.activity), stand]}
        )
        return Loaded.simulated(simulate(spec, name=self.name))


def population(persons: int = WEARERS) -> Iterator[SimulatedWearer]:
    """Yield the wearers of all activities; no wearer does two activities."""
    for number, activity in enumerate(ACTIVITIES):
        for person in range(persons):
            yield SimulatedWearer(FIRST_SEED * (number + 1) + person, tuple(activity.items()))
