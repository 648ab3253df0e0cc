"""Groups of sessions that the confidence is fitted and judged on."""

from collections.abc import Sequence

from heeldrive_lab.confidence_study.decisions import Decision, StudiedSession
from heeldrive_lab.evaluation.fresh_workouts import LEGS, KinematicWorkout, MujocoWorkout, workouts_group
from heeldrive_lab.evaluation.seen import STUDY_WORKOUTS

PEOPLE, LOOK_ALIKES = "people", "people, exercises that look like a lunge"
_KINEMATIC = tuple(workouts_group(KinematicWorkout.simulator, leg) for leg in LEGS)
_MUJOCO = f"{MujocoWorkout.simulator} workouts"
GROUPS = (*_KINEMATIC, _MUJOCO, STUDY_WORKOUTS, PEOPLE, LOOK_ALIKES)
# Beginnings of activities that look like a lunge to one thigh (docs/squat-or-lunge.md).
_LOOK_ALIKE = ("squat", "deep_squat", "Sq", "sit_to_stand", "side_lunge")


def is_recorded(session: StudiedSession) -> bool:
    """Whether the session is one of the recordings, and not a workout that was simulated for the study."""
    return not session.group.startswith((*_KINEMATIC, _MUJOCO))


def group_of(session: StudiedSession, decision: Decision) -> str:
    """The group of a decision, one of `GROUPS`.

    In a workout of lunges, or in daily life, what looks like one is part of it. What a person did by order in
    front of a camera is neither.
    """
    for group in (*_KINEMATIC, _MUJOCO, STUDY_WORKOUTS):
        if session.group.startswith(group):
            return group
    return LOOK_ALIKES if decision.activity.startswith(_LOOK_ALIKE) else PEOPLE


def grouped(sessions: Sequence[StudiedSession]) -> dict[str, list[Decision]]:
    """The decisions of each of `GROUPS`."""
    found: dict[str, list[Decision]] = {group: [] for group in GROUPS}
    for session in sessions:
        for decision in session.decisions:
            found[group_of(session, decision)].append(decision)
    return found
