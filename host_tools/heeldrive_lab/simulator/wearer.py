"""A wearer who goes through a session; tempo, depth and steadiness of each movement are drawn."""

from dataclasses import replace
from typing import Any

import numpy as np

from heeldrive_lab.simulator.bends import leg_raise, side_lunge, sitting, squat
from heeldrive_lab.simulator.curves import count
from heeldrive_lab.simulator.forward import FORWARD_TEMPO, forward_lunge
from heeldrive_lab.simulator.gait import go
from heeldrive_lab.simulator.gaits import GAITS
from heeldrive_lab.simulator.handling import fidgeting, strapping_on, taking_off
from heeldrive_lab.simulator.lunges import backward_lunge, kneeling, split_squats
from heeldrive_lab.simulator.machines import cycling, jumps, stepper
from heeldrive_lab.simulator.motion import BodyMotion, Span, join, standing, swaying
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.planted import Lunge, Tempo
from heeldrive_lab.simulator.pose import LEFT, RIGHT

# A number, or two numbers between which one is drawn each time.
Range = float | tuple[float, float]

# Flexion of the back thigh at the bottom. In place: captured (-29/-2/8 deg, UI-PRMD). Forward: the knee
# comes under the body, at most 4 to 17 deg ahead of its place in standing (UTD-MHAD, relative to the
# direction of the same people's squats, measured here). Backward: est. between the two (docs/sources.md).
BACK_THIGH_DEG = {
    "backward_lunge": (-8.0, 12.0),
    "half_lunge": (-8.0, 12.0),
    "split_squat": (-16.0, 11.0),
    "forward_lunge": (2.0, 17.0),
}
# Deviation of a person from their own habit, as a share of that range (est.).
BACK_THIGH_STRAY = 0.12


class Wearer:
    """Performs movements, slightly differently each time. The sensor is on the right; mirror the result.

    Attributes:
        rng: draws everything that varies.
        person: build and habits.
    """

    def __init__(self, rng: np.random.Generator, person: Person | None = None) -> None:
        self.rng = rng
        self.person = person or Person.draw(rng)
        self._pieces: list[BodyMotion] = []

    def stand(self, shortest_s: float, longest_s: float | None = None) -> None:
        """Stand for `shortest_s`, or for a time between the two."""
        seconds = self.rng.uniform(shortest_s, longest_s) if longest_s is not None else shortest_s
        self._pieces.append(standing(self.person, count(seconds)))

    def lunge(
        self, tempo: Tempo | None = None, depth_deg: float | None = None, front: int = RIGHT, **how: Any
    ) -> None:
        """One backward lunge; what is not given is this wearer's habit. `how` are fields of `Lunge`."""
        drawn = self.lunge_like(depth_deg, tempo, **how)
        self._pieces.append(
            backward_lunge(self.rng, self.person, drawn, Span("rep", "backward_lunge", 0, 0, front))
        )
        self.stand(0.3, 1.0)

    def rep(self, slower: float = 1.0, hold_s: tuple[float, float] = (-0.18, 0.1)) -> None:
        """One backward lunge with the sensor leg in front; `slower` stretches its movements."""
        self.lunge(Tempo.draw(self.rng, self.person.tempo * slower, hold_s))

    def half_rep(self) -> None:
        """A lunge that turns back at 30 to 42 deg; it is shorter and slightly faster."""
        how = self.lunge_like(
            self.rng.uniform(30.0, 42.0), Tempo.draw(self.rng, 0.85 * self.person.tempo), back_thigh_deg=2.0
        )
        span = Span("other", "half_lunge", 0, 0, RIGHT)
        self._pieces.append(backward_lunge(self.rng, self.person, how, span))
        self.stand(0.3, 1.0)

    def lunge_like(self, depth_deg: float | None = None, tempo: Tempo | None = None, **how: Any) -> Lunge:
        """A lunge with this wearer's habits."""
        person, rng = self.person, self.rng
        drawn = Lunge(
            depth_deg=rng.normal(person.depth_deg, 2.0) if depth_deg is None else depth_deg,
            tempo=tempo or Tempo.draw(rng, person.tempo),
            shank_deg=rng.normal(person.shank_deg, 1.5),
            lean_deg=rng.normal(person.lean_deg, 2.0),
            back_thigh_deg=self._back_thigh_deg("backward_lunge"),
        )
        return replace(drawn, **how)

    def lunges(
        self,
        activity: str,
        legs: str,
        reps: int,
        depth_deg: Range,
        tempo: Range,
        hold_s: Range,
        shank_deg: Range,
        lean_deg: Range,
        wobble: Range,
        fatigue: float,
        pause_s: Range,
        step_m: Range | None,
        pulses: int = 0,
        pulse_deg: Range = Lunge.pulse_deg,
        pulse_s: Range = Lunge.pulse_s,
        stop_s: Range = Lunge.stop_s,
    ) -> None:
        """Lunges one after the other.

        Args:
            activity: `backward_lunge`, `half_lunge` or `forward_lunge`.
            legs: place of the leg with the sensor: `front`, `back` or `alternating`.
            reps: number of lunges.
            depth_deg: front thigh inclination at the bottom.
            tempo: factor on all durations.
            hold_s: stillness at the bottom.
            shank_deg: forward lean of the front shank at the bottom.
            lean_deg: forward lean of the trunk.
            wobble: unsteadiness, 1 for a healthy adult.
            fatigue: 0 for none; with 1 the last rep takes 1.5 times as long, is 15 deg shallower and three
                times as unsteady (est.).
            pause_s: time to stand between reps.
            step_m: distance of the ankles; None for one that fits the depth.
            pulses: small rises at the bottom of each lunge.
            pulse_deg: how far the front thigh rises in each of them.
            pulse_s: duration of each of them.
            stop_s: how long each lunge stops half way down, and again half way up.
        """
        for index in range(reps):
            how, front = self._next_lunge(
                activity,
                legs,
                index,
                index / max(reps - 1, 1) * fatigue,
                depth_deg,
                tempo,
                hold_s,
                shank_deg,
                lean_deg,
                wobble,
                step_m,
            )
            if pulses:
                how = replace(how, pulses=pulses, pulse_deg=self.pick(pulse_deg), pulse_s=self.pick(pulse_s))
            if stop_s:
                how = replace(how, stop_s=self.pick(stop_s))
            kind = "other" if activity == "half_lunge" else "rep"
            do = forward_lunge if activity == "forward_lunge" else backward_lunge
            self._pieces.append(do(self.rng, self.person, how, Span(kind, activity, 0, 0, front)))
            self.stand(self.pick(pause_s))

    def split_squats(
        self,
        legs: str,
        reps: int,
        top_deg: Range,
        depth_deg: Range,
        tempo: Range,
        hold_s: Range,
        shank_deg: Range,
        lean_deg: Range,
        wobble: Range,
        fatigue: float,
    ) -> None:
        """Lunges in place between `top_deg` and the bottom; other arguments as in `lunges`."""
        hows = []
        for index in range(reps):
            how, front = self._next_lunge(
                "split_squat", legs, 0, index / max(reps - 1, 1) * fatigue,
                depth_deg, tempo, hold_s, shank_deg, lean_deg, wobble, None,
            )  # fmt: skip
            down, up = self.rng.uniform(0.88, 1.4, 2) * how.tempo.lower_s / Tempo.lower_s
            hows.append(replace(how, tempo=replace(how.tempo, lower_s=down, rise_s=up)))
        top = min(self.pick(top_deg), *(how.depth_deg - 25.0 for how in hows))
        span = Span("rep", "split_squat", 0, 0, front)
        self._pieces.append(split_squats(self.rng, self.person, hows, top, span))

    def squats(
        self,
        activity: str,
        reps: int,
        depth_deg: Range,
        tempo: Range,
        hold_s: Range,
        shank_deg: Range,
        lean_deg: Range,
        pause_s: Range,
    ) -> None:
        """Squats, or stooping to pick things up."""
        for _ in range(reps):
            scale = self.pick(tempo)
            seconds = (
                scale * self.rng.uniform(0.9, 1.3),
                self.pick(hold_s),
                scale * self.rng.uniform(0.8, 1.2),
            )
            self._pieces.append(
                squat(
                    self.rng,
                    self.person,
                    activity,
                    self.pick(depth_deg),
                    seconds,
                    self.pick(shank_deg),
                    self.pick(lean_deg),
                )
            )
            self.stand(self.pick(pause_s))

    def sit(self, seconds: float, quick: float = 1.0) -> None:
        """Sit down, sit, stand up; `quick` divides the durations of sitting down and standing up."""
        self._pieces.append(sitting(self.rng, self.person, seconds, quick))

    def kneel(self, seconds: float, front: int = RIGHT) -> None:
        """Kneel on one knee to tie a shoe, and rise."""
        span = Span("other", "kneeling", 0, 0, front)
        piece = kneeling(self.rng, self.person, seconds, span)
        # Kneeling is annotated as a stretch, not as a cycle with phases.
        self._pieces.append(replace(piece, spans=tuple(replace(one, front=None) for one in piece.spans)))

    def raise_leg(
        self,
        deg: float = 85.0,
        seconds: float = 1.3,
        knee_deg: float | None = None,
        hold_s: float = 0.1,
        leg: int = RIGHT,
    ) -> None:
        """Raise the knee or the straight leg and put the foot down again; the hip stays where it is."""
        self._pieces.append(leg_raise(self.rng, self.person, deg, seconds, knee_deg, hold_s, leg))
        self.stand(0.3, 1.0)

    def lean_aside(self, deg: float = 60.0, seconds: float = 1.4, leg: int = RIGHT) -> None:
        """Step sideways and bend the other leg: this thigh tilts sideways instead of forward."""
        self._pieces.append(side_lunge(self.person, deg, seconds, leg))
        self.stand(0.3, 1.0)

    def go(self, gait: str, seconds: float, pace: float = 1.0, lift: float = 1.0) -> None:
        """Walk, climb, jog or march; `gait` is a key of `gaits.GAITS`."""
        self._pieces.append(go(self.rng, self.person, GAITS[gait], seconds, pace, lift))

    def jump(self, times: int, height_m: float) -> None:
        """Jump on the spot."""
        self._pieces.append(jumps(self.rng, self.person, times, height_m))

    def cycle(self, seconds: float, cadence_rpm: float) -> None:
        """Ride a stationary bicycle."""
        self._pieces.append(cycling(self.rng, self.person, seconds, cadence_rpm / 60))

    def step_on(self, seconds: float, cadence_rpm: float) -> None:
        """Use a stepping machine."""
        self._pieces.append(stepper(self.rng, self.person, seconds, cadence_rpm / 60))

    def fidget(self, seconds: float) -> None:
        """Stand restlessly."""
        self._pieces.append(fidgeting(self.rng, self.person, seconds))

    def strap_on(self, seconds: float) -> None:
        """Put the sensor on; the first thing in a session."""
        self._pieces.append(strapping_on(self.rng, self.person, seconds))

    def take_off(self, seconds: float) -> None:
        """Take the sensor off; the last thing in a session."""
        self._pieces.append(taking_off(self.rng, self.person, seconds))

    def motion(self) -> BodyMotion:
        """All movements, one after the other, with sway and tremor."""
        return swaying(self.rng, join(self._pieces))

    def pick(self, value: Range) -> float:
        """`value` itself, or a number drawn between its two."""
        return float(self.rng.uniform(*value)) if isinstance(value, tuple) else float(value)

    def _back_thigh_deg(self, activity: str) -> float:
        low, high = BACK_THIGH_DEG[activity]
        return low + (high - low) * float(self.person.back_thigh + self.rng.normal(0.0, BACK_THIGH_STRAY))

    def _next_lunge(
        self,
        activity: str,
        legs: str,
        index: int,
        tired: float,
        depth_deg: Range,
        tempo: Range,
        hold_s: Range,
        shank_deg: Range,
        lean_deg: Range,
        wobble: Range,
        step_m: Range | None,
    ) -> tuple[Lunge, int]:
        """How the next lunge is done and which leg is in front."""
        pick, rng = self.pick, self.rng
        scale = pick(tempo) * (1 + 0.5 * tired) * (0.85 if activity == "half_lunge" else 1.0)
        drawn = Tempo.draw(rng, scale, (pick(hold_s),) * 2)
        if activity == "forward_lunge":
            ratio = {
                name: getattr(FORWARD_TEMPO, name) / getattr(Tempo, name) * getattr(drawn, name)
                for name in ("step_back_s", "lower_s", "rise_s", "return_s")
            }
            drawn = replace(drawn, **ratio)
        how = Lunge(
            depth_deg=max(pick(depth_deg) - 15.0 * tired + rng.normal(0.0, 1.5), 10.0),
            tempo=drawn,
            shank_deg=pick(shank_deg) + rng.normal(0.0, 1.5),
            lean_deg=pick(lean_deg) + rng.normal(0.0, 2.0),
            step_m=None if step_m is None else pick(step_m),
            back_thigh_deg=self._back_thigh_deg(activity),
            wobble=pick(wobble) * (1 + 2 * tired),
        )
        fronts = {"front": (RIGHT, RIGHT), "back": (LEFT, LEFT), "alternating": (RIGHT, LEFT)}[legs]
        return how, fronts[index % 2]
