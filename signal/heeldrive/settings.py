"""Every setting, declared once: name with unit, default and range. Its meaning is in `setting_meanings`.

The table validates `settings.toml` on the board and on the laptop. The documentation, the command line, the
tuner and the workbench are generated from it. A value is an integer or one of a few words: a board's
`settings.toml` can hold these, and the detector computes with them. A board needs the table only while it
reads them: afterwards it keeps the ``Settings`` and unloads this module.
"""

from heeldrive.setting_values import SettingsError

try:
    from typing import Any
except ImportError:  # a board has no typing and evaluates no annotation
    pass


class Setting:
    """The declaration of one setting: `smallest` to `largest` for a number, `choices` for a word.

    The meanings are in `setting_meanings`: the text would take 3 KB on the board.

    Args:
        name: name, ending in its unit.
        default: value if the setting is absent.
        smallest: smallest allowed number, or the tuple of choices.
        largest: largest allowed number; for choices, None, or a text of digits that other texts of its form
            may reach.
    """

    def __init__(self, name: str, default: "Any", smallest: "Any", largest: "Any") -> None:
        self.name = name
        self.default = default
        self.smallest = smallest
        self.largest = largest
        self.choices: "Any" = smallest if isinstance(smallest, tuple) else ()
        if self.choices:
            self.smallest = None

    def check(self, value: "int | str") -> "int | str":
        """Return the value if it is allowed.

        Raises:
            SettingsError: it is not allowed; the message has name, value and range.
        """
        if self.choices:
            for choice in self.choices:
                if value == choice and type(value) is type(choice):
                    return value
            words = ", ".join([str(choice) for choice in self.choices])
            if self.largest:
                if isinstance(value, str) and _reaches(value, self.largest):
                    return value
                words += f", or other digits up to {self.largest}"
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


def _reaches(text: str, limit: str) -> bool:
    """Whether a text has digits up to those of the limit, and otherwise its characters."""
    if len(text) != len(limit):
        return False
    for i in range(len(limit)):
        if not min(limit[i], "0") <= text[i] <= limit[i]:
            return False
    return True


# Rows of four: name, default, smallest, largest; or name, default, choices, None or the limit of a form. The
# tuple is flat, because a tuple for each row would take another 430 B on the board.
_TABLE: "tuple[Any, ...]" = (
    "mode", "sensor_leg", ("sensor_leg", "both_legs"), None,
    "depth_min_deg", 36, 20, 100,
    "excursion_min_deg", 16, 10, 80,
    "top_max_deg", 65, 30, 90,
    "rep_min_ms", 650, 300, 5000,
    "rep_max_ms", 24000, 3000, 60000,
    "hold_max_ms", 3500, 500, 30000,
    "seat_max_ms", 3000, 200, 10000,
    "rate_max_dps", 420, 100, 1000,
    "shake_max_mg", 160, 30, 1000,
    "lever_min_mm", 10, -1000, 300,
    "fall_min_mm", 120, 50, 500,
    "fall_share_percent", 60, 0, 100,
    "quick_rise_ms", 700, 0, 3000,
    "ready_max_ms", 8000, 1000, 60000,
    "knee_letter", "off", ("off", "on"), None,
    "my_depth_deg", 0, 0, 120,
    "my_rise_ms", 0, 0, 20000,
    "my_length_ms", 0, 0, 60000,
    "my_hold_ms", 0, 0, 30000,
    "my_lever_mm", 0, -1000, 1000,
    "my_fall_mm", 0, 0, 1000,
    "rest_min_s", 15, 3, 600,
    "reps_target", 0, 0, 99,
    "sets_target", 0, 0, 9,
    "rest_target_s", 0, 0, 599,
    "loss_stop_percent", 0, 0, 90,
    "legs_rest_s", 0, 0, 599,
    "ask_below_percent", 0, 0, 99,
    "display_rotation_deg", 180, (0, 180), None,
    "neopixel", "off", ("off", "on"), None,
    "tempo", "off", ("off", "3-1-2-0"), "9-9-9-9",
    "cue", "off", ("off", "sound", "buzz"), None,
    "cue_level", 2, 1, 3,
    "log_when_full", "oldest", ("oldest", "stop"), None,
    "sleep_after_min", 5, 0, 60,
)  # fmt: skip


def declared() -> list[Setting]:
    """Return the declarations of all settings, in the order of the documentation."""
    return [Setting(*_TABLE[i : i + 4]) for i in range(0, len(_TABLE), 4)]


def find(name: str) -> Setting:
    """Return the declaration of one setting.

    Raises:
        SettingsError: there is no setting of that name.
    """
    known = declared()
    for setting in known:
        if setting.name == name:
            return setting
    raise SettingsError(f"{name} is not a setting: known are {', '.join([each.name for each in known])}")
