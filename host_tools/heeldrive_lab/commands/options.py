"""Options that several commands have in common."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="A settings.toml, as it lies on the board.")
]
Drive = Annotated[
    Path | None,
    typer.Argument(metavar="DRIVE", help="Where CIRCUITPY is mounted; found without.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]
Peers = Annotated[
    bool, typer.Option("--peers", help="Score other methods beside ours, on the same sessions.")
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write tables and plots as one HTML file as well."),
]


class Thigh(StrEnum):
    """Which thigh wore the sensor."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"
