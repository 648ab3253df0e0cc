"""`heeldrive tune`: search for better settings and evaluate them on held-out wearers."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, note, one_sentence_errors, say
from heeldrive_lab.commands.options import Json, Mode, SettingsFile, not_over_a_session

EXAMPLES = examples(
    "heeldrive tune logs --trials 300 --out settings.toml",
    "heeldrive tune logs --settings settings.toml --only depth_min_deg,lever_min_mm",
    "heeldrive tune logs --mode both_legs --unseen anna,ben --json",
    "heeldrive tune logs --trials 2000 --storage postgresql://tune@desk/tune",
)


def tune(
    paths: Annotated[
        list[Path], typer.Argument(help="Sessions with annotations (NAME.truth.csv), or folders of them.")
    ],
    trials: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Total number of trials, including those of other processes."),
    ] = 200,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            callback=not_over_a_session,
            help="Where to write the better of the new and the old settings.",
        ),
    ] = None,
    also_out: Annotated[
        Path | None,
        typer.Option(
            "--also-out",
            metavar="FILE",
            callback=not_over_a_session,
            help="Where to write what was found, even if not kept.",
        ),
    ] = None,
    settings: SettingsFile = None,
    mode: Annotated[
        Mode | None,
        typer.Option(help="The legs whose reps count; default: as in FILE, or else in the sessions."),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="NAME,NAME", help="Search these settings only.")
    ] = "",
    unseen: Annotated[
        str,
        typer.Option(
            "--unseen",
            metavar="NAME,NAME",
            help="Wearers to hold out for evaluation, or sessions of the only one; default: a third.",
        ),
    ] = "",
    storage: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A journal file or database to resume and share the search."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Number of processes; default: one per core.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**32 - 1, help="Makes the search repeatable, if no other process joins in."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Search for settings that count better, and evaluate them on held-out wearers.

    The old settings are kept unless the new ones are better there. With one wearer, sessions are held out,
    and the recorded sessions that come with heeldrive must not get worse. A session is counted with the
    settings it brings along, but what FILE names and what is searched goes before them. Ctrl-C ends the
    search and keeps the best result so far.
    """
    from heeldrive import Settings  # noqa: PLC0415

    from heeldrive_lab.settings.load import named_values  # noqa: PLC0415
    from heeldrive_lab.settings.save import write_settings, write_tuned  # noqa: PLC0415
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415
    from heeldrive_lab.util.paths import RECORDED_SESSIONS  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    if out is not None and out == also_out:
        raise typer.BadParameter("this is the file of --out: give another one", param_hint="--also-out")
    with one_sentence_errors():
        require("tune", "optuna")
        from heeldrive_lab.evaluation.sources import find_sessions, weak_words  # noqa: PLC0415
        from heeldrive_lab.tune.progress import Progress  # noqa: PLC0415
        from heeldrive_lab.tune.report import outcome_json, outcome_tables  # noqa: PLC0415
        from heeldrive_lab.tune.run import TuneRequest, tune_on  # noqa: PLC0415
        from heeldrive_lab.tune.sessions import common_mode  # noqa: PLC0415

        named = named_values(settings) if settings else {}
        files = find_sessions(paths, answers=True)
        if weak := weak_words(files):
            note(weak)
        chosen = mode.value if mode else str(named.get("mode") or common_mode(files))
        request = TuneRequest(
            files,
            Settings(named | {"mode": chosen}),
            trials,
            _names(only),
            _names(unseen),
            storage,
            seed,
            jobs,
            find_sessions([RECORDED_SESSIONS]),
            frozenset(named),
        )
        with Progress() as progress:
            outcome = tune_on(request, progress.update)
        file = f"{settings.name}, and otherwise " if settings else ""
        note(f"counted with {file}the settings of each session, or else the defaults; mode {chosen}")
        if out is not None and not (outcome.why_old and _same(out, settings)):
            if outcome.why_old:
                write_settings(out, outcome.best.settings, settings)
            else:
                write_tuned(out, outcome.best.settings, [one.name for one in outcome.space], settings)
        if also_out is not None and outcome.new is not None and outcome.moved:
            write_tuned(also_out, outcome.new.settings, [one.name for one in outcome.space], settings)
    if as_json:
        typer.echo(json.dumps(outcome_json(outcome), indent=1))
        return
    console().print(outcome_tables(outcome))
    if out is not None:
        say(f"{out}: {'the old settings' if outcome.why_old else 'the new settings'}.")
    if also_out is not None:
        found = "the settings that were found" if outcome.moved else "not written, as nothing else was found"
        say(f"{also_out}: {found}.")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _same(one: Path, other: Path | None) -> bool:
    return other is not None and one.exists() and one.samefile(other)
