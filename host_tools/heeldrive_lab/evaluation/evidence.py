"""Results shown in docs/accuracy.md: real and simulated sessions, scored in both modes."""

from collections.abc import Sequence
from dataclasses import dataclass

from heeldrive import Settings

from heeldrive_lab.baselines import BASELINES
from heeldrive_lab.evaluation.modes import MODES
from heeldrive_lab.evaluation.pools import hard_workouts, seated_starts
from heeldrive_lab.evaluation.run import Result, score_modes
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS

# Workouts of each pool whose variants are counted too; more would take too long.
VARIANTS_OF_EACH = 5

ByMode = dict[str, list[Result]]


@dataclass(frozen=True)
class Evidence:
    """Results by mode, with baselines.

    Attributes:
        real: recordings of people, with their variants.
        simulated: the recorded sessions and the hard workouts, some with their variants.
        starts: sessions that start seated or lying, without baselines.
    """

    real: ByMode
    simulated: ByMode
    starts: ByMode

    def best_baseline(self, mode: str) -> str:
        """Name of the baseline with the best F1 on all real and simulated sessions together."""

        def f1(name: str) -> float:
            results = [*self.real[mode], *self.simulated[mode]]
            return merge(result.scores[name] for result in results).f1 or 0.0

        return max((baseline.name for baseline in BASELINES), key=f1)


def gather(recordings: Sequence[Source], real: ByMode, settings: Settings) -> Evidence:
    """Simulate and score the sessions that complement recordings of people.

    Args:
        recordings: the recordings of people.
        real: their results, with baselines and variants.
        settings: the detector's settings; their mode is ignored.
    """
    kept: list[Source] = [*find_sessions([RECORDED_SESSIONS])]
    with_variants: list[Source] = []
    for workouts in hard_workouts().values():
        with_variants += workouts[:VARIANTS_OF_EACH]
        kept += workouts[VARIANTS_OF_EACH:]
    plain = score_modes(kept, settings, baselines=True)
    varied = score_modes(with_variants, settings, baselines=True, variants=True)
    starts = score_modes(list(seated_starts(recordings)), settings)
    return Evidence(real, {mode: plain[mode] + varied[mode] for mode in MODES}, starts)


def scores_of(results: Sequence[Result], method: str, group: str) -> list[SessionScore]:
    """Scores of one method on the sessions of one group."""
    return [result.scores[method] for result in results if result.source.group == group]
