"""Lunges with stops, and with pulses at the bottom, for the simulated wearer."""

from dataclasses import replace

from heeldrive_lab.simulator.motion import Span
from heeldrive_lab.simulator.planted import on_front_foot
from heeldrive_lab.simulator.pose import RIGHT
from heeldrive_lab.simulator.split import split_of


def through(wearer, shares, seconds):
    """One lunge by way of these levels; 0 is where the back foot lands, 1 the bottom.

    Args:
        wearer: who lunges.
        shares: levels between standing and standing; two that are equal are a stop.
        seconds: duration of each part, one more than there are levels.
    """
    how = wearer.lunge_like()
    split = split_of(wearer.person, how.depth_deg, how.shank_deg, how.back_thigh_deg, how.step_m)
    motion = on_front_foot(wearer.rng, wearer.person, how, RIGHT, split, shares, seconds)
    span = Span("rep", "backward_lunge", 0, len(motion), RIGHT)
    wearer._pieces.append(replace(motion, spans=(span,)))  # noqa: SLF001
    wearer.stand(0.8, 1.2)
