"""The names that CircuitPython itself has; `docs_build.board_names` writes the two lists."""

from pathlib import Path

_HERE = Path(__file__).parent

ROM_NAMES = tuple((_HERE / "rom_names.txt").read_text("utf-8").split())
"""Names that every known board has in its ROM, so that they cost a program nothing."""

API_NAMES = frozenset((_HERE / "api_names.txt").read_text("utf-8").split())
"""Names of what CircuitPython offers on any known board, which a program may use and must not exchange."""
