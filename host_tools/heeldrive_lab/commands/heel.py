"""`heeldrive heel`: forward knee travel in each rep, compared with the session's first five reps."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors
from heeldrive_lab.commands.options import Json, SettingsFile

EXAMPLES = examples("heeldrive heel mine.csv", "heeldrive heel mine.csv.gz --json")


def heel(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    settings: SettingsFile = None,
    as_json: Json = False,
) -> None:
    """Show forward knee travel in each rep, compared with the session's first five reps."""
    from heeldrive_lab.detection.replay import replay as replay_events  # noqa: PLC0415
    from heeldrive_lab.knee_travel import heel_report  # noqa: PLC0415
    from heeldrive_lab.knee_travel.command import heel_json, heel_tables  # noqa: PLC0415
    from heeldrive_lab.sessions.recording import stored_session  # noqa: PLC0415
    from heeldrive_lab.settings.of_session import chosen_file, settings_of  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        stored = stored_session(session)
        chosen = settings_of(session, stored.header, chosen_file(settings))
        report = heel_report(stored, replay_events(stored, chosen.settings))
    if as_json:
        typer.echo(json.dumps(heel_json(report) | {"settings": chosen.source}, indent=1))
    else:
        note(chosen.sentence(session))
        console().print(*heel_tables(report, session.name), sep="\n")
