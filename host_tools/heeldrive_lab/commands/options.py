"""Options that several commands share."""

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from heeldrive_lab.commands.errors import one_sentence_errors
from heeldrive_lab.util.plain_text import printable


def not_over_a_session(path: Path | None) -> Path | None:
    """Check the file that an option is to write: it can be, and no session and no annotations are lost.

    It is checked here, before the work: those that write files also replace sessions and annotations rightly.

    Raises:
        BadParameter: the file is one of these.
        Exit: it cannot be written, which was said.
    """
    if path is None:
        return None
    if path.is_file() and _is_ours(path):
        raise typer.BadParameter(
            printable(f"{path} is a session or its annotations, which would be lost: give another file")
        )
    from heeldrive_lab.sessions.format import SessionError  # noqa: PLC0415 - quick start of others
    from heeldrive_lab.util.files import check_target, write_errors_as  # noqa: PLC0415

    with one_sentence_errors(), write_errors_as(SessionError, path):
        check_target(path)
    return path


def new_session(path: Path) -> Path:
    """Check the session file that an import is to make: it may replace a session that nobody has annotated.

    Raises:
        BadParameter: the file is something else (perhaps the last of several recordings), or annotations of
            its name are there.
    """
    from heeldrive_lab.sessions.annotations import annotations_path  # noqa: PLC0415 - quick start of others

    annotations = annotations_path(path)
    if annotations.is_file():
        raise typer.BadParameter(printable(f"{annotations} is of another session: give another name"))
    if path.is_file() and not _is_ours(path):
        raise typer.BadParameter(printable(f"{path} is no session and would be lost: give another name"))
    return path


def _is_ours(path: Path) -> bool:
    """Whether the file is a session or annotations; their modules are loaded only where there is a file."""
    from heeldrive_lab.sessions.annotations import VERSION_KEY as TRUTH  # noqa: PLC0415
    from heeldrive_lab.sessions.format import VERSION_KEY as SESSION  # noqa: PLC0415
    from heeldrive_lab.util.files import READ_ERRORS, open_input  # noqa: PLC0415

    with suppress(*READ_ERRORS), open_input(path) as file:
        # As their readers take it: Excel writes a byte order mark.
        first = file.read(40).removeprefix(b"\xef\xbb\xbf").removeprefix(b"#").lstrip()
        return first.startswith((SESSION.encode(), TRUTH.encode()))
    return False


DataSets = Annotated[
    Path,
    typer.Argument(
        help="A folder of data sets, each a folder with CSV files and a labels.csv, or one that heeldrive"
        " import wrote."
    ),
]


def page(help_text: str) -> Any:
    """The option for a Markdown page to write, which replaces no session."""
    return typer.Option("--write", metavar="PAGE", callback=not_over_a_session, help=help_text)


SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="A settings.toml; what it names goes before the settings that the session brings along.",
    ),
]
OnlySettings = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="A settings.toml; settings that a session brings along are not used.",
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
    typer.Option(
        "--html",
        metavar="FILE",
        callback=not_over_a_session,
        help="Also write tables and plots to an HTML file.",
    ),
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
