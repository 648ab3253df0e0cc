"""The activities a spec can list: the parameters of each, and how a wearer performs it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from heeldrive_lab.simulator.parameters import Choice, Number, Parameter, SpecError, checked
from heeldrive_lab.simulator.planted import Lunge
from heeldrive_lab.simulator.pose import LEFT, RIGHT
from heeldrive_lab.simulator.wearer import Wearer

LONGEST_S = 1200.0
LEGS = ("front", "back", "alternating")


@dataclass(frozen=True)
class Activity:
    """One kind of activity.

    Attributes:
        about: one line for pages.
        parameters: its parameters in a spec.
        do: makes a wearer perform it; takes a value for every parameter.
    """

    about: str
    parameters: tuple[Parameter, ...]
    do: Callable[..., None]


@dataclass(frozen=True)
class PlannedActivity:
    """One entry of a spec's list: an activity and the parameters that were given."""

    activity: str
    given: dict[str, Any]

    @classmethod
    def checked(cls, where: str, entry: object) -> "PlannedActivity":
        """Check an entry of a spec.

        Args:
            where: which entry, for messages.
            entry: a table as TOML gives it.

        Raises:
            SpecError: the activity is missing or unknown, or a parameter is wrong.
        """
        if not isinstance(entry, dict) or not isinstance(entry.get("activity"), str):
            raise SpecError(f"{where} is {entry!r}; it must be a table with an activity")
        activity = entry["activity"]
        if activity not in ACTIVITIES:
            raise SpecError(
                f"{where}: unknown activity {activity!r}; the activities are {', '.join(ACTIVITIES)}"
            )
        given = {name: value for name, value in entry.items() if name != "activity"}
        return cls(activity, checked(f"{where} ({activity})", given, ACTIVITIES[activity].parameters))

    def perform(self, wearer: Wearer) -> None:
        """Make the wearer perform it."""
        activity = ACTIVITIES[self.activity]
        values = {parameter.name: parameter.default for parameter in activity.parameters} | self.given
        activity.do(wearer, **values)


def _seconds(low: float, high: float) -> Number:
    return Number("seconds", 0.2, LONGEST_S, (low, high), "duration")


def _reps(default: int) -> Number:
    return Number("reps", 1, 100, default, "number of repetitions", whole=True, ranges=False)


def _leg(default: str = "front", choices: tuple[str, ...] = LEGS) -> Choice:
    return Choice("leg", choices, default, "place of the leg with the sensor")


SHANK = Number("shank_deg", -10, 40, None, "forward lean of the front shank at the bottom")
LEAN = Number("lean_deg", -10, 100, None, "forward lean of the trunk at the bottom")
TEMPO = Number("tempo", 0.4, 4, None, "factor on all durations; above 1 is slower")
HOLD = Number("hold_s", -0.3, 60, (-0.18, 0.1), "stillness at the bottom; negative rounds the turn")
WOBBLE = Number("wobble", 0, 5, 1.0, "unsteadiness, 1 for a healthy adult")
FATIGUE = Number(
    "fatigue", 0, 1, 0.0, "how much slower, shallower and less steady the last one is", ranges=False
)
PAUSE = Number("pause_s", 0.05, 300, (0.3, 1.0), "standing between reps")


def _depth(low: float | None = None, high: float | None = None, *, smallest: float = 10) -> Number:
    default = None if low is None or high is None else (low, high)
    return Number("depth_deg", smallest, 115, default, "a thigh's inclination at the bottom")


def _lunging(activity: str) -> Callable[..., None]:
    def do(wearer: Wearer, **values: Any) -> None:
        person = wearer.person
        habits = {
            "depth_deg": (person.depth_deg - 2.0, person.depth_deg + 2.0),
            "tempo": person.tempo,
            "shank_deg": person.shank_deg,
            "lean_deg": person.lean_deg,
        }
        for name, habit in habits.items():
            if values[name] is None:
                values[name] = habit
        legs = values.pop("leg")
        if activity == "split_squat":
            wearer.split_squats(legs, **values)
        else:
            wearer.lunges(activity, legs, **values)

    return do


AT_THE_BOTTOM: tuple[Parameter, ...] = (
    Number("pulses", 0, 20, 0, "small rises at the bottom of each rep", whole=True, ranges=False),
    Number("pulse_deg", 3, 60, Lunge.pulse_deg, "how far the front thigh rises in each of them"),
    Number("pulse_s", 0.2, 5, Lunge.pulse_s, "duration of each of them"),
    Number("stop_s", 0, 30, Lunge.stop_s, "how long each rep stops half way down, and again half way up"),
)


def _lunge(
    activity: str, about: str, depth: Number, reps: int = 10, more: tuple[Parameter, ...] = ()
) -> Activity:
    step = Number("step_m", 0.2, 1.5, None, "distance of the ankles")
    parameters = (_leg(), _reps(reps), depth, TEMPO, HOLD, SHANK, LEAN, WOBBLE, FATIGUE, PAUSE, step, *more)
    return Activity(about, parameters, _lunging(activity))


def _bending(activity: str) -> Callable[..., None]:
    return lambda wearer, **values: wearer.squats(activity, **values)


def _going(gait: str, about: str, low_lift: float = 0.92, high_lift: float = 1.08) -> Activity:
    parameters = (
        _seconds(10.0, 20.0),
        Number("pace", 0.5, 1.6, (0.9, 1.07), "factor on the step rate"),
        Number("lift", 0.5, 1.5, (low_lift, high_lift), "factor on the swing of the legs"),
    )
    return Activity(
        about,
        parameters,
        lambda wearer, seconds, pace, lift: wearer.go(
            gait, wearer.pick(seconds), wearer.pick(pace), wearer.pick(lift)
        ),
    )


def _machine(method: str, about: str, low_rpm: float, high_rpm: float) -> Activity:
    cadence = Number("cadence_rpm", 15, 130, (low_rpm, high_rpm), "turns or strides per minute")
    return Activity(
        about,
        (_seconds(20.0, 40.0), cadence),
        lambda wearer, seconds, cadence_rpm: getattr(wearer, method)(
            wearer.pick(seconds), wearer.pick(cadence_rpm)
        ),
    )


def _plain(method: str, about: str, low_s: float, high_s: float) -> Activity:
    return Activity(
        about,
        (_seconds(low_s, high_s),),
        lambda wearer, seconds: getattr(wearer, method)(wearer.pick(seconds)),
    )


def _raise(
    wearer: Wearer, leg: str, reps: int, depth_deg: Any, seconds: Any, hold_s: Any, knee_deg: Any
) -> None:
    for _ in range(reps):
        knee = None if knee_deg is None else wearer.pick(knee_deg)
        which = RIGHT if leg == "sensor" else LEFT
        wearer.raise_leg(wearer.pick(depth_deg), wearer.pick(seconds), knee, wearer.pick(hold_s), which)


def _aside(wearer: Wearer, reps: int, depth_deg: Any, seconds: Any) -> None:
    for _ in range(reps):
        wearer.lean_aside(wearer.pick(depth_deg), wearer.pick(seconds))


def _kneel(wearer: Wearer, leg: str, seconds: Any) -> None:
    wearer.kneel(wearer.pick(seconds), RIGHT if leg == "front" else LEFT)


def _raising(about: str, knee: float | None) -> Activity:
    parameters: tuple[Parameter, ...] = (
        Choice("leg", ("sensor", "other"), "sensor", "which leg is raised"),
        _reps(8),
        Number(
            "depth_deg", 10, 115, (55.0, 100.0) if knee is None else (30.0, 70.0), "a thigh's inclination"
        ),
        Number("seconds", 0.3, 5, (0.6, 1.3), "duration of the raise, and again of the lowering"),
        Number("hold_s", 0, 30, (0.05, 0.3), "at the top"),
        Number("knee_deg", 0, 130, knee, "knee flexion; if left out, the shank hangs"),
    )
    return Activity(about, parameters, _raise)


ACTIVITIES = {
    "stand": _plain("stand", "stand still, as people do", 3.0, 6.0),
    "backward_lunge": _lunge(
        "backward_lunge", "step back, lower, rise, step back up", _depth(smallest=25), more=AT_THE_BOTTOM
    ),
    "half_lunge": _lunge(
        "half_lunge", "a backward lunge that turns back too early", _depth(30.0, 42.0, smallest=20), 1
    ),
    "forward_lunge": _lunge(
        "forward_lunge", "step forward, lower, push back", _depth(47.0, 77.0, smallest=45)
    ),
    "split_squat": Activity(
        "lunges in place, never back to standing",
        (
            _leg("front", ("front", "back")),
            _reps(8),
            Number(
                "top_deg", 5, 50, (17.0, 45.0), "front thigh at the wearer's own top, 25 above the bottom"
            ),
            _depth(smallest=45),
            TEMPO,
            HOLD,
            SHANK,
            LEAN,
            WOBBLE,
            FATIGUE,
        ),
        _lunging("split_squat"),
    ),
    "squat": Activity(
        "on both feet",
        (
            _reps(8),
            _depth(62.0, 113.0),
            Number("tempo", 0.4, 4, (0.95, 1.35), TEMPO.meaning),
            HOLD,
            Number("shank_deg", 0, 45, (18.0, 32.0), SHANK.meaning),
            Number("lean_deg", 0, 100, (28.0, 48.0), LEAN.meaning),
            PAUSE,
        ),
        _bending("squat"),
    ),
    "pick_up": Activity(
        "stoop or crouch for something on the floor",
        (
            _reps(5),
            _depth(20.0, 85.0),
            Number("tempo", 0.4, 4, (0.7, 1.1), TEMPO.meaning),
            Number("hold_s", -0.3, 60, (0.1, 0.7), HOLD.meaning),
            Number("shank_deg", 0, 45, (5.0, 25.0), SHANK.meaning),
            Number("lean_deg", 0, 100, (50.0, 85.0), LEAN.meaning),
            Number("pause_s", 0.05, 300, (0.8, 2.5), PAUSE.meaning),
        ),
        _bending("pick_up"),
    ),
    "sit": Activity(
        "sit down, sit, stand up",
        (
            _seconds(5.0, 20.0),
            Number("quick", 0.5, 2.5, (0.9, 1.2), "divides the durations of sitting down and standing up"),
        ),
        lambda wearer, seconds, quick: wearer.sit(wearer.pick(seconds), wearer.pick(quick)),
    ),
    "kneel": Activity(
        "kneel on one knee to tie a shoe", (_leg("front", ("front", "back")), _seconds(6.0, 12.0)), _kneel
    ),
    "raise_knee": _raising("raise a knee and put the foot down", None),
    "raise_leg": _raising("raise a straight leg", 12.0),
    "side_lunge": Activity(
        "step sideways and bend the other leg",
        (_reps(6), _depth(30.0, 55.0), Number("seconds", 0.5, 5, (1.0, 1.6), "down, and again up")),
        _aside,
    ),
    "walking": _going("walking", "walk, turning around now and then", 0.75, 1.05),
    "stairs_up": _going("stairs_up", "climb stairs", 0.95, 1.12),
    "stairs_down": _going("stairs_down", "go down stairs"),
    "jogging": _going("jogging", "jog", 0.7, 1.0),
    "marching": _going("marching", "march on the spot, knees high"),
    "jump": Activity(
        "jump on the spot",
        (_reps(8), Number("height_m", 0.03, 0.6, (0.1, 0.25), "of the flight")),
        lambda wearer, reps, height_m: wearer.jump(reps, wearer.pick(height_m)),
    ),
    "cycling": _machine("cycle", "get on a stationary bicycle, pedal, get off", 54.0, 72.0),
    "stepper": _machine("step_on", "use a stepping machine", 36.0, 45.0),
    "fidget": _plain("fidget", "stand restlessly", 4.0, 10.0),
    "strap_on": _plain("strap_on", "put the sensor on; first of all", 10.0, 16.0),
    "take_off": _plain("take_off", "take the sensor off; last of all", 6.0, 10.0),
}
