"""`heeldrive compare`: count sessions with two sets of settings and show which reps changed, and why."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import Json

EXAMPLES = examples(
    "heeldrive compare old.toml new.toml recorded_sessions",
    "heeldrive compare firmware/settings.toml mine.toml mine.csv --json",
)


def compare(
    before: Annotated[Path, typer.Argument(metavar="A.toml", help="The old settings.")],
    after: Annotated[Path, typer.Argument(metavar="B.toml", help="The new settings.")],
    sessions: Annotated[
        list[Path],
        typer.Argument(
            metavar="SESSION|DIR...", help="Sessions or folders; annotations are used if there are any."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Show every rep and refusal that differs between two sets of settings, and why.

    What a file does not name is as in the session's own settings, or else the default. A session that cannot
    be read, or whose annotations belong to another session, is reported and skipped.
    """
    from heeldrive import Settings  # noqa: PLC0415

    from heeldrive_lab.compare.run import compare as compare_sessions  # noqa: PLC0415
    from heeldrive_lab.compare.run import comparison_json, comparison_tables, differing  # noqa: PLC0415
    from heeldrive_lab.sessions.format import SessionError  # noqa: PLC0415
    from heeldrive_lab.settings.load import named_values  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        old, new = named_values(before), named_values(after)
        compared = compare_sessions(sessions, old, new)
        changed = differing(Settings(old), Settings(new))
        if all(one.fault for one in compared):
            raise SessionError(f"no session could be compared; the first: {compared[0].fault}")
    names = (before.name, after.name) if before.name != after.name else (str(before), str(after))
    if as_json:
        typer.echo(json.dumps(comparison_json(compared, names, changed), indent=1))
    else:
        console().print(comparison_tables(compared, names, changed))
