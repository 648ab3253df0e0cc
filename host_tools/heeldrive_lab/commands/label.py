"""`heeldrive label`: annotate a session in the terminal."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors
from heeldrive_lab.commands.options import Json, SettingsFile
from heeldrive_lab.util.plain_text import printable

EXAMPLES = examples(
    "heeldrive label mine.csv",
    "heeldrive label mine.csv --set 1 --total 10",
    "heeldrive label mine.csv --accept --hints",
    "heeldrive label mine.csv --accept --remove 0:41 --add 1:02.5-1:05.1",
    "heeldrive label mine.csv --move 0:41=0:40.2-0:43.7",
)

Times = list[str]


def label(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept the detector's reps as annotations.")
    ] = False,
    set_index: Annotated[
        int | None, typer.Option("--set", min=1, help="The set that --total or --accept applies to.")
    ] = None,
    total: Annotated[int | None, typer.Option(min=0, help="Number of reps in the set, or in --span.")] = None,
    span: Annotated[
        str | None,
        typer.Option(
            metavar="FROM-TO", help="With --total: start and end of a set that the detector missed."
        ),
    ] = None,
    hints: Annotated[
        bool, typer.Option("--hints", help="Apply the corrections the wearer made with the button.")
    ] = False,
    remove: Annotated[Times | None, typer.Option(metavar="TIME", help="Remove the rep at this time.")] = None,
    add: Annotated[
        Times | None,
        typer.Option(metavar="TIME|FROM-TO", help="Add a rep: the movement at this time, or the given span."),
    ] = None,
    move: Annotated[
        Times | None,
        typer.Option(metavar="TIME=TO", help="Move the rep at TIME to start at TO, or to the span FROM-TO."),
    ] = None,
    settings: SettingsFile = None,
    as_json: Json = False,
) -> None:
    """Annotate what really happened in a session, in NAME.truth.csv; score and tune use these annotations.

    Without options it shows the annotations and, in a terminal, prompts for changes. Times are 1:23.4,
    seconds, or 83400ms. Options are applied in the order listed here. The old file is kept as
    NAME.truth.csv.bak.
    """
    from heeldrive_lab.label.command import apply_step, labels_json, labels_table, run_prompt  # noqa: PLC0415
    from heeldrive_lab.label.labels import Labels  # noqa: PLC0415
    from heeldrive_lab.settings.of_session import chosen_file  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    steps = _steps(accept, set_index, total, span, hints, remove or [], add or [], move or [])
    screen = console()
    with one_sentence_errors():
        labels = Labels(session, chosen_file(settings))
        note(labels.settings.sentence(session))
        done = [sentence for step in steps for sentence in apply_step(labels, step)]
        written = labels.save() if labels.changed else None
    if as_json:
        typer.echo(json.dumps(labels_json(labels), indent=1))
    elif steps:
        screen.print(
            *done, printable(f"{written}: written") if written else "nothing to write", sep="\n", markup=False
        )
    elif screen.is_terminal:
        run_prompt(labels, screen)
    else:
        screen.print(labels_table(labels))


def _steps(
    accept: bool,
    set_index: int | None,
    total: int | None,
    span: str | None,
    hints: bool,
    remove: Times,
    add: Times,
    move: Times,
) -> list[list[str]]:
    """The options as steps of `heeldrive_lab.label.command.apply_step`."""
    if (total is None) != (set_index is None and span is None) and not (accept and set_index):
        raise typer.BadParameter("use --total with --set or --span", param_hint="--total")
    if set_index is not None and span is not None:
        raise typer.BadParameter("choose one of the two", param_hint="--set, --span")
    steps = [["accept", *([str(set_index)] if set_index and total is None else [])]] if accept else []
    if total is not None:
        steps.append(["total", str(set_index) if set_index else str(span), str(total)])
    steps += [["hints"]] if hints else []
    steps += [["remove", when] for when in remove] + [["add", when] for when in add]
    for text in move:
        when, equals, to = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"{text!r} is not TIME=TO", param_hint="--move")
        steps.append(["move", when, to])
    return steps
