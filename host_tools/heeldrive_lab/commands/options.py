"""Options that several commands share."""

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


def not_over_a_session(path: Path | None) -> Path | None:
    """Check the file that an option is to write: no session and no annotations may be lost.

    Raises:
        BadParameter: the file is one of these.
    """
    from heeldrive_lab.util.files import READ_ERRORS, open_input  # noqa: PLC0415 - quick start of the others

    if path is not None and path.is_file():
        with suppress(*READ_ERRORS), open_input(path) as file:
            if file.read(20).startswith((b"# heeldrive-session:", b"# heeldrive-truth:")):
                raise typer.BadParameter(
                    f"{path} is a session or its annotations, which would be lost: give another file"
                )
    return path


SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="A settings.toml; what it names goes before the settings that the session brings along.",
    ),
]
Drive = Annotated[
    Path | None,
    typer.Argument(metavar="DRIVE", help="Where CIRCUITPY is mounted; default: search.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Baselines = Annotated[bool, typer.Option("--peers", help="Also score baseline methods on the same sessions.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write tables and plots to an HTML file."),
]
Kinematic = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="Also N hard workouts of the second simulator for each leg position."
    ),
]
Hard = Annotated[
    int,
    typer.Option(min=0, metavar="N", help="Also N hard MuJoCo workouts for each leg position."),
]
FirstSeed = Annotated[int, typer.Option(min=0, help="Seed of the first of them.")]


class Thigh(StrEnum):
    """Which thigh wore the sensor."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """The legs whose reps count: the values of the setting `mode`."""

    SENSOR_LEG = "sensor_leg"
    BOTH_LEGS = "both_legs"
