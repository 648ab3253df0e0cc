"""The settings in use, which are all that the detector keeps of `settings`."""

try:
    from typing import Mapping
except ImportError:  # a board has no typing and evaluates no annotation
    pass


class SettingsError(ValueError):
    """A setting's name is unknown or its value is out of range; the message names it and what is allowed."""


class Settings:
    """The settings in use: one attribute for each row of the table.

    Args:
        values: values by name; settings that are not in it have their defaults.

    Raises:
        SettingsError: a name is unknown, or a value is not in its range.
    """

    try:  # type checkers do not see the attributes that come from the table
        from typing import TYPE_CHECKING  # noqa: PLC0415

        if TYPE_CHECKING:
            cue: str
            mode: str
            knee_letter: str
            log_when_full: str
            neopixel: str
            tempo: str

            def __getattr__(self, name: str) -> int:
                return 0
    except ImportError:
        pass

    def __init__(self, values: "Mapping[str, int | str] | None" = None) -> None:
        from heeldrive.settings import declared, find  # noqa: PLC0415  # only for a moment

        for setting in declared():
            setattr(self, setting.name, setting.default)
        for name in values or ():
            setattr(self, name, find(name).check(values[name]))  # type: ignore[index]
