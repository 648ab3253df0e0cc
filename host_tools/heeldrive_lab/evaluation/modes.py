"""The detector's two modes, and the legs whose reps should count in each."""

from heeldrive import LEGS, Settings
from heeldrive.settings import find

# `sensor_leg`, the default, and `both_legs`.
MODES: tuple[str, ...] = find("mode").choices
SENSOR_LEG, BOTH_LEGS = MODES


def mode_of(settings: Settings) -> str:
    """The mode in these settings."""
    return str(vars(settings)["mode"])


def legs_of(mode: str) -> tuple[str, ...]:
    """The positions of the sensor leg whose reps should count in a mode."""
    return tuple(LEGS) if mode == BOTH_LEGS else ("front",)


def in_mode(settings: Settings, mode: str) -> Settings:
    """The same settings with another mode."""
    return Settings(vars(settings) | {"mode": mode})
