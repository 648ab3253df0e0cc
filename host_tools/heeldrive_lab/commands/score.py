"""`heeldrive score`: compare the counted reps of sessions with their annotations."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors
from heeldrive_lab.commands.options import Baselines, FirstSeed, Hard, Html, Json, Kinematic, SettingsFile

EXAMPLES = examples(
    "heeldrive score recorded_sessions",
    "heeldrive score recorded_sessions --peers --html evaluation.html",
    "heeldrive score mine.csv yours.csv.gz --json",
    "heeldrive score --hard 12 --kinematic 12 --first-seed 70000 --peers",
    "heeldrive score --kinematic 20 --first-seed 80000 --half-turns",
)


def score(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Sessions with annotations (NAME.truth.csv), or folders of them.", show_default=False
        ),
    ] = None,
    settings: SettingsFile = None,
    as_json: Json = False,
    baselines: Baselines = False,
    html: Html = None,
    kinematic: Kinematic = 0,
    hard: Hard = 0,
    first_seed: FirstSeed = 0,
    half_turns: Annotated[
        bool,
        typer.Option(
            "--half-turns", help="Also with the sensor turned by half a turn about each axis: what is chance?"
        ),
    ] = False,
) -> None:
    """Compare the counted reps of sessions with their annotations.

    A true rep is found if a counted rep overlaps it by at least half of the shorter of the two; each rep is
    matched once.
    """
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        require("score", *(["scipy"] if baselines else []), *(["matplotlib"] if html else []))
    from heeldrive import Settings  # noqa: PLC0415

    from heeldrive_lab.evaluation.as_json import evaluation_json  # noqa: PLC0415
    from heeldrive_lab.evaluation.fresh_workouts import (  # noqa: PLC0415
        fresh_workouts_sheet,
        kinematic_workouts,
        mujoco_workouts,
    )
    from heeldrive_lab.evaluation.half_turns import half_turns_sheet, in_half_turns  # noqa: PLC0415
    from heeldrive_lab.evaluation.run import in_own_modes, score_modes  # noqa: PLC0415
    from heeldrive_lab.evaluation.sources import Source, find_sessions, weak_words  # noqa: PLC0415
    from heeldrive_lab.evaluation.terminal import session_tables  # noqa: PLC0415
    from heeldrive_lab.sessions.session import SessionError  # noqa: PLC0415
    from heeldrive_lab.settings.load import named_values  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        named = named_values(settings) if settings else {}
        if not paths and not kinematic and not hard:
            raise SessionError(
                "nothing to score: name sessions or folders, or give --hard N or --kinematic N"
            )
        fresh: list[Source] = [*mujoco_workouts(hard, first_seed), *kinematic_workouts(kinematic, first_seed)]
        files = find_sessions(paths or [], answers=True)
        if weak := weak_words(files):
            note(weak)
        sources: list[Source] = [*files, *fresh]
        if half_turns:
            sources = list(in_half_turns(sources))
        chosen = Settings(named)
        by_mode, mode = in_own_modes(score_modes(sources, chosen, baselines=baselines, named=named))
        file = f"{settings.name}, and otherwise " if settings else ""
        note(f"counted with {file}the settings of each session, or else the defaults; mode {mode}")
        if html is not None:
            from heeldrive_lab.evaluation.html_page import write_html  # noqa: PLC0415

            write_html(html, "Heeldrive evaluation", by_mode, chosen, mode)
    if as_json:
        typer.echo(json.dumps(evaluation_json(by_mode, mode), indent=1))
    else:
        console().print(*session_tables(by_mode, mode))
        if fresh:
            console().print("", fresh_workouts_sheet(by_mode).rich())
        if half_turns:
            console().print("", half_turns_sheet(by_mode).rich())
