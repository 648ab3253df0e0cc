"""The command `heeldrive`. Each command imports what it needs when it runs: `--help` answers at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

# 0 is success; 1 is left to faults of heeldrive itself, which show a traceback.
EXIT_BAD_INPUT = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Counts backward lunges from a sensor on one thigh. Exit codes: 0 done, 2 the input was wrong.",
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


class TimeUnit(StrEnum):
    """Units of time on the command line."""

    MS = "ms"
    S = "s"
    US = "us"
    NS = "ns"


class Thigh(StrEnum):
    """Which thigh the sensor was on."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"


SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="A settings.toml, as it lies on the board.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]


@contextmanager
def one_sentence_errors() -> Iterator[None]:
    """Turn what a user can mend into one sentence on stderr and exit code 2."""
    from heeldrive import SettingsError  # noqa: PLC0415

    from heeldrive_lab.csv_table import RecordingError  # noqa: PLC0415
    from heeldrive_lab.session import SessionError  # noqa: PLC0415

    try:
        yield
    except (RecordingError, SessionError, SettingsError) as error:
        typer.echo(f"heeldrive: {error}", err=True)
        raise typer.Exit(EXIT_BAD_INPUT) from None


def examples(*commands: str) -> str:
    """The end of a command's help."""
    return "\n\n".join(("Examples:", *commands))


@app.command(epilog=examples("heeldrive demo", "heeldrive demo mine.csv --speed 1 --settings settings.toml"))
def demo(
    session: Annotated[
        Path | None, typer.Argument(help="A session file; without one, a recorded workout of two sets.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.1, metavar="N", help="Times real speed: 10 in a terminal, as fast as it goes elsewhere."
        ),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Play a workout through the virtual board: real drivers and firmware, and the digits they light."""
    from heeldrive_lab.demo import demo as play  # noqa: PLC0415
    from heeldrive_lab.paths import RECORDED_SESSIONS  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    screen = console()
    if speed is None and screen.is_terminal:
        speed = 10
    with one_sentence_errors():
        play(session or RECORDED_SESSIONS / "two_sets_walk_and_sit.csv", settings, speed, screen)


@app.command(
    epilog=examples(
        "heeldrive replay recorded_sessions/clean_set.csv",
        "heeldrive replay mine.csv.gz --settings settings.toml --json",
    )
)
def replay(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    settings: SettingsFile = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, each when it is known.")
    ] = False,
) -> None:
    """Count a session with the board's own detector."""
    from heeldrive_lab.replay import replay as replay_events  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415

    with one_sentence_errors():
        events = replay_events(session, load_settings(settings))
        if as_json:
            for event in events:
                typer.echo(json.dumps(event))
        else:
            from heeldrive_lab.tables import console, replay_table  # noqa: PLC0415

            console().print(replay_table(events, session.name))


@app.command(
    "import",
    epilog=examples(
        "heeldrive import recording.csv.gz session.csv",
        "heeldrive import phone.csv session.csv.gz --time-column time --time-unit s --accel-columns x,y,z"
        " --gyro-columns wx,wy,wz --accel-unit g --gyro-unit deg/s --thigh left",
        "heeldrive import old.csv session.csv --rate 52",
    ),
)
def import_(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="Any CSV with column names, gzip too.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="The session to write, .csv or .csv.gz.")],
    *,
    time_column: Annotated[str, typer.Option(help="Name of the column with the time.")] = "t_ms",
    time_unit: Annotated[TimeUnit, typer.Option(help="Unit of the time.")] = TimeUnit.MS,
    rate: Annotated[
        float | None, typer.Option(metavar="HZ", help="Samples a second: count time, read no time column.")
    ] = None,
    accel_columns: Annotated[
        str, typer.Option(help="Three columns of acceleration, gravity included.")
    ] = "ax,ay,az",
    gyro_columns: Annotated[str, typer.Option(help="Three columns of angular rate.")] = "gx,gy,gz",
    accel_unit: Annotated[AccelUnit, typer.Option(help="Unit of the acceleration.")] = AccelUnit.M_S2,
    gyro_unit: Annotated[GyroUnit, typer.Option(help="Unit of the angular rate.")] = GyroUnit.RAD_S,
    thigh: Annotated[Thigh, typer.Option(help="Which thigh the sensor was on.")] = Thigh.UNKNOWN,
    sensor: Annotated[str, typer.Option(help="Name of the sensor.")] = "unknown",
    allow_moving: Annotated[
        bool, typer.Option("--allow-moving", help="Even if it is not still anywhere.")
    ] = False,
) -> None:
    """Make a session file of another sensor's recording.

    Accelerations are what an accelerometer reads: at rest, +1 g along the axis that points up.

    Of the LSM6DS full scales the smallest that does not clip is taken, from the board's own, +-8 g and
    +-500 deg/s, up.
    """
    from heeldrive_lab.import_csv import ImportOptions, import_csv  # noqa: PLC0415

    with one_sentence_errors():
        session = import_csv(
            source,
            target,
            ImportOptions(
                time_column=time_column,
                time_unit=time_unit,
                rate_hz=rate,
                accel_columns=three_names("--accel-columns", accel_columns),
                gyro_columns=three_names("--gyro-columns", gyro_columns),
                accel_unit=accel_unit,
                gyro_unit=gyro_unit,
                thigh=thigh,
                sensor=sensor,
                allow_moving=allow_moving,
            ),
        )
    header = session.header
    seconds = (session.table[-1, 0] - session.table[0, 0]) / 1000
    typer.echo(f"{target}: {len(session.table)} samples, {seconds:.1f} s, {header.rate_hz} a second.")
    typer.echo(
        f"Full scales: +-{session.accel_scale_g} g ({header.accel_ug_per_count} micro-g a count),"
        f" +-{session.gyro_scale_dps} deg/s ({header.gyro_udps_per_count} micro-deg/s a count)."
    )
    for note in session.notes:
        typer.echo(f"heeldrive: note: {note}", err=True)


def three_names(option: str, names: str) -> tuple[str, str, str]:
    """Split `ax,ay,az`; anything but three names is a mistake in the command."""
    cells = [name.strip() for name in names.split(",")]
    if len(cells) != 3 or not all(cells) or len(set(cells)) != 3:
        raise typer.BadParameter(
            f"{names!r} is not three different names with commas between", param_hint=option
        )
    return cells[0], cells[1], cells[2]


class SettingsForm(StrEnum):
    """How `heeldrive settings` writes."""

    TOML = "toml"
    MARKDOWN = "markdown"


@app.command(epilog=examples("heeldrive settings", "heeldrive settings --form markdown"))
def settings(
    form: Annotated[
        SettingsForm, typer.Option(help="A settings.toml to edit, or the documentation's page.")
    ] = SettingsForm.TOML,
) -> None:
    """Every setting with its default, range and meaning."""
    from heeldrive_lab.settings_pages import markdown_text, toml_text  # noqa: PLC0415

    typer.echo(toml_text() if form is SettingsForm.TOML else markdown_text(), nl=False)


@app.command(
    epilog=examples("heeldrive score recorded_sessions", "heeldrive score mine.csv yours.csv.gz --json")
)
def score(
    paths: Annotated[
        list[Path], typer.Argument(help="Sessions with NAME.truth.csv beside them, or folders of such.")
    ],
    settings: SettingsFile = None,
    as_json: Json = False,
) -> None:
    """Compare what is counted in sessions with the truth beside them."""
    from heeldrive_lab.score import merge  # noqa: PLC0415
    from heeldrive_lab.score_files import find_sessions, score_file  # noqa: PLC0415
    from heeldrive_lab.score_tables import score_json, score_tables  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    with one_sentence_errors():
        chosen = load_settings(settings)
        scores = [score_file(path, chosen) for path in find_sessions(paths)]
    if as_json:
        sessions = [score_json(session) for session in scores]
        typer.echo(json.dumps({"sessions": sessions, "all": score_json(merge(scores, "all"))}, indent=1))
    else:
        console().print(*score_tables(scores))


@app.command(
    epilog=examples("heeldrive real datasets --files", "heeldrive real datasets --write docs/accuracy.md")
)
def real(
    datasets: Annotated[
        Path, typer.Argument(help="A folder of folders, each with CSV files and a labels.csv.")
    ],
    settings: SettingsFile = None,
    as_json: Json = False,
    files: Annotated[bool, typer.Option("--files", help="A line for each recording as well.")] = False,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="PAGE", help="Write the result as a Markdown page as well."),
    ] = None,
) -> None:
    """Score the detector on recordings of real people."""
    from heeldrive_lab.accuracy_page import write_accuracy_page  # noqa: PLC0415
    from heeldrive_lab.real_data import find_recordings, score_recordings  # noqa: PLC0415
    from heeldrive_lab.real_tables import real_json, real_tables  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    with one_sentence_errors():
        scores = score_recordings(find_recordings(datasets), load_settings(settings))
        if write is not None:
            chosen = f" --settings {settings.name}" if settings else ""
            write_accuracy_page(
                write, scores, f"heeldrive real DATASETS_DIR{chosen} --write docs/{write.name}"
            )
    if as_json:
        typer.echo(json.dumps(real_json(scores, files=files), indent=1))
    else:
        console().print(*real_tables(scores, files=files))


if __name__ == "__main__":
    app()
