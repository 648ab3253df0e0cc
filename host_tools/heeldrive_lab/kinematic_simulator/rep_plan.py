"""How one rep goes: its timing, and the form of the wearer who does it; and the curve of its depth."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.kinematic_simulator.curves import BetaStep, Curve, curve, drawn_step, samples_in

# Rise and return step overlap by this share of the way up more than step and lowering do.
UP_OVERLAP = 0.55
# Slow sway and shiver of a loaded thigh, and what fatigue adds to them (docs/sources.md).
TREMOR_DEG = (0.08, 0.8)
SHIVER_DPS = (0.1, 0.7)
TIRING = (0.1, 0.8)


@dataclass(frozen=True)
class RepTiming:
    """Timing of a rep, seconds; the defaults are those measured at the University of Michigan in 1997.

    Attributes:
        down_s: stepping back and lowering together, without stops.
        up_s: rising and stepping together, without stops.
        hold_s: hold at the bottom.
        stop_down_s: a stop half way down.
        stop_up_s: a stop half way up.
        pulses: number of short rises at the bottom.
        pulse_share: how far a pulse rises, as a share of the depth.
        pulse_s: duration of a pulse.
    """

    down_s: float = 1.88
    up_s: float = 1.58
    hold_s: float = 0.0
    stop_down_s: float = 0.0
    stop_up_s: float = 0.0
    pulses: int = 0
    pulse_share: float = 0.25
    pulse_s: float = 0.9

    @property
    def bottom_s(self) -> float:
        """Time at which the bottom is reached."""
        return self.down_s + self.stop_down_s

    @property
    def rise_s(self) -> float:
        """Time at which the way up begins."""
        return self.bottom_s + self.hold_s + self.pulses * self.pulse_s

    @property
    def total_s(self) -> float:
        """The whole rep."""
        return self.rise_s + self.up_s + self.stop_up_s

    @property
    def load_s(self) -> float:
        """Time under load: the ways and the stops on them count by half."""
        return self.rise_s - self.bottom_s + (self.bottom_s + self.up_s + self.stop_up_s) / 2


@dataclass(frozen=True)
class LungeForm:
    """A wearer's way of lunging; angles in degrees.

    Attributes:
        depth_deg: largest flexion of the front thigh.
        shank_deg: lean of the front shank at the bottom.
        first_share: share of the depth that comes with the step, before the lowering.
        overlap: share of the time down in which step and lowering overlap.
        back_thigh_deg: flexion of the back thigh at the bottom.
        stance_share: length of the stance, as a share of what the back thigh's flexion asks for.
        landing_reach: distance from the hip to the ankle at which the stepping foot lands, as a share of the
        leg's length.
    foot_lift_m: lift of the stepping foot's ankle on its way, over the straight line.
    heel_up_m: height of the back foot's ankle over its height when flat.
        knee_in_deg: the front knee's deviation to the inside at the bottom.
        pelvis_turn_deg: turn of the pelvis towards the back leg at the bottom.
        pelvis_drop_deg: drop of the back leg's hip.
        tremor_deg: rms of the thigh's unsteadiness on the way and in holds.
        shiver_dps: angular rate of flexion, rms, of its muscles' shiver under full load.
        tiring: by how much both grow under load at the most, a share.
        loaded_s: time under load in the set before this rep.
    """

    depth_deg: float = 88.0
    shank_deg: float = 8.0
    first_share: float = 0.27
    overlap: float = 0.4
    back_thigh_deg: float = -2.0
    stance_share: float = 1.0
    landing_reach: float = 0.8
    foot_lift_m: float = 0.05
    heel_up_m: float = 0.09
    knee_in_deg: float = 2.0
    pelvis_turn_deg: float = 6.0
    pelvis_drop_deg: float = 2.0
    tremor_deg: float = 0.3
    shiver_dps: float = 0.26
    tiring: float = 0.4
    loaded_s: float = 0.0

    @classmethod
    def draw(cls, rng: np.random.Generator, stature_m: float, age_years: float) -> "LungeForm":
        """Draw a form; depth falls with age, as between the studies in docs/sources.md (spread est.)."""
        depth = float(np.clip(rng.normal(92 - 0.35 * (age_years - 20), 9), 40, 108))
        return cls(
            depth_deg=depth,
            shank_deg=float(rng.uniform(-3, 24)),
            first_share=float(rng.uniform(0.22, 0.45)),
            overlap=float(rng.uniform(0.15, 0.5)),
            back_thigh_deg=float(np.clip(rng.normal(-3, 6), -15, 9)) - 0.25 * (88 - depth),
            landing_reach=float(rng.uniform(0.76, 0.88)),
            foot_lift_m=float(rng.uniform(0.015, 0.05)) * stature_m,
            heel_up_m=float(rng.uniform(0.035, 0.06)) * stature_m,
            knee_in_deg=float(rng.normal(2, 4)),
            pelvis_turn_deg=float(rng.uniform(0, 14)),
            pelvis_drop_deg=float(rng.normal(2, 2)),
            tremor_deg=float(np.exp(rng.uniform(*np.log(TREMOR_DEG)))),
            shiver_dps=float(np.exp(rng.uniform(*np.log(SHIVER_DPS)))),
            tiring=float(rng.spawn(1)[0].uniform(*TIRING)),
        )


def depth_steps(timing: RepTiming, form: LungeForm, rng: np.random.Generator) -> list[BetaStep]:
    """The steps of a rep's depth: from 0 at the top to 1 at the bottom and back to 0."""
    steps = _way(timing.down_s, timing.stop_down_s, form, rng)
    at = timing.bottom_s + timing.hold_s / 2
    for _ in range(timing.pulses):
        half = timing.pulse_s / 2
        steps += [
            drawn_step(rng, at, half, -timing.pulse_share),
            drawn_step(rng, at + half, half, timing.pulse_share),
        ]
        at += timing.pulse_s
    # The way up is the way down read backwards: the lowered part first, the step last.
    # Rising and stepping melt into one: the measured rate up is hardly more than a single step needs.
    smoother = replace(form, overlap=form.overlap + UP_OVERLAP)
    up = _way(timing.up_s, timing.stop_up_s, smoother, rng)
    end = timing.total_s
    steps += [
        BetaStep(end - step.start_s - step.duration_s, step.duration_s, -step.amount, step.fall, step.rise)
        for step in up
    ]
    return steps


def _way(seconds: float, stop_s: float, form: LungeForm, rng: np.random.Generator) -> list[BetaStep]:
    if stop_s > 0:
        share = float(rng.uniform(0.35, 0.65))
        first = share * seconds
        return [
            drawn_step(rng, 0, first, share),
            drawn_step(rng, first + stop_s, seconds - first, 1 - share),
        ]
    middle = (0.55 - form.overlap / 2) * seconds
    return [
        drawn_step(rng, 0, min(middle + form.overlap * seconds, seconds), form.first_share),
        drawn_step(rng, middle, seconds - middle, 1 - form.first_share),
    ]


def depth_curve(timing: RepTiming, form: LungeForm, rng: np.random.Generator) -> Curve:
    """(n,) a rep's depth as a share, 0 at both ends."""
    return curve(samples_in(timing.total_s) + 1, 0.0, depth_steps(timing, form, rng))
