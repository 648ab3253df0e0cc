"""Wearers of the second simulator who take the poses of `STILL_POSES` one after another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.everyday import kneeling, sitting
from heeldrive_lab.kinematic_simulator.ground_truth import annotated
from heeldrive_lab.kinematic_simulator.inertial_path import SensorPlacement, ideal_signals, sensor_path
from heeldrive_lab.kinematic_simulator.lunge_sets import backward_lunge, forward_lunge
from heeldrive_lab.kinematic_simulator.measured import measured_counts
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming
from heeldrive_lab.kinematic_simulator.strap_wag import StrapWag
from heeldrive_lab.kinematic_simulator.tempos import SetTempo
from heeldrive_lab.kinematic_simulator.thigh_path import Interval, MotionScript
from heeldrive_lab.sensor_errors import SensorErrors
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionHeader

WEARERS = 60
FIRST_SEED = 5000
PIECE_S = 13.0  # one piece of 10 s, and its ends
HOLD_S = 12.6


@dataclass(frozen=True)
class StillWearer:
    """A wearer of the second simulator who takes every pose, simulated where it is measured.

    Attributes:
        seed: seed of body, habits, mounting and chip; an even one has the sensor leg in front.
    """

    seed: int

    @property
    def group(self) -> str:
        """All wearers form one group."""
        return "still poses"

    @property
    def name(self) -> str:
        """The seed."""
        return f"still poses, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1

    def load(self) -> Loaded:
        """Simulate the poses one after another, with standing between them."""
        rng = np.random.default_rng(self.seed)
        body = Anthropometry.draw(rng)
        script = MotionScript(body.standing_deg)
        self._pose(script, body, rng)
        path = script.whole(rng)
        chip, placement = SensorErrors.draw(rng), SensorPlacement.draw(rng, body, 1.0, 0.0)
        signals = StrapWag.draw(rng).shaken(ideal_signals(*sensor_path(path, body, placement)))
        header = SessionHeader(
            sensor=chip.kind.sensor,
            accel_ug_per_count=chip.accel_ug_per_count,
            gyro_udps_per_count=chip.gyro_udps_per_count,
            rate_hz=chip.rate_hz,
            thigh="right",
            origin="simulated",
        )
        rows = annotated(script, path)
        return Loaded(header, measured_counts(signals, chip, rng), Annotations(f"{self.name}.csv", rows))

    def _pose(self, script: MotionScript, body: Anthropometry, rng: np.random.Generator) -> None:
        leg = ("front", "back")[self.seed % 2]
        form = LungeForm.draw(rng, body.stature_m, body.age_years)

        def mark(activity: str, start: int, first_s: float, last_s: float, at: str = "") -> None:
            begin, end = (start + round(seconds * FINE_HZ) for seconds in (first_s, last_s))
            script.intervals.append(Interval("other", f"still_{activity}", begin, end, at))

        script.stand(PIECE_S)
        mark("standing", 0, 0.0, PIECE_S)
        held = RepTiming(hold_s=HOLD_S)
        start = script.append(backward_lunge(body, form, held, leg, rng))
        mark("held", start, held.bottom_s, held.rise_s, leg)
        script.stand(2.0)
        # The recorded reps of the front leg go through some 50 deg in 1.5 s; a whole lunge turns round as
        # quickly in 2 s.
        usual = SetTempo.draw(rng, body.age_years, hard=False).rep(rng)
        timing = RepTiming(1.05, 0.95) if leg == "front" else usual
        lunge = backward_lunge if leg == "front" else forward_lunge
        start = script.append(lunge(body, form, timing, leg, rng))
        mark("bottom", start, 0.0, timing.total_s, leg)
        script.stand(2.0)
        path, down_s, up_s = sitting(body, PIECE_S, rng)
        start = script.append(path)
        mark("sat_down", start, 0.0, down_s + 1.0)
        mark("seated", start, down_s, down_s + PIECE_S)
        mark("risen", start, down_s + PIECE_S, down_s + PIECE_S + up_s + 1.0)
        script.stand(2.0)
        path = kneeling(body, form, leg, rng)
        start = script.append(path)
        mark("kneeling", start, 1.6, len(path) / FINE_HZ - 1.6, leg)
        script.stand(2.0)


def still_wearers() -> Iterator[StillWearer]:
    """Yield the wearers."""
    yield from map(StillWearer, range(FIRST_SEED, FIRST_SEED + WEARERS))
