"""Every setting, declared once: name with its unit, default, range, meaning.

This table checks `settings.toml` on the board and on the laptop, and is what the documentation,
the command line, the tuner and the workbench are made from. All values are integers or one of a few words,
because that is what a board's `settings.toml` can hold and what the detector computes with.
"""


class SettingsError(ValueError):
    """A setting's name is unknown or its value is out of range; the message says which and what would do."""


class Setting:
    """One setting: `smallest` to `largest` for a number, `choices` for a word."""

    def __init__(self, name, default, smallest, largest, meaning, choices=()):
        self.name = name
        self.default = default
        self.smallest = smallest
        self.largest = largest
        self.meaning = meaning
        self.choices = choices

    def check(self, value):
        """Return the value if it is allowed; raise SettingsError with name, value and range if not."""
        if self.choices:
            for choice in self.choices:
                if value == choice and type(value) is type(choice):
                    return value
            words = ", ".join([str(choice) for choice in self.choices])
            raise SettingsError(f'{self.name} = "{value}" is not known: use one of {words}')
        if isinstance(value, bool) or not isinstance(value, int):
            raise SettingsError(
                f'{self.name} = "{value}" is not a whole number: use {self.smallest} to {self.largest}'
            )
        if not self.smallest <= value <= self.largest:
            raise SettingsError(
                f"{self.name} = {value} is out of range: use {self.smallest} to {self.largest}"
            )
        return value


# name, default, smallest, largest, meaning, and the choices where there is no range
_TABLE = (
    (
        "mode",
        "sensor_leg",
        None,
        None,
        "whose reps count: those with the sensor leg in front, or those of both legs",
        ("sensor_leg", "both_legs"),
    ),
    ("depth_min_deg", 48, 20, 100, "thigh inclination a rep has to reach: half reps stay above it"),
    (
        "excursion_min_deg",
        24,
        10,
        80,
        "least way from top to bottom, for reps that start from a split stance",
    ),
    (
        "top_max_deg",
        65,
        30,
        90,
        "a top, where a rep starts and ends, is no further from standing than this: not a seat, not a pedal",
    ),
    ("rep_min_ms", 1000, 300, 5000, "a shorter cycle is too_fast"),
    ("rep_max_ms", 12000, 3000, 60000, "a longer cycle is too_slow, or no_return while still down"),
    ("hold_max_ms", 3500, 500, 30000, "a longer stay at the bottom is a long_hold: kneeling, say"),
    ("seat_max_ms", 700, 200, 10000, "stillness at the bottom that only a chair gives: longer is seated"),
    ("rate_max_dps", 260, 100, 1000, "a thigh that turns faster is too_fast: a kick, a run"),
    ("shake_max_mg", 160, 30, 1000, "mean vertical acceleration above which a cycle is walking"),
    (
        "lever_min_mm",
        60,
        -1000,
        300,
        "how far the sensor falls, at least, as the thigh comes level, or the leg_raised",
    ),
    ("fall_min_mm", 120, 50, 500, "how far the body falls, at least, in a rep of the other leg"),
    (
        "fall_share_percent",
        60,
        0,
        100,
        "how much of the fall of the reps before: half reps of the other leg stay below it",
    ),
    (
        "quick_rise_ms",
        700,
        0,
        3000,
        "a quicker rise to standing waits until reps like it stand beside it, or it is alone: a sit, say",
    ),
    (
        "ready_max_ms",
        8000,
        1000,
        60000,
        "longest time since standing still or the last rep: beyond it not_ready",
    ),
    (
        "knee_letter",
        "off",
        None,
        None,
        "on: a letter tells whether the knee went forward of where it was in the wearer's first reps",
        ("off", "on"),
    ),
    ("rest_min_s", 15, 3, 600, "a rest that ends the set"),
    ("reps_target", 0, 0, 99, "reps of a set, counted down on the digits; 0 counts up"),
    ("sets_target", 0, 0, 9, "sets of a workout: after the last one the digits say so; 0 for no end"),
    ("rest_target_s", 0, 0, 599, "rest between two sets, counted down on the digits; 0 for none"),
    ("display_rotation_deg", 180, None, None, "180 for a wearer who looks down at the digits", (0, 180)),
    (
        "log_when_full",
        "oldest",
        None,
        None,
        "what goes when the log is full: the oldest workout without a marker, or the new one",
        ("oldest", "stop"),
    ),
)


class Settings:
    """The settings in force, an attribute each.

    Args:
        values: name to value, for those that differ from the defaults.

    Raises:
        SettingsError: a name is unknown, or a value is not in its range.
    """

    def __init__(self, values=None):
        for row in _TABLE:
            setattr(self, row[0], row[1])
        for name in values or ():
            setattr(self, name, find(name).check(values[name]))


def declared():
    """Return every declaration, a Setting each, in the order of the documentation."""
    return [Setting(*row) for row in _TABLE]


def find(name):
    """Return the declaration of one setting; raise SettingsError where there is none of that name."""
    for row in _TABLE:
        if row[0] == name:
            return Setting(*row)
    raise SettingsError(f"{name} is not a setting: known are {', '.join([row[0] for row in _TABLE])}")
