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
        by_fall: whether a cycle is cut by the body's fall and rise: a leg in back hardly tilts.
        below_hz: what the recordings hold, when that is less than a sensor feels: rates and forces computed
            from optical capture are smooth, and a simulation is held against them no faster than
            they are.
    """

    name: str
    recorded: tuple[tuple[str, str, str], ...]
    simulated: tuple[tuple[str, str], ...]
    cyclic: bool = True
    by_fall: bool = False
    below_hz: float | None = None


_UTD_BACK = (("utd_mhad_thigh", "lunge_forward_left_foot", "back"),)

MOVEMENTS = (
    Movement(
        "split squat, front leg",
        (
            ("cmu_imu_exercise", "BulgSq", "front"),
            ("mocap_virtual", "inline_lunge_split_squat", "front"),
            ("mocap_virtual", "inline_lunge_split_squat_poor_form", "front"),
        ),
        (("split_squat", "front"),),
        below_hz=6.0,
    ),
    Movement(
        "forward lunge, front leg",
        (("mocap_virtual", "forward_lunge_step_and_return", "front"),),
        (("forward_lunge", "front"),),
        below_hz=4.0,
    ),
    Movement("forward lunge, back leg", _UTD_BACK, (("forward_lunge", "back"),), by_fall=True),
    # Nobody's backward lunges were recorded on the leg that steps: forward ones are the nearest there is.
    Movement("backward lunge, back leg", _UTD_BACK, (("backward_lunge", "back"),), by_fall=True),
    Movement(
        "split squat, back leg",
        (
            ("mocap_virtual", "inline_lunge_split_squat", "back"),
            ("mocap_virtual", "inline_lunge_split_squat_poor_form", "back"),
        ),
        (("split_squat", "back"),),
        by_fall=True,
        below_hz=6.0,
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
    Movement(
        "stairs up",
        (("daily_sports_leg", "stairs_up", ""),),
        (("stairs_up", ""),),
        cyclic=False,
    ),
    Movement(
        "jogging",
        (("daily_sports_leg", "run_treadmill_8kmh", ""),),
        (("jogging", ""),),
        cyclic=False,
    ),
    Movement(
        "cycling",
        (("daily_sports_leg", "cycling_vertical", ""),),
        (("cycling", ""),),
        cyclic=False,
    ),
)
