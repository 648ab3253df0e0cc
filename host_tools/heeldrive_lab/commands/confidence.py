"""`heeldrive confidence`: how well the detector's confidence in its decisions holds."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import DataSets, Json, page

EXAMPLES = examples(
    "heeldrive confidence datasets",
    "heeldrive confidence datasets --json",
    "heeldrive confidence datasets --weights",
    "heeldrive confidence datasets --write docs/confidence.md",
)


def confidence(
    datasets: DataSets,
    as_json: Json = False,
    weights: Annotated[
        bool, typer.Option("--weights", help="Only fit the weights of signal/heeldrive/confidence.py.")
    ] = False,
    write: Annotated[Path | None, page("Also write a Markdown page and its picture.")] = None,
) -> None:
    """Study how well the detector's confidence holds, and how early reps could be announced."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        if write is not None:
            require("score", "matplotlib")
        from heeldrive_lab.confidence_study import output, sources  # noqa: PLC0415
        from heeldrive_lab.confidence_study.decisions import studied  # noqa: PLC0415
        from heeldrive_lab.confidence_study.fit import held_out, weights_text  # noqa: PLC0415
        from heeldrive_lab.confidence_study.fit import weights as fitted_weights  # noqa: PLC0415
        from heeldrive_lab.evaluation.real_sources import find_real  # noqa: PLC0415
        from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

        recordings = find_real(datasets)
        fit = studied(sources.fitted(recordings))
        if weights:
            typer.echo(weights_text(fitted_weights(fit)), nl=False)
            return
        judged = [*studied(sources.judged()), *held_out(fit)]
        library = studied(sources.library())
        if write is not None:
            output.write_page(write, library, judged)
    if as_json:
        typer.echo(json.dumps(output.study_json(judged), indent=1))
        return
    for sheet, note in output.sheets(library, judged):
        console().print(sheet.rich(), note, "", sep="\n")
