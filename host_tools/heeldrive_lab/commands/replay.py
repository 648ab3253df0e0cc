"""`heeldrive replay`: count a session with the board's detector."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors
from heeldrive_lab.commands.options import SettingsFile

EXAMPLES = examples(
    "heeldrive replay recorded_sessions/clean_set.csv",
    "heeldrive replay mine.csv.gz --settings settings.toml --json",
    "heeldrive replay mine.csv --explain",
    "heeldrive replay mine.csv --explain 1:23.4",
    "heeldrive replay mine.csv --facts",
)


def replay(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    at: Annotated[
        str | None, typer.Argument(help="With --explain, a time: 1:23.4, seconds, or 83400ms.")
    ] = None,
    settings: SettingsFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why: the timeline, or the detector's state at time AT.")
    ] = False,
    facts: Annotated[
        bool, typer.Option("--facts", help="Show the metrics of each rep and its margin to each gate.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per line as events occur.")
    ] = False,
) -> None:
    """Count a session with the board's detector."""
    from heeldrive_lab.detection.replay import replay as replay_events  # noqa: PLC0415
    from heeldrive_lab.sessions.session import SessionReader  # noqa: PLC0415
    from heeldrive_lab.settings.of_session import chosen_file, settings_of  # noqa: PLC0415

    if at is not None and not explain:
        raise typer.BadParameter("a time needs --explain: add it", param_hint="AT")
    if explain and facts:
        raise typer.BadParameter("choose one of the two", param_hint="--explain, --facts")
    if facts:
        _print_facts(session, settings, as_json=as_json)
        return
    with one_sentence_errors(), SessionReader(session) as reader:
        chosen = settings_of(session, reader.header, chosen_file(settings))
        note(chosen.sentence(session))
        if explain:
            from heeldrive_lab.detection.explain.command import explain as show_explanation  # noqa: PLC0415

            show_explanation(reader, at, chosen.settings, as_json=as_json)
            return
        events = replay_events(reader, chosen.settings)
        if as_json:
            for event in events:
                typer.echo(json.dumps(event))
        else:
            from heeldrive_lab.detection.replay_table import replay_table  # noqa: PLC0415
            from heeldrive_lab.util.progress import bar  # noqa: PLC0415
            from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

            with bar(f"counting {session.name}") as reader.on_read:
                table = replay_table(events, session.name)
            console().print(table)


def _print_facts(path: Path, settings: Path | None, *, as_json: bool) -> None:
    from heeldrive_lab.detection.rep_metrics_table import print_rep_metrics  # noqa: PLC0415
    from heeldrive_lab.sessions.recording import stored_session  # noqa: PLC0415
    from heeldrive_lab.settings.of_session import chosen_file, settings_of  # noqa: PLC0415

    with one_sentence_errors():
        session = stored_session(path)
        chosen = settings_of(path, session.header, chosen_file(settings))
        note(chosen.sentence(path))
        print_rep_metrics(session, chosen.settings, as_json=as_json)
