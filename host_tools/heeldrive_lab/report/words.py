"""Formats numbers and dates for a page; unknown values are shown as a dash."""

from datetime import datetime

UNKNOWN = "–"


def clock(t_ms: int) -> str:
    """Format session time to the second, for instance `4:07` or `1:04:07`."""
    minutes, seconds = divmod(round(t_ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def seconds(ms: float | None) -> str:
    """Format milliseconds as seconds, for instance `2.9`."""
    return UNKNOWN if ms is None else f"{ms / 1000:.1f}"


def number(value: float | None, digits: int = 0) -> str:
    """Format a rounded number."""
    return UNKNOWN if value is None else _signed_zero(f"{value:.{digits}f}")


def plain(value: float | None) -> str:
    """Format a number as it was given, for instance `12.5` or `7`."""
    return UNKNOWN if value is None else f"{value:g}"


def signed(value: float | None, digits: int = 0) -> str:
    """Format a number with its sign, for instance `+3`, `−2`, `0`."""
    if value is None:
        return UNKNOWN
    text = f"{value:+.{digits}f}"
    return "0" if not float(text) else text.replace("-", "−")


def centimetres(metres: float | None, deviation_m: float | None, *, with_sign: bool = False) -> str:
    """Format metres as centimetres with a standard deviation, for instance `1.2 ± 0.8`."""
    if metres is None or deviation_m is None:
        return UNKNOWN
    value = signed(100 * metres, 1) if with_sign else number(100 * metres, 1)
    return f"{value} ± {100 * deviation_m:.1f}"


def long_date(when: datetime) -> str:
    """Format as `Saturday, 21 November 2026, 18:30`; without the time at midnight, as dates have no time."""
    time = f", {when:%H:%M}" if (when.hour, when.minute) != (0, 0) else ""
    return f"{when:%A}, {when.day} {when:%B} {when.year}{time}"


def short_date(when: datetime) -> str:
    """Format as `2026-11-21`."""
    return f"{when:%Y-%m-%d}"


def _signed_zero(text: str) -> str:
    return text.removeprefix("-") if not float(text) else text.replace("-", "−")
