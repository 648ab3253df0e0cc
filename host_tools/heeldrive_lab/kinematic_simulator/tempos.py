"""Tempi of a set: from quick reps of 1.2 s to slow ones of 20 s, with holds, pulses and stops."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.kinematic_simulator.rep_plan import RepTiming

# Name and frequency of a set's tempo in a hard workout; an easy one is always `usual`.
TEMPO_WEIGHTS = {
    "usual": 0.40,
    "quick": 0.12,
    "slow": 0.12,
    "three_three_three": 0.09,
    "hold": 0.10,
    "pulses": 0.08,
    "stops": 0.09,
}
MICHIGAN_S = 3.47


@dataclass(frozen=True)
class SetTempo:
    """Tempo of one set.

    Attributes:
        name: a key of `TEMPO_WEIGHTS`.
        timing: timing of a typical rep.
        spread: deviation of a rep's durations from it, a share.
    """

    name: str
    timing: RepTiming
    spread: float

    @classmethod
    def draw(cls, rng: np.random.Generator, age_years: float, hard: bool) -> "SetTempo":
        """Draw a tempo; older wearers are slower (est.)."""
        name = str(rng.choice(list(TEMPO_WEIGHTS), p=list(TEMPO_WEIGHTS.values()))) if hard else "usual"
        usual_s = MICHIGAN_S * np.exp(rng.normal(0, 0.22)) * (0.9 + 0.005 * (age_years - 20))
        total_s = float(np.clip(usual_s, 1.8, 6.5))
        if name == "quick":
            total_s = float(rng.uniform(1.2, 2.0))
        elif name == "slow":
            total_s = float(np.exp(rng.uniform(np.log(6), np.log(20))))
        down = float(rng.uniform(0.42, 0.6))
        timing = RepTiming(down * total_s, (1 - down) * total_s)
        if name == "three_three_three":
            timing = RepTiming(3.0, 3.0, 3.0)
        elif name == "hold":
            timing = replace(timing, hold_s=float(rng.uniform(1, 10)))
        elif name == "pulses":
            timing = replace(
                timing,
                pulses=int(rng.integers(1, 4)),
                pulse_share=float(rng.uniform(0.12, 0.42)),
                pulse_s=float(rng.uniform(0.6, 1.4)),
            )
        elif name == "stops":
            which = int(rng.integers(3))
            timing = replace(
                timing,
                stop_down_s=float(rng.uniform(0.4, 2.5)) if which != 1 else 0.0,
                stop_up_s=float(rng.uniform(0.4, 2.5)) if which != 0 else 0.0,
            )
        return cls(name, timing, float(rng.uniform(0.03, 0.12)))

    def rep(self, rng: np.random.Generator) -> RepTiming:
        """The timing of one rep of the set; nobody is quicker than 1.2 s."""
        given = self.timing
        down_s, up_s, hold_s = (
            float(seconds * np.exp(rng.normal(0, self.spread)))
            for seconds in (given.down_s, given.up_s, given.hold_s)
        )
        stretch = max(1.0, 1.2 / (down_s + up_s))
        # Without being asked to hold, people stay 0-0.3 s at the bottom.
        hold_s = hold_s or float(rng.uniform(0, 0.3)) * min(1.0, given.total_s / MICHIGAN_S)
        return replace(given, down_s=down_s * stretch, up_s=up_s * stretch, hold_s=hold_s)
