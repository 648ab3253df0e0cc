"""All that docs/accuracy.md is made from: real and simulated sessions, scored in both modes."""

from collections.abc import Sequence
from dataclasses import dataclass

from heeldrive import Settings

from heeldrive_lab.baselines import PEERS
from heeldrive_lab.evaluation.modes import MODES
from heeldrive_lab.evaluation.pools import hard_workouts, seated_starts
from heeldrive_lab.evaluation.run import Result, score_modes
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS

# Of each pool of workouts so many are counted again mounted, sampled and timed otherwise: it takes long.
CHANGED_OF_EACH = 5

ByMode = dict[str, list[Result]]


@dataclass(frozen=True)
class Evidence:
    """Results by mode, with peers.

    Attributes:
        real: the recordings of people, also counted mounted, sampled and timed otherwise.
        simulated: the kept sessions and the hard workouts, some of these counted otherwise too.
        starts: what begins seated or lying, without peers.
    """

    real: ByMode
    simulated: ByMode
    starts: ByMode

    def best_peer(self, mode: str) -> str:
        """The peer with the best F1 on all recordings of people and all simulated sessions together."""

        def f1(name: str) -> float:
            results = [*self.real[mode], *self.simulated[mode]]
            return merge(result.scores[name] for result in results).f1 or 0.0

        return max((peer.name for peer in PEERS), key=f1)


def gather(recordings: Sequence[Source], real: ByMode, settings: Settings) -> Evidence:
    """Simulate and score all that stands beside recordings of people that are scored already.

    Args:
        recordings: of people.
        real: their results, with peers and changes.
        settings: the detector's settings, all but the mode.
    """
    kept: list[Source] = [*find_sessions([RECORDED_SESSIONS])]
    changed: list[Source] = []
    for workouts in hard_workouts().values():
        changed += workouts[:CHANGED_OF_EACH]
        kept += workouts[CHANGED_OF_EACH:]
    plain = score_modes(kept, settings, peers=True)
    otherwise = score_modes(changed, settings, peers=True, changes=True)
    starts = score_modes(list(seated_starts(recordings)), settings)
    return Evidence(real, {mode: plain[mode] + otherwise[mode] for mode in MODES}, starts)


def scores_of(results: Sequence[Result], method: str, group: str) -> list[SessionScore]:
    """One method's scores of the sessions of one group."""
    return [result.scores[method] for result in results if result.source.group == group]
