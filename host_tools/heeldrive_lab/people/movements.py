"""Which simulated movement is held against which recorded ones, and what is compared of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Movement:
    """One movement as recordings and simulation name it.

    Attributes:
        name: for tables and pictures.
        recorded: (folder of the data set, activity, sensor leg or "") that show it.
        simulated: (activity, sensor leg or "") in the truth of simulated sessions.
        cyclic: True for one cycle a row (a rep, a squat, a sit), False for something that goes on.
    """

    name: str
    recorded: tuple[tuple[str, str, str], ...]
    simulated: tuple[tuple[str, str], ...]
    cyclic: bool = True


MOVEMENTS = (
    Movement(
        "split squat, front leg",
        (
            ("cmu_imu_exercise", "BulgSq", "front"),
            ("mocap_virtual", "inline_lunge_split_squat", "front"),
            ("mocap_virtual", "inline_lunge_split_squat_poor_form", "front"),
        ),
        (("split_squat", "front"),),
    ),
    Movement(
        "forward lunge, front leg",
        (("mocap_virtual", "forward_lunge_step_and_return", "front"),),
        (("forward_lunge", "front"),),
    ),
    Movement(
        "lunge, back leg",
        (("utd_mhad_thigh", "lunge_forward_left_foot", "back"),),
        (("forward_lunge", "back"), ("backward_lunge", "back")),
    ),
    Movement(
        "squat",
        (
            ("utd_mhad_thigh", "squat", ""),
            ("cmu_imu_exercise", "SqDL", ""),
            ("mocap_virtual", "deep_squat", ""),
        ),
        (("squat", ""),),
    ),
    Movement("sitting", (("daily_sports_leg", "sitting", ""),), (("sitting", ""),), cyclic=False),
    Movement(
        "walking",
        (("daily_sports_leg", "walk_parking_lot", ""), ("utd_mhad_thigh", "walk", "")),
        (("walking", ""),),
        cyclic=False,
    ),
    Movement("stairs up", (("daily_sports_leg", "stairs_up", ""),), (("stairs_up", ""),), cyclic=False),
    Movement("jogging", (("daily_sports_leg", "run_treadmill_8kmh", ""),), (("jogging", ""),), cyclic=False),
    Movement("cycling", (("daily_sports_leg", "cycling_vertical", ""),), (("cycling", ""),), cyclic=False),
)
