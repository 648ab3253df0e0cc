"""`heeldrive report`: a workout as a page to send to a coach, or the history in a folder of them."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import SettingsFile
from heeldrive_lab.report.form import ReportForm

EXAMPLES = examples(
    "heeldrive report log_0007.csv -o workout.html",
    "heeldrive report logs -o progress.html",
    "heeldrive report log_0007.csv --format md",
    "heeldrive report logs --format csv -o reps.csv",
)


def report(
    session: Annotated[
        Path, typer.Argument(metavar="SESSION|DIR", help="A session file, or a folder of them.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to. Without it a page is written here as NAME.html, and what else there is, printed.",
        ),
    ] = None,
    form: Annotated[
        ReportForm | None,
        typer.Option("--format", help="html, md, json or csv; without it, by the ending of FILE, else html."),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """A workout as one page for you and your coach; a folder of them as progress by week.

    Sets, reps, tempo, depth, drift, legs, heel drive, and what did not count and why. Without --settings, a
    session is counted with the NAME.settings.toml that heeldrive pull laid beside it: what the report tells
    is what the digits showed.
    """
    from heeldrive_lab.report.command import default_target, report_text, write_report  # noqa: PLC0415
    from heeldrive_lab.util.progress import busy  # noqa: PLC0415

    endings = {ending.value: ending for ending in ReportForm}
    asked = form or endings.get(output.suffix[1:] if output else "", ReportForm.HTML)
    with one_sentence_errors():
        with busy(f"looking at {session.name}") if session.is_file() else nullcontext():
            text = report_text(session, asked, settings)
        target = output or (default_target(session) if asked is ReportForm.HTML else None)
        if target is None:
            typer.echo(text, nl=False)
        else:
            write_report(target, text)
            typer.echo(f"{target}: {len(text.encode()) / 1000:.0f} KB")
