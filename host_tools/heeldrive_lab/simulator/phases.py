"""True phase times, from the true motion by the definitions of docs/architecture.md ("Words")."""

from itertools import groupby

import numpy as np

from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.segmentation import BOTTOM_MARGIN_DEG, segment_cycle
from heeldrive_lab.simulator.curves import FINE_HZ, Floats
from heeldrive_lab.simulator.ground import front_foot
from heeldrive_lab.simulator.motion import BodyMotion, Span
from heeldrive_lab.simulator.parameters import SpecError
from heeldrive_lab.simulator.physics import Reading
from heeldrive_lab.simulator.turns import about

# The back leg's phases follow the body: the bottom is the last 5 % of its descent (est.; 5 of 85 deg is 6 %).
BOTTOM_SHARE = 0.05
# A longer rest ends a set: the default of `rest_min_s` in docs/settings.md.
REST_MS = 15_000


def true_rows(motion: BodyMotion, reading: Reading | None = None) -> tuple[Annotation, ...]:
    """The annotations of every span of `motion`, in order of time, in ms of the motion.

    Args:
        motion: what was done.
        reading: the forces it took; without them the pressure under the front foot is left out.
    """
    inclination = motion.inclination_deg()
    rows = [
        _plain_row(span) if span.front is None else _cycle_row(motion, inclination, reading, span)
        for span in motion.spans
    ]
    rows += _set_rows([row for row in rows if row.kind == "rep"])
    return tuple(sorted(rows, key=lambda row: (row.start_ms, -row.end_ms)))


def _cycle_row(motion: BodyMotion, inclination: Floats, reading: Reading | None, span: Span) -> Annotation:
    """The annotation of a lunge, whole or half, with its phase times."""
    angle = inclination[span.first : span.last]
    in_front = span.front == motion.leg
    if in_front:
        height, margin = angle, BOTTOM_MARGIN_DEG
    else:
        height = -motion.pelvis_m[span.first : span.last, 2]
        margin = BOTTOM_SHARE * float(np.ptp(height))
    start, bottom, rise, end = (span.first + index for index in segment_cycle(height, margin))
    if not start < bottom < rise < end:
        raise SpecError(
            f"the {span.activity} at {_ms(span.first) / 1000:.1f} s has no phases that can be told apart:"
            " make it deeper, steadier or slower"
        )
    return Annotation(
        kind=span.kind,
        start_ms=_ms(start),
        bottom_ms=_ms(bottom),
        rise_ms=_ms(rise),
        end_ms=_ms(end),
        depth_deg=round(float(angle.max()), 1),
        sensor_leg=("front" if in_front else "back") if span.kind == "rep" else "",
        activity=span.activity,
        knee_travel_mm=round(_knee_travel_m(motion, span, bottom, rise) * 1000, 1),
        cop_percent=None if reading is None else _pressure(motion, reading, span, bottom, (rise + end) / 2),
    )


def _knee_travel_m(motion: BodyMotion, span: Span, bottom: float, rise: float) -> float:
    """Mean distance of the front knee ahead of its ankle, along the foot, over the bottom."""
    front = span.front or 0
    held = slice(int(bottom), int(rise) + 2)
    way = motion.pose.knee_m[held, front] - motion.pose.ankle_m[held, front]
    forward = about(2, motion.foot_rad[held, front, 0])[:, :, 0]
    return float(np.sum(way * forward, axis=1).mean())


def _pressure(motion: BodyMotion, reading: Reading, span: Span, first: float, last: float) -> float | None:
    """Load-weighted mean centre of pressure of the front foot while both feet bear load; % from the heel."""
    foot = front_foot(motion, reading, span)
    counts = foot.both & (foot.samples >= first) & (foot.samples <= last) & (foot.load_n > 0)
    if not counts.any():
        return None
    return round(100 * float(np.average(foot.from_heel[counts], weights=foot.load_n[counts])), 1)


def _plain_row(span: Span) -> Annotation:
    return Annotation("other", _ms(span.first), _ms(span.last), activity=span.activity)


def _set_rows(reps: list[Annotation]) -> list[Annotation]:
    """The annotations of sets; a set of alternating lunges has a row for each leg."""
    number, numbers, before_ms = 0, [], 0
    for rep in reps:
        number += rep.start_ms - before_ms > REST_MS
        numbers.append(number)
        before_ms = rep.end_ms
    rows = []
    keyed = sorted(zip(numbers, reps, strict=True), key=lambda pair: (pair[0], pair[1].sensor_leg))
    for (_, leg), group in groupby(keyed, key=lambda pair: (pair[0], pair[1].sensor_leg)):
        members = [rep for _, rep in group]
        activities = sorted({rep.activity for rep in members})
        rows.append(
            Annotation(
                kind="set",
                start_ms=members[0].start_ms,
                end_ms=members[-1].end_ms,
                sensor_leg=leg,
                reps=len(members),
                activity=activities[0] if len(activities) == 1 else "mixed",
            )
        )
    return rows


def _ms(fine_sample: float) -> int:
    return round(fine_sample / FINE_HZ * 1000)
