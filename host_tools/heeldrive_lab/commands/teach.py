"""`heeldrive teach`: take the wearer's own lunge from a session into their settings."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors, say
from heeldrive_lab.commands.options import Json, SettingsFile

EXAMPLES = examples(
    "heeldrive teach logs/log_0007.csv",
    "heeldrive teach logs/log_0007.csv --write /media/me/CIRCUITPY/settings.toml",
    "heeldrive teach mine.csv --reps 3-7 --write settings.toml",
)


def teach(
    session: Annotated[Path, typer.Argument(help="A session file, NAME.csv or NAME.csv.gz.")],
    reps: Annotated[
        str,
        typer.Option(metavar="N-N,N", help="Numbers of the reps that are your lunge, as in 3-7 or 2,4,5."),
    ] = "",
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The settings.toml to write it into; the rest of the file stays."),
    ] = None,
    settings: SettingsFile = None,
    as_json: Json = False,
) -> None:
    """Take your own lunge from a session: the last one taught on the board, or the first five reps."""
    from heeldrive_lab.settings.of_session import chosen_file  # noqa: PLC0415
    from heeldrive_lab.taught.from_session import lesson_in, write_lesson  # noqa: PLC0415
    from heeldrive_lab.taught.lunge import lunge_words  # noqa: PLC0415

    numbers = _numbers(reps)
    with one_sentence_errors():
        used = settings or (write if write is not None and write.exists() else None)
        lesson = lesson_in(session, chosen_file(used), numbers)
        if write is not None:
            write_lesson(write, lesson.values)
    if as_json:
        typer.echo(json.dumps({"source": lesson.source, "lunge": lesson.lunge, "settings": lesson.values}))
        return
    say(f"Your lunge: {lunge_words(lesson.values)} ({lesson.source}).")
    if write is not None:
        say(f"{write}: written.")
    else:
        typer.echo("\n".join(f"{name} = {value}" for name, value in lesson.values.items()))


def _numbers(text: str) -> list[int]:
    """The numbers in `3-7,9`.

    Raises:
        typer.BadParameter: it is not of that form.
    """
    numbers: list[int] = []
    for part in text.split(",") if text else ():
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()) or int(last or first) - int(first) > 99:
            raise typer.BadParameter(f"'{text}' is not of the form 3-7 or 2,4,5", param_hint="--reps")
        numbers += range(int(first), int(last or first) + 1)
    if text and len(set(numbers)) < 2:
        raise typer.BadParameter("name two reps or more", param_hint="--reps")
    return numbers
