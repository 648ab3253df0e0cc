"""Draws every cue as SVG, from the pulses that the firmware's own player makes of it."""

from pathlib import Path

from heeldrive_lab.cues.patterns import KINDS, pattern

_WORDS = {
    "PHASE": "a phase is over",
    "REP": "a rep counts",
    "REFUSED": "a rep does not count",
    "QUESTION": "was that a rep?",
    "REST_SOON": "10 s of rest left",
    "REST_END": "the rest is over",
    "SET_END": "the set has ended",
    "LAST": "the target's last rep",
    "BATTERY_LOW": "10 % of the battery left",
    "FAULT": "a fault",
}
_LABEL, _MS, _ROW, _MARGIN = 190, 0.33, 34, 14  # px; px a millisecond
_SHOWN_MS = 1500
_LOWEST_HZ, _PX_AT_LOWEST, _PX_PER_HZ = 1320, 7, 14 / 1320
_INK, _GRID, _PAPER = "#1b1b1f", "#d8d8de", "#ffffff"
_FONT = 'font-family="sans-serif" font-size="13"'


def cue_picture(path: Path) -> None:
    """Draw one row for each kind, the least important at the top; a higher bar is a higher pitch."""
    width = round(_x(_SHOWN_MS) + 2 * _MARGIN)
    height = _ROW * len(KINDS) + 2 * _MARGIN + 18
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">',
        f'<rect width="{width}" height="{height}" rx="8" fill="{_PAPER}"/>',
    ]
    bottom = _MARGIN + _ROW * len(KINDS)
    for at_ms in range(0, _SHOWN_MS + 1, 500):
        x = _x(at_ms)
        lines.append(f'<path d="M{x:.1f} {_MARGIN}V{bottom}" stroke="{_GRID}"/>')
        lines.append(
            f'<text x="{x:.1f}" y="{bottom + 16}" {_FONT} fill="{_INK}" text-anchor="middle">'
            f"{at_ms / 1000:g} s</text>"
        )
    for row, (name, kind) in enumerate(KINDS.items()):
        base = _MARGIN + _ROW * (row + 1) - 6
        lines.append(f'<text x="{_MARGIN}" y="{base - 4}" {_FONT} fill="{_INK}">{_WORDS[name]}</text>')
        pulses = pattern(kind)
        for pulse in pulses:
            tall = _PX_AT_LOWEST + (pulse.hz - _LOWEST_HZ) * _PX_PER_HZ
            x = _x(pulse.at_ms - pulses[0].at_ms)
            lines.append(
                f'<rect x="{x:.1f}" y="{base - tall:.1f}" width="{pulse.length_ms * _MS:.1f}" '
                f'height="{tall:.1f}" fill="{_INK}"/>'
            )
    path.write_text("\n".join([*lines, "</svg>", ""]), "utf-8")


def _x(at_ms: int) -> float:
    return _MARGIN + _LABEL + at_ms * _MS
