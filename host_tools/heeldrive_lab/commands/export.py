"""`heeldrive export`: convert a session for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors, say
from heeldrive_lab.commands.options import SettingsFile, not_over_a_session

EXAMPLES = examples(
    "heeldrive export mine.csv --to fit -o mine.fit",
    "heeldrive export mine.csv --to parquet -o mine.parquet",
    "heeldrive export mine.csv --to mcap -o mine.mcap",
    "heeldrive export mine.csv --to edge-impulse -o upload/mine.csv",
    "heeldrive export mine.csv --to edge-impulse --label-column -o mine_wizard.csv",
)


class ExportFormat(StrEnum):
    """Formats to export to."""

    FIT = "fit"
    PARQUET = "parquet"
    MCAP = "mcap"
    EDGE_IMPULSE = "edge-impulse"


# The package that each format needs; the extra has the format's name.
PACKAGES = {ExportFormat.FIT: "fit_tool", ExportFormat.PARQUET: "pyarrow", ExportFormat.MCAP: "mcap"}


def export(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    to: Annotated[
        ExportFormat,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="fit for Garmin Connect, Strava and the like; parquet for data frames: samples, and events;"
            " mcap for Foxglove; edge-impulse for a CSV file and labels.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", callback=not_over_a_session, help="The file to write."
        ),
    ],
    label_column: Annotated[
        bool,
        typer.Option("--label-column", help="edge-impulse: write labels as a column, for its CSV wizard."),
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Convert a session for other programs, in physical units, with events, markers and annotations."""
    from heeldrive_lab.sessions.annotations import find_annotations  # noqa: PLC0415
    from heeldrive_lab.settings.of_session import chosen_file, settings_of  # noqa: PLC0415
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    if label_column and to is not ExportFormat.EDGE_IMPULSE:
        raise typer.BadParameter("use it with --to edge-impulse", param_hint="--label-column")
    if to in (ExportFormat.PARQUET, ExportFormat.MCAP) and output.is_fifo():
        raise typer.BadParameter(f"{to} cannot go into a pipe: give a file", param_hint="--output")
    with one_sentence_errors():
        if to in PACKAGES:
            require(to.value, PACKAGES[to])
        from heeldrive_lab.sessions.recording import stored_session  # noqa: PLC0415 - needs numpy

        stored, annotations = stored_session(session), find_annotations(session)
        chosen = settings_of(session, stored.header, chosen_file(settings))
        note(chosen.sentence(session))
        if to is ExportFormat.FIT:
            from heeldrive_lab.export.fit_file import write_fit  # noqa: PLC0415

            summary = write_fit(output, stored, chosen.settings)
        elif to is ExportFormat.PARQUET:
            from heeldrive_lab.export.parquet_files import write_parquet  # noqa: PLC0415

            summary = write_parquet(output, stored, chosen.settings)
        elif to is ExportFormat.MCAP:
            from heeldrive_lab.export.mcap_file import write_mcap  # noqa: PLC0415

            summary = write_mcap(output, stored, annotations, chosen.settings)
        else:
            from heeldrive_lab.export.edge_impulse import write_edge_impulse  # noqa: PLC0415

            summary = write_edge_impulse(
                output, stored, annotations, chosen.settings, label_column=label_column
            )
    tell = say if output.is_file() else note  # what goes into a pipe is the export alone
    tell(f"{output}: {summary}.")
