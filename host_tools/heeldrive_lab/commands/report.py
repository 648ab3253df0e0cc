"""`heeldrive report`: a report of one workout, or of a folder of workouts."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import SettingsFile
from heeldrive_lab.report.formats import ReportFormat
from heeldrive_lab.util.plain_text import printable

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
            help="Output file. By default, HTML is written here as NAME.html; other formats are printed.",
        ),
    ] = None,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="html, md, json or csv; default: by the suffix of FILE, else html."),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Report a workout on one page for you and your coach, or progress by week for a folder of workouts.

    The report shows sets, reps, tempo, depth, drift, legs, heel drive, and what was refused and why. A
    session from a board is counted with the settings in its header, so that the report agrees with what the
    board showed.
    """
    from heeldrive_lab.report.command import default_target, report_text, write_report  # noqa: PLC0415
    from heeldrive_lab.util.progress import busy  # noqa: PLC0415

    endings = {ending.value: ending for ending in ReportFormat}
    asked = report_format or endings.get(output.suffix[1:] if output else "", ReportFormat.HTML)
    with one_sentence_errors():
        with busy(f"analysing {session.name}") if session.is_file() else nullcontext():
            text = report_text(session, asked, settings)
        target = output or (default_target(session) if asked is ReportFormat.HTML else None)
        if target is None:
            typer.echo(printable(text), nl=False)
        else:
            write_report(target, text)
            typer.echo(printable(f"{target}: {len(text.encode()) / 1000:.0f} KB"))
