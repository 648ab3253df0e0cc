"""`heeldrive real`: score the detector on recordings of real people."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import Baselines, DataSets, Html, Json, OnlySettings, page

EXAMPLES = examples(
    "heeldrive real datasets --files",
    "heeldrive real datasets --peers --html real.html",
    "heeldrive real datasets --write docs/accuracy.md",
    "heeldrive real sessions/georgia-tech --peers",
)


def real(
    datasets: DataSets,
    settings: OnlySettings = None,
    as_json: Json = False,
    files: Annotated[bool, typer.Option("--files", help="Also print a line for each recording.")] = False,
    baselines: Baselines = False,
    html: Html = None,
    write: Annotated[
        Path | None, page("Also write a Markdown page, with baselines and simulated sessions.")
    ] = None,
) -> None:
    """Score the detector on recordings of real people."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        baselines = baselines or write is not None
        require("score", *(["scipy"] if baselines else []), *(["matplotlib"] if html or write else []))
    from heeldrive_lab.evaluation.as_json import folders_json  # noqa: PLC0415
    from heeldrive_lab.evaluation.modes import mode_of  # noqa: PLC0415
    from heeldrive_lab.evaluation.real_sources import find_real  # noqa: PLC0415
    from heeldrive_lab.evaluation.run import score_modes  # noqa: PLC0415
    from heeldrive_lab.evaluation.terminal import folder_tables  # noqa: PLC0415
    from heeldrive_lab.settings.load import load_settings  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        chosen = load_settings(settings)
        mode, recordings = mode_of(chosen), find_real(datasets)
        by_mode = score_modes(recordings, chosen, baselines=baselines, variants=write is not None)
        if html is not None:
            from heeldrive_lab.evaluation.html_page import write_html  # noqa: PLC0415

            write_html(html, "Heeldrive on recordings of people", by_mode, chosen)
        if write is not None:
            from heeldrive_lab.evaluation.accuracy_page import write_accuracy_page  # noqa: PLC0415
            from heeldrive_lab.evaluation.evidence import gather  # noqa: PLC0415

            with_settings = f" --settings {settings.name}" if settings else ""
            command = f"heeldrive real DATASETS_DIR{with_settings} --write docs/{write.name}"
            write_accuracy_page(write, gather(recordings, by_mode, chosen), chosen, command)
    if as_json:
        typer.echo(json.dumps(folders_json(by_mode, mode, files=files), indent=1))
    else:
        console().print(*folder_tables(by_mode, mode, files=files))
