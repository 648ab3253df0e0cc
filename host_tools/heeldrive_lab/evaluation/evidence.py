"""Results shown in docs/accuracy.md: real and simulated sessions, scored in both modes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from heeldrive import Settings

from heeldrive_lab.baselines import BASELINES
from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts, mujoco_workouts
from heeldrive_lab.evaluation.modes import MODES
from heeldrive_lab.evaluation.run import Result, score_modes
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.seated_starts import seated_starts
from heeldrive_lab.evaluation.seen import SIMULATED_SETS
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS

# Workouts of each simulator and leg position. Nobody looks at the kinematic seeds to choose a rule; once
# somebody has, they belong in `seen.SEEN`, and the page takes others.
WORKOUTS_OF_EACH = 20
MUJOCO_FIRST_SEED = 9000
KINEMATIC_FIRST_SEED = 17_000_000
# Workouts of each of them whose variants are counted too; more would take too long.
VARIANTS_OF_EACH = 5

ByMode = dict[str, list[Result]]


@dataclass(frozen=True)
class Evidence:
    """Results by mode, with baselines.

    Attributes:
        real: recordings of people, with their variants.
        simulated: recorded sessions, workouts of other people's simulators, and fresh workouts of both of
            ours, some with their variants.
        starts: sessions that start seated or lying, without baselines.
    """

    real: ByMode
    simulated: ByMode
    starts: ByMode

    def best_baseline(self, mode: str) -> str:
        """Name of the baseline with the best F1 on all real and simulated sessions together."""
        return self._best[mode]

    @cached_property
    def _best(self) -> dict[str, str]:
        return {mode: best_of([*self.real[mode], *self.simulated[mode]]) for mode in self.real}

    def chosen(self, mode: str, wanted: Callable[[Source], bool]) -> list[Result]:
        """The real and simulated results in one mode whose session is wanted."""
        return [result for result in (*self.real[mode], *self.simulated[mode]) if wanted(result.source)]


def best_of(results: Sequence[Result]) -> str:
    """Name of the baseline with the best F1 on these sessions."""

    def f1(name: str) -> float:
        return merge(result.scores[name] for result in results).f1 or 0.0

    return max((baseline.name for baseline in BASELINES), key=f1)


def gather(recordings: Sequence[Source], scored: ByMode, settings: Settings) -> Evidence:
    """Simulate and score the sessions that complement recordings of people.

    Args:
        recordings: the recordings, of people and of other people's simulators.
        scored: their results, with baselines and variants.
        settings: the detector's settings; their mode is ignored.
    """
    plain, varied = _fresh()
    varied = [*find_sessions([RECORDED_SESSIONS]), *varied]
    without = score_modes(plain, settings, baselines=True)
    with_variants = score_modes(varied, settings, baselines=True, variants=True)
    people = [source for source in recordings if source.group not in SIMULATED_SETS]
    starts = score_modes(list(seated_starts(people)), settings)
    real = {mode: [one for one in scored[mode] if one.source.group not in SIMULATED_SETS] for mode in MODES}
    others = {mode: [one for one in scored[mode] if one.source.group in SIMULATED_SETS] for mode in MODES}
    simulated = {mode: with_variants[mode] + others[mode] + without[mode] for mode in MODES}
    return Evidence(real, simulated, starts)


def _fresh() -> tuple[list[Source], list[Source]]:
    """Fresh workouts whose variants are not counted, and those whose variants are."""
    plain: list[Source] = []
    varied: list[Source] = []
    taken: dict[str, int] = {}
    workouts: list[Source] = [
        *mujoco_workouts(WORKOUTS_OF_EACH, MUJOCO_FIRST_SEED),
        *kinematic_workouts(WORKOUTS_OF_EACH, KINEMATIC_FIRST_SEED),
    ]
    for source in workouts:
        taken[source.group] = taken.get(source.group, 0) + 1
        (varied if taken[source.group] <= VARIANTS_OF_EACH else plain).append(source)
    return plain, varied


def scores_of(results: Sequence[Result], method: str, group: str) -> list[SessionScore]:
    """Scores of one method on the sessions of one group."""
    return [result.scores[method] for result in results if result.source.group == group]
