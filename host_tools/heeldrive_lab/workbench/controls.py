"""The controls of the page, derived from the declared settings."""

from typing import Any

from heeldrive import declared
from heeldrive.setting_meanings import MEANINGS
from heeldrive.settings import Setting
from heeldrive.window import settings_read

from heeldrive_lab.taught.lunge import NAMES as MY_LUNGE

UNITS = {"deg": "deg", "ms": "ms", "s": "s", "dps": "deg/s", "mg": "mg", "mm": "mm", "percent": "%"}

# Settings that the lowest axis can show: each limits a gate that the other axes do not show.
MEASURES = (
    "shake_max_mg",
    "lever_min_mm",
    "excursion_min_deg",
    "rep_min_ms",
    "rep_max_ms",
    "hold_max_ms",
    "seat_max_ms",
    "quick_rise_ms",
    "ready_max_ms",
    "fall_min_mm",
)


def unit_of(name: str) -> str:
    """The unit of a setting, from the suffix of its name; empty if it has none."""
    return UNITS.get(name.rpartition("_")[2], "")


def title_of(name: str) -> str:
    """A setting's name without its unit: `depth min` for `depth_min_deg`."""
    head, _, tail = name.rpartition("_")
    return (head if tail in UNITS else name).replace("_", " ")


def axis_words(name: str) -> str:
    """Label of an axis for the quantity that a setting limits: `shake, mg` for `shake_max_mg`."""
    words = [word for word in name.split("_")[:-1] if word not in ("min", "max")]
    return f"{' '.join(words)}, {unit_of(name)}"


def clamp(setting: Setting, value: float) -> int:
    """Round a value and clamp it to the range of a setting."""
    return int(min(max(round(value), setting.smallest), setting.largest))


def controls() -> list[dict[str, Any]]:
    """The properties of all controls, in the order of the documentation.

    A taught lunge has none: it is taken from reps.
    """
    detector = settings_read()
    return [
        {
            "name": setting.name,
            "title": title_of(setting.name),
            "unit": unit_of(setting.name),
            "default": setting.default,
            "smallest": setting.smallest,
            "largest": setting.largest,
            "choices": list(setting.choices),
            "meaning": MEANINGS[setting.name],
            "detector": setting.name in detector,
        }
        for setting in declared()
        if setting.name not in MY_LUNGE
    ]
