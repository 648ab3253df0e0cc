"""The command `heeldrive`. Each command imports what it needs when it runs: `--help` answers at once."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.command_line import examples, one_sentence_errors
from heeldrive_lab.import_command import import_app

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Counts backward lunges from a sensor on one thigh. Exit codes: 0 done, 2 the input was wrong.",
)
app.add_typer(import_app, name="import")


SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="A settings.toml, as it lies on the board.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]
Peers = Annotated[
    bool, typer.Option("--peers", help="Score other methods beside ours, on the same sessions.")
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write tables and plots as one HTML file as well."),
]


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
        "heeldrive replay mine.csv --explain",
        "heeldrive replay mine.csv --explain 1:23.4",
        "heeldrive replay mine.csv --facts",
    )
)
def replay(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    at: Annotated[
        str | None, typer.Argument(help="With --explain, a moment: 1:23.4, seconds, or 83400ms.")
    ] = None,
    settings: SettingsFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Why: the time line, or the detector's state at the moment AT.")
    ] = False,
    facts: Annotated[
        bool, typer.Option("--facts", help="What was measured of each rep, and how near each gate was.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, each when it is known.")
    ] = False,
) -> None:
    """Count a session with the board's own detector."""
    from heeldrive_lab.replay import replay as replay_events  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415

    if at is not None and not explain:
        raise typer.BadParameter("a moment is told about with --explain: add it", param_hint="AT")
    if explain and facts:
        raise typer.BadParameter("choose one of the two", param_hint="--explain, --facts")
    with one_sentence_errors():
        chosen = load_settings(settings)
        if explain:
            from heeldrive_lab.explain.command import explain as tell  # noqa: PLC0415

            tell(session, at, chosen, as_json=as_json)
            return
        if facts:
            from heeldrive_lab.facts_table import tell_facts  # noqa: PLC0415

            tell_facts(session, chosen, as_json=as_json)
            return
        events = replay_events(session, chosen)
        if as_json:
            for event in events:
                typer.echo(json.dumps(event))
        else:
            from heeldrive_lab.tables import console, replay_table  # noqa: PLC0415

            console().print(replay_table(events, session.name))


@app.command(epilog=examples("heeldrive heel mine.csv", "heeldrive heel mine.csv.gz --json"))
def heel(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    settings: SettingsFile = None,
    as_json: Json = False,
) -> None:
    """Knee travel over the planted foot in each rep, against the first five of the session."""
    from heeldrive_lab.heel_drive import heel_report  # noqa: PLC0415
    from heeldrive_lab.heel_drive.command import heel_json, heel_tables  # noqa: PLC0415
    from heeldrive_lab.replay import replay as replay_events  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    with one_sentence_errors():
        report = heel_report(session, replay_events(session, load_settings(settings)))
    if as_json:
        typer.echo(json.dumps(heel_json(report), indent=1))
    else:
        console().print(*heel_tables(report, session.name), sep="\n")


class Thigh(StrEnum):
    """The leg that wore the sensor."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"


@app.command(
    epilog=examples("heeldrive pull /media/me/CIRCUITPY sessions", "heeldrive pull heeldrive.log sessions")
)
def pull(
    source: Annotated[Path, typer.Argument(help="The board's drive, or its heeldrive.log.")],
    folder: Annotated[Path, typer.Argument(help="Where the sessions go.")],
    thigh: Annotated[Thigh, typer.Option(help="Which leg wore the sensor.")] = Thigh.UNKNOWN,
    as_json: Json = False,
) -> None:
    """Turn the board's logs into session files; the logs stay where they are."""
    from heeldrive_lab.pull import as_json_line  # noqa: PLC0415
    from heeldrive_lab.pull import pull as pull_logs  # noqa: PLC0415

    with one_sentence_errors():
        for pulled in pull_logs(source, folder, thigh):
            typer.echo(as_json_line(pulled) if as_json else pulled.sentence)


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
    epilog=examples(
        "heeldrive score recorded_sessions",
        "heeldrive score recorded_sessions --peers --html scoreboard.html",
        "heeldrive score mine.csv yours.csv.gz --json",
    )
)
def score(
    paths: Annotated[
        list[Path], typer.Argument(help="Sessions with NAME.truth.csv beside them, or folders of such.")
    ],
    settings: SettingsFile = None,
    as_json: Json = False,
    peers: Peers = False,
    html: Html = None,
) -> None:
    """Compare what is counted in sessions with the truth beside them.

    A true rep is found when a counted rep overlaps it by at least half of the shorter of the two; each pairs
    once.
    """
    from heeldrive_lab.extras import require  # noqa: PLC0415
    from heeldrive_lab.scoreboard.as_json import scoreboard_json  # noqa: PLC0415
    from heeldrive_lab.scoreboard.modes import mode_of  # noqa: PLC0415
    from heeldrive_lab.scoreboard.run import score_modes  # noqa: PLC0415
    from heeldrive_lab.scoreboard.sources import find_sessions  # noqa: PLC0415
    from heeldrive_lab.scoreboard.terminal import session_tables  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    with one_sentence_errors():
        require("score", *(["scipy"] if peers else []), *(["matplotlib"] if html else []))
        chosen = load_settings(settings)
        mode = mode_of(chosen)
        by_mode = score_modes(find_sessions(paths), chosen, peers=peers)
        if html is not None:
            from heeldrive_lab.scoreboard.html_page import write_html  # noqa: PLC0415

            write_html(html, "Heeldrive scoreboard", by_mode, chosen)
    if as_json:
        typer.echo(json.dumps(scoreboard_json(by_mode, mode), indent=1))
    else:
        console().print(*session_tables(by_mode, mode))


@app.command(
    epilog=examples(
        "heeldrive real datasets --files",
        "heeldrive real datasets --peers --html real.html",
        "heeldrive real datasets --write docs/accuracy.md",
    )
)
def real(
    datasets: Annotated[
        Path, typer.Argument(help="A folder of folders, each with CSV files and a labels.csv.")
    ],
    settings: SettingsFile = None,
    as_json: Json = False,
    files: Annotated[bool, typer.Option("--files", help="A line for each recording as well.")] = False,
    peers: Peers = False,
    html: Html = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="PAGE",
            help="Write a Markdown page as well, with peers and simulated sessions.",
        ),
    ] = None,
) -> None:
    """Score the detector on recordings of real people."""
    from heeldrive_lab.extras import require  # noqa: PLC0415
    from heeldrive_lab.scoreboard.as_json import folders_json  # noqa: PLC0415
    from heeldrive_lab.scoreboard.modes import mode_of  # noqa: PLC0415
    from heeldrive_lab.scoreboard.recordings import find_recordings  # noqa: PLC0415
    from heeldrive_lab.scoreboard.run import score_modes  # noqa: PLC0415
    from heeldrive_lab.scoreboard.terminal import folder_tables  # noqa: PLC0415
    from heeldrive_lab.settings_file import load_settings  # noqa: PLC0415
    from heeldrive_lab.tables import console  # noqa: PLC0415

    with one_sentence_errors():
        peers = peers or write is not None
        require("score", *(["scipy"] if peers else []), *(["matplotlib"] if html or write else []))
        chosen = load_settings(settings)
        mode, recordings = mode_of(chosen), find_recordings(datasets)
        by_mode = score_modes(recordings, chosen, peers=peers, changes=write is not None)
        if html is not None:
            from heeldrive_lab.scoreboard.html_page import write_html  # noqa: PLC0415

            write_html(html, "Heeldrive on recordings of people", by_mode, chosen)
        if write is not None:
            from heeldrive_lab.scoreboard.accuracy_page import write_accuracy_page  # noqa: PLC0415
            from heeldrive_lab.scoreboard.evidence import gather  # noqa: PLC0415

            with_settings = f" --settings {settings.name}" if settings else ""
            command = f"heeldrive real DATASETS_DIR{with_settings} --write docs/{write.name}"
            write_accuracy_page(write, gather(recordings, by_mode, chosen), chosen, command)
    if as_json:
        typer.echo(json.dumps(folders_json(by_mode, mode, files=files), indent=1))
    else:
        console().print(*folder_tables(by_mode, mode, files=files))


@app.command(
    epilog=examples("heeldrive people datasets", "heeldrive people datasets --write docs/simulator.md")
)
def people(
    datasets: Annotated[
        Path, typer.Argument(help="A folder of folders, each with recordings as CSV and a labels.csv.")
    ],
    sessions: Annotated[
        Path | None, typer.Option(help="Folder of simulated sessions; without it, a crowd is simulated.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="PAGE", help="Write a Markdown page and its picture as well."),
    ] = None,
) -> None:
    """Hold simulated sessions against recordings of real people."""
    from heeldrive_lab.extras import require  # noqa: PLC0415

    with one_sentence_errors():
        require("score", "matplotlib")
        if sessions is None:
            require("sim", "mujoco")
        from heeldrive_lab.people.crowd import crowd  # noqa: PLC0415
        from heeldrive_lab.people.measures import measure_sources  # noqa: PLC0415
        from heeldrive_lab.people.page import terminal_tables, write_page  # noqa: PLC0415
        from heeldrive_lab.scoreboard.recordings import find_recordings  # noqa: PLC0415
        from heeldrive_lab.scoreboard.sources import find_sessions  # noqa: PLC0415
        from heeldrive_lab.tables import console  # noqa: PLC0415

        real = measure_sources(find_recordings(datasets), recorded=True)
        compared = find_sessions([sessions]) if sessions else list(crowd())
        made = measure_sources(compared, recorded=False)
        if write is not None:
            write_page(write, real, made)
    console().print(*terminal_tables(real, made))


@app.command(epilog=examples("heeldrive simulate my_session.toml -o my_session.csv --seed 3"))
def simulate(
    spec: Annotated[Path, typer.Argument(help="What is done, by whom, how the sensor sits: a TOML file.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The session to write, .csv or .csv.gz.")
    ],
    seed: Annotated[int | None, typer.Option(min=0, help="Instead of the one in the spec.")] = None,
) -> None:
    """Simulate a session; its truth goes beside it, as NAME.truth.csv."""
    with one_sentence_errors():
        from heeldrive_lab.simulator import read_spec  # noqa: PLC0415
        from heeldrive_lab.simulator.folder import write_simulated  # noqa: PLC0415

        session = write_simulated(output, read_spec(spec), seed)
    seconds = (session.rows[-1][0] - session.rows[0][0]) / 1000
    reps = len(session.truth.reps)
    typer.echo(f"{output}: {len(session.rows)} samples, {seconds:.1f} s, {reps} true reps.")


if __name__ == "__main__":
    app()
