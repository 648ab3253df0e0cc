"""Paths of the parts of the project that are not Python packages: firmware and recorded sessions."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parents[1]
# An installed wheel contains copies of these folders (pyproject.toml, force-include).
_ROOT = _CHECKOUT if (_CHECKOUT / "firmware" / "code.py").exists() else _PACKAGE / "_board"

FIRMWARE = _ROOT / "firmware"
RECORDED_SESSIONS = _ROOT / "recorded_sessions"
