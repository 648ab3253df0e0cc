"""`heeldrive import`: convert any recording, or a public data set given by name."""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors, say
from heeldrive_lab.commands.help_text import WrappedCommand
from heeldrive_lab.commands.options import Thigh, new_session
from heeldrive_lab.importers import DATA_SETS


class CsvUnlessNamed(TyperGroup):
    """A command group whose default command is `csv`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert `csv` before arguments that do not start with a data set's name."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["csv", *args]
        return super().parse_args(ctx, args)


import_app = typer.Typer(
    cls=CsvUnlessNamed,
    no_args_is_help=True,
    help="Convert recordings of other sensors to session files.\n\nAn argument that is none of the names"
    " below is taken as a recording; see  heeldrive import csv --help  for its options.",
    epilog=examples(
        "heeldrive import recording.csv.gz session.csv", "heeldrive import mm-fit DOWNLOAD sessions"
    ),
)


class AccelUnit(StrEnum):
    """Units of acceleration on the command line."""

    M_S2 = "m/s2"
    G = "g"
    MG = "mg"


class GyroUnit(StrEnum):
    """Units of angular rate on the command line."""

    RAD_S = "rad/s"
    DEG_S = "deg/s"
    MDPS = "mdps"


class Preset(StrEnum):
    """The names of `importers.presets`, which is imported late; a test compares them."""

    ARDUINO = "arduino"
    AX6 = "ax6"
    DOT = "dot"
    EDGE_IMPULSE = "edge-impulse"
    GCSV = "gcsv"
    METABASE = "metabase"
    OPENSIGNALS = "opensignals"
    PHYPHOX = "phyphox"
    POLAR = "polar"
    SENSOR_LOGGER = "sensor-logger"
    SHIMMER = "shimmer"
    ST = "st"
    WITMOTION = "witmotion"


class TimeUnit(StrEnum):
    """Units of time on the command line."""

    MS = "ms"
    S = "s"
    US = "us"
    NS = "ns"


@import_app.command(
    "csv",
    cls=WrappedCommand,
    epilog=examples(
        "heeldrive import recording.csv.gz session.csv",
        "heeldrive import phyphox.zip session.csv",
        "heeldrive import Accelerometer.csv Gyroscope.csv session.csv.gz --thigh left",
        "heeldrive import phone.csv session.csv.gz --time-column time --time-unit s",
        "heeldrive import phone.csv session.csv.gz --accel-columns x,y,z --accel-unit g",
        "heeldrive import phone.csv session.csv.gz --gyro-columns=wx,wy,-wz",
        "heeldrive import old.csv session.csv --rate 52",
    ),
)
def csv(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="IN...",
            help="A table of numbers, archive, folder or Edge Impulse file; or one file per sensor.",
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT.csv", callback=new_session, help="The session file to write, .csv or .csv.gz."
        ),
    ],
    *,
    preset: Annotated[
        Preset | None, typer.Option(help="The app or logger that wrote it, if it is not recognised.")
    ] = None,
    time_column: Annotated[str, typer.Option(help="Name or number of the time column.")] = "",
    time_unit: Annotated[TimeUnit | None, typer.Option(help="Unit of the time.")] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="HZ", help="Sampling rate; time is computed from it, and no time column is read."
        ),
    ] = None,
    accel_columns: Annotated[
        str, typer.Option(help="Three columns with acceleration including gravity; -NAME reverses one.")
    ] = "",
    gyro_columns: Annotated[
        str, typer.Option(help="Three columns with angular rate; -NAME reverses one.")
    ] = "",
    accel_unit: Annotated[AccelUnit | None, typer.Option(help="Unit of the acceleration.")] = None,
    gyro_unit: Annotated[GyroUnit | None, typer.Option(help="Unit of the angular rate.")] = None,
    thigh: Annotated[Thigh, typer.Option(help="The thigh the sensor was on.")] = Thigh.UNKNOWN,
    sensor: Annotated[str, typer.Option(help="Name of the sensor.")] = "unknown",
    allow_moving: Annotated[
        bool, typer.Option("--allow-moving", help="Accept a recording without a stationary part.")
    ] = False,
) -> None:
    """Convert a recording of another sensor to a session file.

    Layout, columns, units and axes are found in the files and checked against gravity; four lines say what
    was understood. Options overrule what was found.

    Accelerations are specific force, as an accelerometer measures it: at rest, +1 g along the axis that
    points up.

    The full scales are those of an LSM6DS: the smallest that does not clip, but at least the board's own,
    +-8 g and +-500 deg/s.
    """
    from heeldrive_lab.importers.any_recording import ImportOptions, import_recording  # noqa: PLC0415
    from heeldrive_lab.importers.presets import PRESETS  # noqa: PLC0415
    from heeldrive_lab.importers.streams import Columns  # noqa: PLC0415

    columns, preset_accel, preset_gyro = PRESETS[preset] if preset else (Columns(), "", "")
    with one_sentence_errors():
        found = import_recording(
            sources,
            target,
            ImportOptions(
                Columns(
                    time_column or columns.time,
                    three_names("--accel-columns", accel_columns) or columns.accel,
                    three_names("--gyro-columns", gyro_columns) or columns.gyro,
                    time_unit or columns.time_unit,
                    rate,
                ),
                accel_unit=accel_unit or preset_accel,
                gyro_unit=gyro_unit or preset_gyro,
                thigh=thigh,
                sensor=sensor,
                allow_moving=allow_moving,
            ),
        )
    session = found.session
    header = session.header
    seconds = (session.table[-1, 0] - session.table[0, 0]) / 1000
    say(
        f"{target}: {len(session.table)} samples, {seconds:.1f} s, {header.rate_hz} Hz;"
        f" +-{session.accel_scale_g} g, +-{session.gyro_scale_dps} deg/s."
    )
    say(f"Layout: {found.layout}.")
    say(f"Sensors: {found.sensors}.")
    say(f"Physics: {found.physics}.")
    for text in session.notes:
        note(f"note: {text}")


def three_names(option: str, names: str) -> tuple[str, ...]:
    """Split `ax,ay,az` into three names; no names stay none.

    Raises:
        typer.BadParameter: there are not exactly three different names.
    """
    if not names:
        return ()
    cells = [name.strip() for name in names.split(",")]
    if len(cells) != 3 or not all(cells) or len(set(cells)) != 3:
        raise typer.BadParameter(
            f"{names!r} is not three different names separated by commas", param_hint=option
        )
    return tuple(cells)


def data_set_command(name: str) -> Callable[[Path, Path], None]:
    """Create the command that imports the data set `name`."""

    def command(
        source: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with the unpacked download.")],
        target: Annotated[
            Path, typer.Argument(metavar="OUT", help="Folder for the sessions and their annotations.")
        ],
    ) -> None:
        from heeldrive_lab.importers.registry import import_data_set  # noqa: PLC0415
        from heeldrive_lab.sessions.annotations import annotations_path  # noqa: PLC0415
        from heeldrive_lab.util.progress import tracked  # noqa: PLC0415

        named: dict[str, list[str]] = defaultdict(list)
        sessions, seconds, reps = 0, 0.0, 0
        kept: list[str] = []
        with one_sentence_errors():
            for written in tracked(import_data_set(name, source, target), "importing"):
                sessions += 1
                seconds += written.seconds
                reps += written.reps
                if written.kept:
                    kept.append(str(annotations_path(written.path).relative_to(target)))
                for text in written.notes:
                    named[text].append(written.path.name)
        say(f"{target}: sessions: {sessions}, {seconds / 60:.1f} min, annotated lunge reps: {reps}.")
        if kept:
            note(
                "note: sessions left as they were, because their annotations are not the data set's but, it"
                f" seems, corrected by hand; to import them anew, delete these files: {', '.join(kept)}"
            )
        for text, names in named.items():
            others = f" and {len(names) - 1} more" if len(names) > 1 else ""
            note(f"note: {names[0]}{others}: {text}")

    return command


for data_set, contents in DATA_SETS.items():
    import_app.command(
        data_set, help=contents, epilog=examples(f"heeldrive import {data_set} DOWNLOAD sessions")
    )(data_set_command(data_set))
