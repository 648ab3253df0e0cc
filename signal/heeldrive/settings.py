"""Every setting, declared once: name with its unit, default, range; its meaning in `setting_meanings`.

This table checks `settings.toml` on the board and on the laptop, and is what the documentation,
the command line, the tuner and the workbench are made from. All values are integers or one of a few words,
because that is what a board's `settings.toml` can hold and what the detector computes with.
"""


class SettingsError(ValueError):
    """A setting's name is unknown or its value is out of range; the message says which and what would do."""


class Setting:
    """One setting: `smallest` to `largest` for a number, `choices` for a word."""

    def __init__(self, name, default, smallest, largest, choices=()):
        self.name = name
        self.default = default
        self.smallest = smallest
        self.largest = largest
        self.choices = choices

    @property
    def meaning(self):
        """What it means, a clause. Not asked for on the board, where so many words would take 3 KB."""
        from heeldrive.setting_meanings import MEANINGS  # noqa: PLC0415

        return MEANINGS[self.name]

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


# name, default, smallest, largest, and the choices where there is no range
_TABLE = (
    ("mode", "sensor_leg", None, None, ("sensor_leg", "both_legs")),
    ("depth_min_deg", 48, 20, 100),
    ("excursion_min_deg", 24, 10, 80),
    ("top_max_deg", 65, 30, 90),
    ("rep_min_ms", 1000, 300, 5000),
    ("rep_max_ms", 12000, 3000, 60000),
    ("hold_max_ms", 3500, 500, 30000),
    ("seat_max_ms", 700, 200, 10000),
    ("rate_max_dps", 260, 100, 1000),
    ("shake_max_mg", 160, 30, 1000),
    ("lever_min_mm", 60, -1000, 300),
    ("fall_min_mm", 120, 50, 500),
    ("fall_share_percent", 60, 0, 100),
    ("quick_rise_ms", 700, 0, 3000),
    ("ready_max_ms", 8000, 1000, 60000),
    ("knee_letter", "off", None, None, ("off", "on")),
    ("rest_min_s", 15, 3, 600),
    ("reps_target", 0, 0, 99),
    ("sets_target", 0, 0, 9),
    ("rest_target_s", 0, 0, 599),
    ("display_rotation_deg", 180, None, None, (0, 180)),
    ("log_when_full", "oldest", None, None, ("oldest", "stop")),
    ("sleep_after_min", 5, 0, 60),
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
