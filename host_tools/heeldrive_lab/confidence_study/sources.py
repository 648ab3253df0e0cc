"""The sessions that the confidence is fitted on, and those that it is judged on."""

from collections.abc import Sequence

from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts, mujoco_workouts
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS

# Workouts of each leg, and the first seed. Nobody looks at those of the fit to choose a rule: on workouts
# that rules were chosen on, more decisions are right than on others. Nobody looks at the judged ones at all;
# whoever has takes other seeds.
_KINEMATIC_FIT, _KINEMATIC_FRESH = (50, 12_500_000), (50, 13_000_000)
_MUJOCO_FIT, _MUJOCO_FRESH = (16, 9_300), (16, 9_600)


def fitted(recordings: Sequence[Source]) -> list[Source]:
    """Workouts of both simulators, and the recordings, which are judged by weights fitted without them."""
    return [*mujoco_workouts(*_MUJOCO_FIT), *kinematic_workouts(*_KINEMATIC_FIT), *recordings]


def judged() -> list[Source]:
    """Fresh workouts of both simulators."""
    return [*kinematic_workouts(*_KINEMATIC_FRESH), *mujoco_workouts(*_MUJOCO_FRESH)]


def library() -> list[Source]:
    """The recorded sessions, which rules were chosen on."""
    return [*find_sessions([RECORDED_SESSIONS])]
