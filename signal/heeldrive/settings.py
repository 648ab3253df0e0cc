"""Every setting, declared once: name with its unit, default, range; its meaning in `setting_meanings`.

This table checks `settings.toml` on the board and on the laptop, and is what the documentation,
the command line, the tuner and the workbench are made from. All values are integers or one of a few words,
because that is what a board's `settings.toml` can hold and what the detector computes with.
"""


class SettingsError(ValueError):
    """A setting's name is unknown or its value is out of range; the message says which and what would do."""


class Setting:
    """One setting: `smallest` to `largest` for a number, `choices` for a word.

    What it means is in `setting_meanings`: so many words would take 3 KB on the board.

    Args:
        name: with its unit.
        default: its value where nothing is said.
        smallest: the smallest number that is allowed; or the choices, where `largest` is None.
        largest: the largest number.
    """

    def __init__(self, name, default, smallest, largest):
        self.name = name
        self.default = default
        self.smallest = smallest
        self.largest = largest
        self.choices = smallest if largest is None else ()
        if self.choices:
            self.smallest = None

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


# In rows of four: name, default, smallest, largest; or name, default, choices, None. One flat tuple: a tuple
# for each row would take another 430 B on the board.
_TABLE = (
    "mode", "sensor_leg", ("sensor_leg", "both_legs"), None,
    "depth_min_deg", 48, 20, 100,
    "excursion_min_deg", 24, 10, 80,
    "top_max_deg", 65, 30, 90,
    "rep_min_ms", 1000, 300, 5000,
    "rep_max_ms", 12000, 3000, 60000,
    "hold_max_ms", 3500, 500, 30000,
    "seat_max_ms", 700, 200, 10000,
    "rate_max_dps", 260, 100, 1000,
    "shake_max_mg", 160, 30, 1000,
    "lever_min_mm", 60, -1000, 300,
    "fall_min_mm", 120, 50, 500,
    "fall_share_percent", 60, 0, 100,
    "quick_rise_ms", 700, 0, 3000,
    "ready_max_ms", 8000, 1000, 60000,
    "knee_letter", "off", ("off", "on"), None,
    "rest_min_s", 15, 3, 600,
    "reps_target", 0, 0, 99,
    "sets_target", 0, 0, 9,
    "rest_target_s", 0, 0, 599,
    "display_rotation_deg", 180, (0, 180), None,
    "log_when_full", "oldest", ("oldest", "stop"), None,
    "sleep_after_min", 5, 0, 60,
)  # fmt: skip


class Settings:
    """The settings in force, an attribute each.

    Args:
        values: name to value, for those that differ from the defaults.

    Raises:
        SettingsError: a name is unknown, or a value is not in its range.
    """

    def __init__(self, values=None):
        for i in range(0, len(_TABLE), 4):
            setattr(self, _TABLE[i], _TABLE[i + 1])  # type: ignore[arg-type]
        for name in values or ():
            setattr(self, name, find(name).check(values[name]))


def declared():
    """Return every declaration, a Setting each, in the order of the documentation."""
    return [Setting(*_TABLE[i : i + 4]) for i in range(0, len(_TABLE), 4)]


def find(name):
    """Return the declaration of one setting; raise SettingsError where there is none of that name."""
    known = declared()
    for setting in known:
        if setting.name == name:
            return setting
    raise SettingsError(f"{name} is not a setting: known are {', '.join([each.name for each in known])}")
