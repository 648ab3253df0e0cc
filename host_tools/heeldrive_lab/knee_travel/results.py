"""Results of the knee travel estimate: by rep, by set, and of a session."""

from dataclasses import dataclass

from heeldrive_lab.knee_travel.verdict import Verdict


@dataclass(frozen=True)
class TravelEstimate:
    """Distance of the knee ahead of the ankle at the bottom, along the foot.

    Attributes:
        ahead_m: knee ahead of the ankle, m.
        ahead_sd_m: its standard deviation.
        change_m: `ahead_m` minus the mean of the baseline reps; positive is further forward.
        change_sd_m: its standard deviation.
        score: 100 at the baseline, 0 at 14 cm further forward.
        word: `knee over ankle`, `knee forward` or `uncertain`.
    """

    ahead_m: float
    ahead_sd_m: float
    change_m: float
    change_sd_m: float
    score: int
    word: Verdict


@dataclass(frozen=True)
class RepTravel:
    """Knee travel in one rep with the sensor leg in front.

    Attributes:
        index: the rep's number in the session, as counted by the detector.
        start_ms: start of the rep, session time.
        end_ms: end of the rep, session time.
        baseline: whether it is one of the reps with which the others are compared.
        travel: the estimate; None if it is withheld.
        reason: why it is withheld, or empty.
    """

    index: int
    start_ms: int
    end_ms: int
    baseline: bool
    travel: TravelEstimate | None
    reason: str = ""

    @property
    def word(self) -> Verdict:
        """The verdict on the rep."""
        return self.travel.word if self.travel else Verdict.WITHHELD


@dataclass(frozen=True)
class SetTravel:
    """Mean knee travel in one set.

    Attributes:
        index: the set's number.
        start_ms: start of its first rep, session time.
        end_ms: end of its last rep, session time.
        reps: number of reps in the mean: all except withheld and baseline reps.
        withheld: number of withheld reps.
        travel: the mean; None if no rep is left.
    """

    index: int
    start_ms: int
    end_ms: int
    reps: int
    withheld: int
    travel: TravelEstimate | None


@dataclass(frozen=True)
class HeelReport:
    """Knee travel in a session.

    Attributes:
        reps: each rep with the sensor leg in front, in order.
        sets: each set with such a rep.
        baseline_m: mean distance of the knee ahead of the ankle in the baseline reps; None if there are none.
        baseline_sd_m: its standard deviation.
    """

    reps: tuple[RepTravel, ...]
    sets: tuple[SetTravel, ...]
    baseline_m: float | None
    baseline_sd_m: float | None
