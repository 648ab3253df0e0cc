"""`heeldrive demo`: run a workout on the virtual board."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import SettingsFile, not_over_a_session

EXAMPLES = examples(
    "heeldrive demo", "heeldrive demo mine.csv --speed 1 --settings settings.toml", "heeldrive demo --sound"
)


def demo(
    session: Annotated[
        Path | None, typer.Argument(help="A session file; default: a recorded workout of two sets.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            metavar="N",
            help="Multiple of real speed; default: 10 in a terminal, otherwise unlimited.",
        ),
    ] = None,
    settings: SettingsFile = None,
    sound: Annotated[
        bool, typer.Option("--sound", help="Play the board's cues on the loudspeaker, at real speed.")
    ] = False,
    wav: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.wav",
            callback=not_over_a_session,
            help="Also write the sound of its cues to a file.",
        ),
    ] = None,
) -> None:
    """Run a workout on the virtual board, with the real drivers and firmware, and show its digits."""
    from heeldrive_lab.demo.run import demo as play  # noqa: PLC0415
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415
    from heeldrive_lab.util.paths import RECORDED_SESSIONS  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    screen = console()
    if sound and speed not in (None, 1):
        raise typer.BadParameter("--sound plays at real speed: leave --speed out")
    if speed is None:
        speed = 1 if sound else 10 if screen.is_terminal else None
    with one_sentence_errors():
        require("board", "adafruit_lsm6ds", "adafruit_register")
        play(session or RECORDED_SESSIONS / "two_sets_walk_and_sit.csv", settings, speed, screen, sound, wav)
