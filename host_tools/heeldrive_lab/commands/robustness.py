"""`heeldrive robustness`: count variants of sessions, which must have the sessions' own counts."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import FirstSeed, Hard, Json, Kinematic, OnlySettings

EXAMPLES = examples(
    "heeldrive robustness recorded_sessions",
    "heeldrive robustness recorded_sessions --kinematic 4 --first-seed 70000",
    "heeldrive robustness datasets --most 20",
)


def robustness(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Sessions with annotations (NAME.truth.csv), folders of them, and folders of data sets as"
            " for heeldrive real.",
            show_default=False,
        ),
    ] = None,
    settings: OnlySettings = None,
    as_json: Json = False,
    kinematic: Kinematic = 0,
    hard: Hard = 0,
    first_seed: FirstSeed = 0,
    most: Annotated[
        int, typer.Option(min=0, help="Largest number of changed sessions to name of each kind.")
    ] = 3,
) -> None:
    """Count variants of sessions, which must have the sessions' own counts.

    The variants are: zero-g offsets of 40 mg (rms) and zero-rate offsets of 5 deg/s on each axis, rest of 1
    to 60 s before or after, another mounting, mirrored, 26 to 208 samples per second, a clock 8 % off. What
    is drawn is the same in every run.
    """
    from heeldrive_lab.evaluation.modes import MODES  # noqa: PLC0415
    from heeldrive_lab.evaluation.robustness import (  # noqa: PLC0415
        changed_lines,
        robustness_json,
        variants_sheet,
    )
    from heeldrive_lab.evaluation.robustness_pools import find_pools  # noqa: PLC0415
    from heeldrive_lab.evaluation.run import score_modes  # noqa: PLC0415
    from heeldrive_lab.settings.load import load_settings  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        chosen = load_settings(settings)
        sources = find_pools(paths or [], kinematic, hard, first_seed)
        pools = {name: score_modes(pool, chosen, variants=True) for name, pool in sources.items()}
    if as_json:
        typer.echo(json.dumps(robustness_json(pools), indent=1))
        return
    for mode in MODES:
        one_mode = {name: {mode: by_mode[mode]} for name, by_mode in pools.items()}
        console().print(variants_sheet("Variants with the session's own count", one_mode).rich(), "")
    for line in changed_lines(pools, most):
        typer.echo(line)
