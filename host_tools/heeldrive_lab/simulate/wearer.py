"""A wearer going through a session: each movement with a freshly drawn tempo and depth."""

from collections.abc import Callable

import numpy as np

from heeldrive_lab.simulate.body import Motion, Person, Span, join, swaying
from heeldrive_lab.simulate.gait import Gait, go
from heeldrive_lab.simulate.moves import (
    Tempo,
    back_lunge,
    fidgeting,
    front_lunge,
    sitting,
    split_squats,
    standing,
)

REP = Span("rep", "backward_lunge", 0, 0, "front")
HALF = Span("other", "half_lunge", 0, 0, "front")
BACK_REP = Span("rep", "backward_lunge", 0, 0, "back")


class Wearer:
    """Does what it is told, a little differently each time.

    Attributes:
        rng: decides everything that varies.
        person: who it is.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.person = Person.draw(rng)
        self._pieces: list[Motion] = []
        self._sets: list[Span] = []

    def stand(self, shortest_s: float, longest_s: float) -> None:
        """Stand for a time between the two."""
        self._pieces.append(standing(self.rng.uniform(shortest_s, longest_s)))

    def rep(self, slower: float = 1.0, hold_s: tuple[float, float] = (0.0, 0.25)) -> None:
        """One backward lunge with the sensor leg in front; `slower` stretches its movements."""
        tempo = Tempo.draw(self.rng, self.person.tempo * slower, hold_s)
        depth_deg = float(self.rng.normal(self.person.depth_deg, 2.0))
        self._pieces.append(front_lunge(self.rng, self.person, depth_deg, tempo, REP))
        self._pause()

    def slow_rep(self) -> None:
        """A rep of 5 to 9 s, held for up to 2 s."""
        self.rep(self.rng.uniform(1.5, 2.0), (0.4, 1.3))

    def half_rep(self) -> None:
        """A lunge that turns back at 30 to 42 deg; it has less far to go and is a little quicker."""
        tempo = Tempo.draw(self.rng, self.person.tempo * 0.85)
        self._pieces.append(front_lunge(self.rng, self.person, self.rng.uniform(30.0, 42.0), tempo, HALF))
        self._pause()

    def back_rep(self) -> None:
        """One backward lunge with the sensor on the leg that steps back."""
        self._pieces.append(
            back_lunge(self.rng, self.person, Tempo.draw(self.rng, self.person.tempo), BACK_REP)
        )
        self._pause()

    def split_squats(self, reps: int) -> None:
        """Lunges in place that come back only to the wearer's own top of 17 to 45 deg."""
        depths_deg = self.rng.normal(self.person.depth_deg, 2.0, reps).tolist()
        self._pieces.append(split_squats(self.rng, self.person, depths_deg, self.rng.uniform(17.0, 45.0)))

    def set_of(self, *doings: Callable[[], None]) -> None:
        """Do these one after the other, as one set."""
        first = self._length()
        for do in doings:
            do()
        self._sets.append(Span("set", "", first, self._length()))

    def go(self, gait: Gait, seconds: float) -> None:
        """Walk, climb or jog."""
        self._pieces.append(go(self.rng, gait, seconds))

    def sit(self, seconds: float) -> None:
        """Sit down, sit, stand up."""
        self._pieces.append(sitting(self.rng, self.person, seconds))

    def fidget(self, seconds: float) -> None:
        """Stand about restlessly."""
        self._pieces.append(fidgeting(self.rng, seconds))

    def motion(self) -> Motion:
        """All of it, one after the other, with the sway of a living body."""
        joined = join(self._pieces)
        whole = Motion(joined.thigh_rad, joined.hip_m, joined.jolt_mps2, (*joined.spans, *self._sets))
        return swaying(self.rng, self.person, whole)

    def _pause(self) -> None:
        self.stand(0.3, 1.0)

    def _length(self) -> int:
        return sum(map(len, self._pieces))
