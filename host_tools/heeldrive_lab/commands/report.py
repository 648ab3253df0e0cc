"""`heeldrive report`: a report of one workout, or of a folder of workouts."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors, say
from heeldrive_lab.commands.options import SettingsFile, not_over_a_session
from heeldrive_lab.report.formats import ReportFormat
from heeldrive_lab.util.plain_text import printable

EXAMPLES = examples(
    "heeldrive report log_0007.csv -o workout.html",
    "heeldrive report logs -o progress.html",
    "heeldrive report athletes -o index.html --pages",
    "heeldrive report log_0007.csv -o workout.pdf",
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
            callback=not_over_a_session,
            help="Output file. By default, HTML and PDF are written here as NAME; other formats are printed.",
        ),
    ] = None,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format", help="html, pdf, md, json or csv; default: by the suffix of FILE, else html."
        ),
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages", help="For a folder: also a page for each workout, linked from FILE.")
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Report a workout on one page for you and your coach, or progress by week for a folder of workouts.

    The report shows sets, reps, tempo, depth, drift, legs, heel drive, and what was refused and why. A
    session from a board is counted with the settings in its header, so that the report agrees with what the
    board showed.
    """
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        require("report", "numpy")
    from heeldrive_lab.report.command import default_target, report_bytes, write_report  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import how_many  # noqa: PLC0415

    endings = {"": ReportFormat.HTML, **{ending.value: ending for ending in ReportFormat}}
    ending = output.suffix[1:].lower() if output and not report_format else ""
    if ending not in endings:
        raise typer.BadParameter(
            f"{output}: no report ends in .{ending}: end it in .{', .'.join(ReportFormat)}, or give --format",
            param_hint="--output",
        )
    asked = report_format or endings[ending]
    if pages and (not session.is_dir() or asked is not ReportFormat.HTML):
        raise typer.BadParameter("give it with a folder and HTML only", param_hint="--pages")
    with one_sentence_errors():
        if pages:
            require("report", "jinja2", "matplotlib")
            from heeldrive_lab.report.pages import write_pages  # noqa: PLC0415 - optional

            index = output or default_target(session, asked)
            number = write_pages(index, session, settings)
            say(f"{index}: an index, with {how_many(number, 'page')} in {index.stem}_workouts")
            return
        data = report_bytes(session, asked, settings)
        is_page = asked in (ReportFormat.HTML, ReportFormat.PDF)
        target = output or (default_target(session, asked) if is_page else None)
        if target is None:
            typer.echo(printable(data.decode()), nl=False)
        else:
            write_report(target, data)
            tell = say if target.is_file() else note  # what goes into a pipe is the report alone
            tell(f"{target}: {len(data) / 1000:.0f} KB")
