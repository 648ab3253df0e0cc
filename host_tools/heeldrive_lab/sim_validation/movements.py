"""The movements to compare, with their names in the recordings and in the simulation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Movement:
    """One movement.

    Attributes:
        name: name in tables and plots.
        recorded: its (folder of the data set, activity, sensor leg or "") in recordings.
        simulated: its (activity, sensor leg or "") in simulated sessions.
        cyclic: True if each annotation is one cycle (a rep, a squat), False if the activity is continuous.
        by_fall: whether cycles are segmented by the body's fall and rise, because a leg in back hardly tilts.
        bandwidth_hz: bandwidth of the recordings if it is smaller than a sensor's: rates and forces computed
            from optical capture are smooth, so the simulation is low-passed for the comparison.
    """

    name: str
    recorded: tuple[tuple[str, str, str], ...]
    simulated: tuple[tuple[str, str], ...]
    cyclic: bool = True
    by_fall: bool = False
    bandwidth_hz: float | None = None


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
        bandwidth_hz=6.0,
    ),
    Movement(
        "forward lunge, front leg",
        (("mocap_virtual", "forward_lunge_step_and_return", "front"),),
        (("forward_lunge", "front"),),
        bandwidth_hz=4.0,
    ),
    Movement("forward lunge, back leg", _UTD_BACK, (("forward_lunge", "back"),), by_fall=True),
    # There are no recordings of backward lunges on the stepping leg: forward lunges are the closest movement.
    Movement("backward lunge, back leg", _UTD_BACK, (("backward_lunge", "back"),), by_fall=True),
    Movement(
        "split squat, back leg",
        (
            ("mocap_virtual", "inline_lunge_split_squat", "back"),
            ("mocap_virtual", "inline_lunge_split_squat_poor_form", "back"),
        ),
        (("split_squat", "back"),),
        by_fall=True,
        bandwidth_hz=6.0,
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
