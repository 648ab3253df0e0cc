"""The declared settings as knobs: which the detector reads, how far each goes, what it means."""

from typing import Any

from heeldrive import RepCounter, Settings, declared
from heeldrive.settings import Setting, find

UNITS = {"deg": "deg", "ms": "ms", "s": "s", "dps": "deg/s", "mg": "mg", "mm": "mm", "percent": "%"}


class _Asked(Settings):
    """Settings that note which of them are read."""

    def __init__(self, values: dict[str, Any], read: set[str]) -> None:
        super().__init__(values)
        self._read = read

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            object.__getattribute__(self, "_read").add(name)
        return object.__getattribute__(self, name)


def read_by_the_detector() -> frozenset[str]:
    """The names of the settings that can change a count; the others are for the board's display and log."""
    read: set[str] = set()
    for mode in find("mode").choices:
        RepCounter(_Asked({"mode": mode}, read), 244, 17500)
    return frozenset(read) & {setting.name for setting in declared()}


def unit_of(name: str) -> str:
    """The unit that a setting's name ends in, as people write it; empty where there is none."""
    return UNITS.get(name.rpartition("_")[2], "")


def title_of(name: str) -> str:
    """A setting's name without its unit: `depth min` for `depth_min_deg`."""
    head, _, tail = name.rpartition("_")
    return (head if tail in UNITS else name).replace("_", " ")


def axis_words(name: str) -> str:
    """What an axis is called that shows what a setting limits: `shake, mg` for `shake_max_mg`."""
    words = [word for word in name.split("_")[:-1] if word not in ("min", "max")]
    return f"{' '.join(words)}, {unit_of(name)}"


def clamp(setting: Setting, value: float) -> int:
    """The nearest whole number that a setting takes."""
    return int(min(max(round(value), setting.smallest), setting.largest))


def knobs() -> list[dict[str, Any]]:
    """What the page makes its sliders of, in the order of the documentation."""
    detector = read_by_the_detector()
    return [
        {
            "name": setting.name,
            "title": title_of(setting.name),
            "unit": unit_of(setting.name),
            "default": setting.default,
            "smallest": setting.smallest,
            "largest": setting.largest,
            "choices": list(setting.choices),
            "meaning": setting.meaning,
            "detector": setting.name in detector,
        }
        for setting in declared()
    ]
