"""How far reps are from the tempo that the wearer has set."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from heeldrive import Settings

from heeldrive_lab.detection.rep_metrics import Times


@dataclass(frozen=True)
class OffTempo:
    """Durations less those of the tempo, s: positive is slower. None where there is nothing to compare.

    Attributes:
        down_s, bottom_s, up_s: of the descent, the hold and the rise.
        top_s: of the pause before the rep; None for the first rep of a set.
    """

    down_s: float | None
    bottom_s: float | None
    up_s: float | None
    top_s: float | None


def off_tempo(times: Times, settings: Settings) -> OffTempo | None:
    """The difference of a rep from the setting `tempo`; None while it is off."""
    if settings.tempo == "off":
        return None
    measured_ms = (times.descent_ms, times.hold_ms, times.rise_ms, times.pause_ms)
    wanted_s = map(int, settings.tempo.split("-"))
    return OffTempo(
        *(
            None if ms is None else round(ms / 1000 - seconds, 2)
            for ms, seconds in zip(measured_ms, wanted_s, strict=True)
        )
    )


def mean_off_tempo(reps: Sequence[OffTempo]) -> OffTempo:
    """The mean difference of some reps, of each phase over those that have one."""
    columns = zip(*((rep.down_s, rep.bottom_s, rep.up_s, rep.top_s) for rep in reps), strict=True)
    known = ([value for value in column if value is not None] for column in columns)
    return OffTempo(*(round(fmean(values), 2) if values else None for values in known))
