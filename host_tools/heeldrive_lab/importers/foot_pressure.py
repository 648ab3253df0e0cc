"""Where the centre of pressure is under the front foot while a lunge rises: from force plates, by rep.

**This is pressure, measured; it is what knee travel does not measure.** The force plates give the position
of the centre of pressure along the foot, but not the foot's length. Heel and toes are therefore the ends of
the way that it takes under the same foot while the same person walks, when it rolls from the heel to the
toes, and mid-foot is halfway. The direction is taken from the walking, too, so that neither the zero nor the
sign of the owners' axis matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.annotations import Annotation

# A foot bears load above this; force plates are quieter.
LOADED_N = 50.0
# A contact in walking, s; anything else is standing, or a plate's edge.
CONTACT_MIN_S, CONTACT_MAX_S = 0.3, 1.5
# Heel and toes are the mean ends of so many contacts at least, and at least this far apart, m.
CONTACTS_MIN = 5
FOOT_MIN_M, FOOT_MAX_M = 0.08, 0.35
# Percentiles within a contact: its first and last samples are noise at a small load.
END_PERCENT = 5.0
# Of a rise, so many samples must bear load for a share to be given.
RISE_SHARE_MIN = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FootPressure:
    """Centre of pressure along both feet, in the feet's own axes.

    Attributes:
        t_s: (n,) time.
        along_m: (n, 2) position along the left and the right foot, m; NaN where unknown.
        load_n: (n, 2) vertical force, N; NaN where unknown.
    """

    t_s: Floats
    along_m: Floats
    load_n: Floats


@dataclass(frozen=True)
class FootScale:
    """Ends of one foot on the axis of its centre of pressure.

    Attributes:
        heel_m: heel.
        toes_m: toes; smaller than `heel_m` if the axis points backwards.
    """

    heel_m: float
    toes_m: float

    def from_heel(self, along_m: Floats) -> Floats:
        """Share of the way from the heel, 0, to the toes, 1; limited to these."""
        return np.clip((along_m - self.heel_m) / (self.toes_m - self.heel_m), 0, 1)


def foot_scale(walking: Sequence[FootPressure], leg: int) -> FootScale | None:
    """Find heel and toes of one foot from walking.

    Args:
        walking: trials of walking of one person.
        leg: 0 for the left foot, 1 for the right one.

    Returns:
        The scale; None with fewer than five contacts, or if their ends are not a foot apart.
    """
    ends = []
    for trial in walking:
        along_m, load_n = trial.along_m[:, leg], trial.load_n[:, leg]
        loaded = (np.nan_to_num(load_n) > LOADED_N) & np.isfinite(along_m)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], loaded.astype(int), [0]))))
        for first, after in edges.reshape(-1, 2):
            seconds = trial.t_s[after - 1] - trial.t_s[first]
            if CONTACT_MIN_S <= seconds <= CONTACT_MAX_S:
                way = along_m[first:after]
                low, high = np.percentile(way, (END_PERCENT, 100 - END_PERCENT))
                third = max(1, len(way) // 3)
                forward = way[-third:].mean() > way[:third].mean()
                ends.append((low, high) if forward else (high, low))
    if len(ends) < CONTACTS_MIN:
        return None
    heel_m, toes_m = np.median(np.array(ends), axis=0)
    return FootScale(heel_m, toes_m) if FOOT_MIN_M <= abs(toes_m - heel_m) <= FOOT_MAX_M else None


def with_pressure(
    rep: Annotation, pressure: FootPressure | None, scales: Sequence[FootScale | None], leg: int
) -> Annotation:
    """Add to a rep where the centre of pressure was under its front foot.

    Args:
        rep: an annotation in the time of `pressure`, ms.
        pressure: the centre of pressure in the trial.
        scales: of the left and the right foot.
        leg: the leg with the sensor, 0 for left and 1 for right.

    Returns:
        The rep with `behind_midfoot_percent` and `cop_percent`; unchanged if its rise is not known, or the
        foot bore load on a force plate in less than half of it.
    """
    front = leg if rep.sensor_leg == "front" else 1 - leg
    scale = scales[front]
    if pressure is None or scale is None or rep.rise_ms is None or rep.bottom_ms is None:
        return rep
    t_ms = pressure.t_s * 1000
    along_m, load_n = pressure.along_m[:, front], np.nan_to_num(pressure.load_n[:, front])
    known = np.isfinite(along_m) & (load_n > LOADED_N)
    rise = (t_ms >= rep.rise_ms) & (t_ms <= rep.end_ms)
    if not rise.any() or known[rise].mean() < RISE_SHARE_MIN:
        return rep
    behind = scale.from_heel(along_m[rise & known]) < 0.5
    half = (t_ms >= rep.bottom_ms) & (t_ms <= (rep.rise_ms + rep.end_ms) / 2) & known
    mean = None
    if half.any():
        mean = round(100 * float(np.average(scale.from_heel(along_m[half]), weights=load_n[half])), 1)
    return replace(rep, behind_midfoot_percent=round(100 * float(behind.mean()), 1), cop_percent=mean)
