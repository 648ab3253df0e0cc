"""Score and verdict from knee travel; about the position of the knee, never about pressure."""

from enum import StrEnum

# Knee travel beyond the baseline at which the score is 0 (HEEL: 3-6 cm of travel, toes: 13-21 cm).
FULL_M = 0.14
# Half of it: beyond it the knee counts as forward, below it as over the ankle.
MIDDLE_M = FULL_M / 2


class Verdict(StrEnum):
    """Verdict on a rep or a set."""

    OVER = "knee over ankle"
    FORWARD = "knee forward"
    UNCERTAIN = "uncertain"
    WITHHELD = "withheld"


def score_of(change_m: float) -> int:
    """Score from the change relative to the baseline, m: 100 if not further forward, 0 from `FULL_M` on."""
    return round(100 * (1 - min(max(change_m / FULL_M, 0.0), 1.0)))


def verdict_of(change_m: float, deviation_m: float) -> Verdict:
    """Verdict; forward or over the ankle only if `MIDDLE_M` is more than one standard deviation away.

    With a standard deviation of 3 cm, that is forward from 10 cm on and over the ankle up to 4 cm.

    Args:
        change_m: change of knee travel relative to the baseline.
        deviation_m: its standard deviation.
    """
    if change_m - deviation_m > MIDDLE_M:
        return Verdict.FORWARD
    if change_m + deviation_m < MIDDLE_M:
        return Verdict.OVER
    return Verdict.UNCERTAIN
