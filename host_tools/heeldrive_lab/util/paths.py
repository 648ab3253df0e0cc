"""Paths of the parts of the project that are not Python packages: firmware and recorded sessions."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_PARENT = _PACKAGE.parents[1]

CHECKOUT = _PARENT if (_PARENT / "firmware" / "code.py").exists() else None
"""The clone of the project that this runs from; None for an installed wheel."""

# An installed wheel contains copies of these folders (pyproject.toml, sources).
_ROOT = CHECKOUT or _PACKAGE / "_board"

FIRMWARE = _ROOT / "firmware"
RECORDED_SESSIONS = _ROOT / "recorded_sessions"
