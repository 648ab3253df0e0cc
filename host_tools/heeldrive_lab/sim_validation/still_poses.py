"""The poses whose stillness is compared, with where they are found in recordings and in the simulation."""

from dataclasses import dataclass
from typing import NamedTuple


class Seen(NamedTuple):
    """Where a pose is found: data set (empty for the simulation), activity, sensor leg, and part of it."""

    group: str
    activity: str
    leg: str
    part: str


@dataclass(frozen=True)
class StillPose:
    """A pose.

    Attributes:
        name: name in tables.
        recorded: where it is found in recordings; no recording of a lunge held for seconds is known.
        simulated: where it is found in the sessions of `sim_validation/still_wearers.py`.
    """

    name: str
    recorded: tuple[Seen, ...]
    simulated: tuple[Seen, ...]

    def part(self, group: str, activity: str, leg: str, recorded: bool) -> str | None:
        """The part of an annotation to measure, or None if it is not this pose."""
        for seen in self.recorded if recorded else self.simulated:
            if (seen.group if recorded else group, seen.activity, seen.leg) == (group, activity, leg):
                return seen.part
        return None


STILL_POSES = (
    StillPose(
        "stillness, standing",
        (Seen("daily_sports_leg", "standing", "", "pieces"),),
        (Seen("", "still_standing", "", "pieces"),),
    ),
    StillPose(
        "stillness, just stood up",
        (Seen("utd_mhad_thigh", "sit_to_stand", "", "end"),),
        (Seen("", "still_risen", "", "end"),),
    ),
    StillPose(
        "stillness, seated",
        (Seen("daily_sports_leg", "sitting", "", "pieces"),),
        (Seen("", "still_seated", "", "pieces"),),
    ),
    StillPose(
        "stillness, just sat down",
        (Seen("utd_mhad_thigh", "stand_to_sit", "", "end"),),
        (Seen("", "still_sat_down", "", "end"),),
    ),
    StillPose(
        "stillness, bottom of a lunge that is not held, back leg",
        (Seen("utd_mhad_thigh", "lunge_forward_left_foot", "back", "middle"),),
        (Seen("", "still_bottom", "back", "middle"),),
    ),
    StillPose(
        "stillness, bottom of a lunge that is not held, front leg",
        (
            Seen("cmu_imu_exercise", "BulgSq", "front", "middle"),
            Seen("cmu_imu_exercise", "Lunge", "front", "middle"),
        ),
        (Seen("", "still_bottom", "front", "middle"),),
    ),
    StillPose(
        "stillness, held lunge, front leg, against a leg raised while lying",
        (Seen("pt_exercises_lowerthigh", "e3-supine_straight_leg_raise-test", "", "raised"),),
        (Seen("", "still_held", "front", "pieces"),),
    ),
    StillPose(
        "stillness, held lunge, back leg, against a leg raised while lying",
        (Seen("pt_exercises_lowerthigh", "e3-supine_straight_leg_raise-test", "", "raised"),),
        (Seen("", "still_held", "back", "pieces"),),
    ),
    StillPose(
        "stillness, kneeling on one knee, against standing",
        (Seen("daily_sports_leg", "standing", "", "pieces"),),
        (Seen("", "still_kneeling", "front", "pieces"), Seen("", "still_kneeling", "back", "pieces")),
    ),
)
