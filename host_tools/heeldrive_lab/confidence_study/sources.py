"""The sessions that the confidence is fitted on, and those that it is judged on."""

from collections.abc import Sequence

from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts, mujoco_workouts
from heeldrive_lab.evaluation.seen import STUDY_WORKOUTS
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS

# Workouts of each leg. Rules were chosen on those of the fit (`heeldrive_lab.evaluation.seen`). Nobody looks
# at the others to choose a rule or a measure; whoever has takes other seeds.
_KINEMATIC_FIT, _KINEMATIC_FRESH = (50, 7_000_000), (40, 9_200_000)
_MUJOCO_FIT, _MUJOCO_FRESH = (16, 9_300), (16, 9_400)


def fitted(recordings: Sequence[Source]) -> list[Source]:
    """Sessions that rules were chosen on: recorded sessions, workouts of both simulators and of a third."""
    return [
        *find_sessions([RECORDED_SESSIONS]),
        *mujoco_workouts(*_MUJOCO_FIT),
        *kinematic_workouts(*_KINEMATIC_FIT),
        *(source for source in recordings if source.group == STUDY_WORKOUTS),
    ]


def judged(recordings: Sequence[Source]) -> list[Source]:
    """Fresh workouts of both simulators, and the recordings of people: none of them was used for the fit."""
    return [
        *kinematic_workouts(*_KINEMATIC_FRESH),
        *mujoco_workouts(*_MUJOCO_FRESH),
        *(source for source in recordings if source.group != STUDY_WORKOUTS),
    ]
