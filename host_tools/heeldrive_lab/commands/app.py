"""The command `heeldrive`, assembled from `commands`. `--help` imports nothing heavy."""

from importlib import import_module
from typing import Annotated

import typer

from heeldrive_lab.commands.help_text import WrappedCommand
from heeldrive_lab.commands.imports import import_app
from heeldrive_lab.commands.outlet import OneSentenceGroup

# Commands in the order of `heeldrive --help`, under headings. Each is a function in the module of its name.
PANELS = {
    "Count reps": ("demo", "replay", "page"),
    "Read from the board": ("pull", "live"),
    "Install on the board": ("deploy", "doctor"),
    "Analyse a workout": ("report", "heel", "export"),
    "Tune": ("teach", "workbench", "label", "score", "tune", "compare", "settings"),
    "Create and evaluate sessions": (
        "simulate",
        "real",
        "robustness",
        "people",
        "exercises",
        "velocity",
        "confidence",
    ),
}


def print_version(wanted: bool) -> None:
    """Print the version and exit if wanted."""
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"heeldrive {version('heeldrive')}")
        raise typer.Exit


app = typer.Typer(
    cls=OneSentenceGroup,
    context_settings={"help_option_names": ["-h", "--help"]},  # the commands inherit it
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback(
    epilog="Exit codes: 0 success; 1 problems found (doctor), or a bug in heeldrive; 2 wrong input, explained"
    " in one sentence; 130 stopped by Ctrl-C. Long replays, scoring and tuning are many times faster with the"
    " extra 'fast': pip install 'heeldrive\\[fast]'."
)
def heeldrive(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=print_version, help="Show the version and exit."),
    ] = False,
) -> None:
    """Counts backward lunges from a sensor on one thigh."""


for panel, names in PANELS.items():
    for name in names:
        module = import_module(f"heeldrive_lab.commands.{name}")
        command = app.command(name, cls=WrappedCommand, epilog=module.EXAMPLES, rich_help_panel=panel)
        command(getattr(module, name))
app.add_typer(import_app, name="import", rich_help_panel="Create and evaluate sessions")


if __name__ == "__main__":
    app()
