"""From knee travel to a score and a word; only ever about where the knee is, never about pressure."""

from enum import StrEnum

# Knee travel beyond the baseline at which the score is 0 (HEEL: 3-6 cm of travel, toes: 13-21 cm).
FULL_M = 0.14
# Half way: beyond it the knee counts as forward, short of it as over the ankle.
MIDDLE_M = FULL_M / 2


class Word(StrEnum):
    """What is said of a rep or a set."""

    OVER = "knee over ankle"
    FORWARD = "knee forward"
    UNCERTAIN = "uncertain"
    WITHHELD = "withheld"


def score_of(change_m: float) -> int:
    """100 for a knee no further forward than in the baseline reps, 0 for one `FULL_M` beyond."""
    return round(100 * (1 - min(max(change_m / FULL_M, 0.0), 1.0)))


def word_of(change_m: float, deviation_m: float) -> Word:
    """What can be said: forward or over the ankle only when `MIDDLE_M` is more than one deviation away.

    With 3 cm of deviation that is forward from 10 cm on and over the ankle up to 4 cm.
    """
    if change_m - deviation_m > MIDDLE_M:
        return Word.FORWARD
    if change_m + deviation_m < MIDDLE_M:
        return Word.OVER
    return Word.UNCERTAIN
