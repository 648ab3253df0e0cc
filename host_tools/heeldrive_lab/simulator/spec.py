"""Specs: small TOML files that describe a session: the wearer, the activities, the sensor and its faults."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heeldrive_lab.simulator.activities import LONGEST_S, PlannedActivity
from heeldrive_lab.simulator.parameters import Choice, Number, Parameter, SpecError, checked
from heeldrive_lab.util.files import READ_ERRORS, read_text, why_no_text, why_unreadable

LARGEST_SEED = 2**32 - 1
MOST_BYTES = 1_000_000  # thousands of movements
RATES_HZ = ("26", "52", "104", "208")


def _fixed(name: str, smallest: float, largest: float, meaning: str, *, whole: bool = False) -> Number:
    return Number(name, smallest, largest, None, meaning, whole=whole, ranges=False)


TABLES: dict[str, tuple[Parameter, ...]] = {
    "person": (
        Choice("sex", ("female", "male"), None, "selects the distribution of mass"),
        _fixed("stature_m", 1.3, 2.2, "body height"),
        _fixed("mass_kg", 35, 180, "body mass"),
        _fixed("depth_deg", 10, 115, "depth of this person's lunges"),
        _fixed("tempo", 0.4, 4, "factor on all durations of a lunge"),
        _fixed("shank_deg", -10, 40, "forward lean of the front shank at the bottom of a lunge"),
        _fixed("lean_deg", -10, 100, "forward lean of the trunk there"),
    ),
    "mounting": (
        _fixed("around_deg", -180, 180, "place around the thigh, 0 in front, 90 outside"),
        _fixed("twist_deg", -180, 180, "turn of the board on the skin, 180 is upside down"),
        _fixed("slope_deg", -30, 30, "angle by which the skin faces up"),
        _fixed("above_knee_m", 0.02, 0.45, "distance from the knee along the thigh"),
        _fixed("off_bone_m", 0, 0.2, "distance from the thigh's axis"),
        _fixed("slip_turn_deg", -180, 180, "turn of the strap around the thigh when it slips"),
        _fixed("slip_slide_m", -0.2, 0.2, "slide of the strap up the thigh when it slips"),
        _fixed("slip_at_s", 0, LONGEST_S, "time at which it slips"),
    ),
    "flesh": (
        _fixed("frequency_hz", 3, 60, "resonance of the soft tissue"),
        _fixed("damping", 0.05, 0.95, "share of critical damping"),
        _fixed("rocking_rad_per_m", 0, 60, "tilt of the board per displacement of the tissue"),
        _fixed("bulge_deg", -20, 20, "tilt of the board by the contracted muscle"),
    ),
    "chip": (
        Choice("errors", ("small", "data_sheet"), "small", "size of the drawn errors"),
        _fixed("rate_error", -0.1, 0.1, "error of the data rate, share of it"),
        _fixed("accel_ug_per_count", 61, 488, "61, 122, 244 or 488", whole=True),
        _fixed("gyro_udps_per_count", 4375, 70000, "4375, 8750, 17500, 35000 or 70000", whole=True),
        _fixed("accel_noise_ug", 0, 2000, "noise density per root Hz"),
        _fixed("gyro_noise_mdps", 0, 200, "noise density per root Hz"),
        _fixed("late_ms", 0, 50, "largest delay of a sample's time stamp"),
    ),
    "faults": (
        _fixed("lost_share", 0, 0.5, "share of single samples that are missing"),
        _fixed("holes", 0, 100, "gaps without samples", whole=True),
        _fixed("hole_s", 0.01, 60, "length of each gap"),
        _fixed("jumps", 0, 100, "jumps of the board's clock", whole=True),
        _fixed("jump_s", 0.01, 3600, "size of each jump"),
    ),
}
KEYS = ("about", "seed", "rate_hz", "thigh", "do", *TABLES)


@dataclass(frozen=True)
class Spec:
    """A session to simulate; what is left out is drawn from the seed.

    Attributes:
        do: what the wearer does, in order.
        seed: the same seed gives the same session, to the byte.
        rate_hz: nominal output data rate: 26, 52, 104 or 208.
        thigh: `left`, `right`, or None to draw it.
        about: one line for an index.
        tables: the given values of `person`, `mounting`, `flesh`, `chip` and `faults`, by table and name.
    """

    do: tuple[PlannedActivity, ...]
    seed: int = 0
    rate_hz: int = 104
    thigh: str | None = None
    about: str = ""
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def line(self) -> str:
        """The spec as one line of TOML, an inline table, as in a session's header."""
        whole: dict[str, Any] = {"seed": self.seed, "rate_hz": self.rate_hz}
        if self.thigh is not None:
            whole["thigh"] = self.thigh
        whole |= {name: table for name, table in self.tables.items() if table}
        whole["do"] = [{"activity": entry.activity} | entry.given for entry in self.do]
        return _toml(whole)


def read_spec(path: str | Path) -> Spec:
    """Read a spec file.

    Raises:
        SpecError: the file cannot be read, or the spec is wrong; one sentence says why.
    """
    path = Path(path)
    try:
        text = read_text(path, MOST_BYTES).removeprefix("\ufeff")
    except READ_ERRORS as error:
        raise SpecError(f"{path}: {why_unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: {why_no_text(error)}") from error
    try:
        return spec_from(text)
    except SpecError as error:
        raise SpecError(f"{path}: {error}") from None


def spec_from(text: str) -> Spec:
    """Parse a spec: the text of a TOML file, or the one line of a session's header.

    Raises:
        SpecError: the text is not TOML, or the spec is wrong.
    """
    try:
        found = (
            tomllib.loads(f"spec = {text}")["spec"] if text.lstrip().startswith("{") else tomllib.loads(text)
        )
    except (ValueError, RecursionError) as error:  # of TOML, of a number with too many digits, or of nesting
        raise SpecError(f"this is not TOML ({error})") from error
    return spec_from_table(found)


def spec_from_table(found: Mapping[str, Any]) -> Spec:
    """The spec of a parsed TOML table.

    Raises:
        SpecError: the spec is wrong.
    """
    for key in found:
        if key not in KEYS:
            raise SpecError(f"unknown key {key!r}; the keys of a spec are {', '.join(KEYS)}")
    seed = _fixed("seed", 0, LARGEST_SEED, "what decides all that is drawn", whole=True).check(
        "spec", found.get("seed", 0)
    )
    rate = Choice("rate_hz", RATES_HZ, None, "").check("spec", str(found.get("rate_hz", 104)))
    thigh = found.get("thigh")
    if thigh is not None:
        Choice("thigh", ("left", "right"), None, "").check("spec", thigh)
    about = found.get("about", "")
    if not isinstance(about, str):
        raise SpecError(f"about is {about!r}; it must be a line of text")
    entries = found.get("do")
    if not isinstance(entries, list) or not entries:
        raise SpecError("there is nothing to do: add a [[do]] table with an activity, such as backward_lunge")
    planned = tuple(
        PlannedActivity.checked(f"do number {number}", entry) for number, entry in enumerate(entries, 1)
    )
    for number, entry in enumerate(planned, 1):
        if entry.activity == "strap_on" and number > 1:
            raise SpecError(f"do number {number} (strap_on): this must be the first activity: move it up")
        if entry.activity == "take_off" and number < len(planned):
            raise SpecError(f"do number {number} (take_off): this must be the last activity: move it down")
    _check_time(planned)
    tables = {name: checked(name, found[name], TABLES[name]) for name in TABLES if name in found}
    return Spec(planned, int(str(seed)), int(str(rate)), thigh, about, tables)


def _check_time(planned: tuple[PlannedActivity, ...]) -> None:
    """Refuse a session too long for memory, at 3 s per rep."""
    total = 0.0
    for entry in planned:
        seconds = entry.given.get("seconds", 3.0)
        longest = seconds[-1] if isinstance(seconds, tuple) else seconds
        total += longest * entry.given.get("reps", 1)
    if total > LONGEST_S:
        raise SpecError(
            f"this takes about {total / 60:.0f} minutes; a session lasts {LONGEST_S / 60:.0f} at most:"
            " make several"
        )


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{value:g}" if isinstance(value, float) and value == round(value, 5) else repr(value)
