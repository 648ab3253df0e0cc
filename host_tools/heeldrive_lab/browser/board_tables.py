"""The tables of the serial link and of a board's drive as one ES module.

The page's modules that speak to a board share limits, names and words with the laptop's by this module.
"""

from importlib.metadata import version
from typing import Any

from heeldrive.events import KINDS

from heeldrive_lab.board.deploy.boot_out import FILE_NAME as BOOT_OUT
from heeldrive_lab.board.deploy.boot_out import NEEDED_MAJOR
from heeldrive_lab.board.deploy.manifest import FILE_NAME as MANIFEST
from heeldrive_lab.board.deploy.settings_on_drive import FILE_NAME as SETTINGS_TOML
from heeldrive_lab.board.deploy.settings_on_drive import OLD, thresholds
from heeldrive_lab.board.link import client, fetch
from heeldrive_lab.board.link.lines import LONGEST_LINE, SENSORS
from heeldrive_lab.board.link.ports import MAKERS
from heeldrive_lab.board.log_blocks import BLOCK_BYTES
from heeldrive_lab.board.log_reader import FILE_NAME as LOG
from heeldrive_lab.browser.table_module import table_module
from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS, KIND_NUMBERS, LINE_FIELDS
from heeldrive_lab.settings.load import MOST_BYTES
from heeldrive_lab.settings.save import SEARCHED
from heeldrive_lab.taught.lunge import NAMES as MY_LUNGE


def board_tables() -> str:
    """The text of the module."""
    tables: dict[str, Any] = {
        "LINK": {
            "version": client.VERSION,
            "longestLine": LONGEST_LINE,
            "longestAnswer": client.LONGEST_ANSWER,
            "blockBytes": BLOCK_BYTES,
            "tries": fetch.TRIES,
            "makers": MAKERS,
        },
        "LIMITS": {
            "answer_ms": round(client.TIMEOUT_S * 1000),
            "block_ms": round(client.STALLED_S * 1000),
            "blocks": client.MOST_BLOCKS,
        },
        "SENSORS": SENSORS,
        "EVENT_LINES": {KINDS[kind]: _line_cells(kind) for kind in KIND_NUMBERS},
        "DRIVE": {
            "bootOut": BOOT_OUT,
            "settings": SETTINGS_TOML,
            "backup": OLD,
            "log": LOG,
            "manifest": MANIFEST,
            "neededMajor": NEEDED_MAJOR,
            "mostSettingsBytes": MOST_BYTES,
        },
        "VERSION": version("heeldrive"),
        "SEARCHED": SEARCHED,
        "THRESHOLDS": sorted(thresholds()),
        "MY_LUNGE": MY_LUNGE,
    }
    return table_module(tables)


def _line_cells(kind: int) -> list[dict[str, Any]]:
    """The cells in the line of an event of this kind, and what becomes of each in JSON."""
    return [
        {
            "cell": field.line_key(kind),
            "key": field.json_key(kind),
            "form": "word" if field.words else "cdeg" if field.is_converted else "number",
            "needed": field in FIELDS[:FIRST_FIELDS],
            "ofKnee": field.of_knee,
        }
        for field in LINE_FIELDS
        if kind in field.reported_by
    ]
