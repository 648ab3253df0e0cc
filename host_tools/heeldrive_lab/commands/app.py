"""The command `heeldrive`, put together from `commands`. `--help` imports nothing heavy."""

from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from heeldrive_lab.commands.imports import import_app

# Commands in the order of `heeldrive --help`, under the headings a user looks for. Each is the function of
# its name in the module of its name.
PANELS = {
    "See it count": ("demo", "replay"),
    "From the board": ("pull", "live"),
    "On the board": ("deploy", "doctor"),
    "Look at a workout": ("report", "heel", "export"),
    "Tune": ("workbench", "label", "score", "tune", "compare", "settings"),
    "Make and judge sessions": ("simulate", "real", "people"),
}


def tell_version(wanted: bool) -> None:
    """Print the version and end, if asked."""
    if wanted:
        typer.echo(f"heeldrive {version('heeldrive')}")
        raise typer.Exit


app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback(
    epilog="Exit codes: 0 done; 1 something was found (doctor), or a fault of heeldrive itself; 2 the input"
    " was wrong, and a sentence says how. Long replays, scoring and tuning are many times as fast with the"
    " extra 'fast': pip install 'heeldrive\\[fast]'."
)
def heeldrive(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=tell_version, help="Tell the version.")
    ] = False,
) -> None:
    """Counts backward lunges from a sensor on one thigh."""


for panel, names in PANELS.items():
    for name in names:
        module = import_module(f"heeldrive_lab.commands.{name}")
        app.command(name, epilog=module.EXAMPLES, rich_help_panel=panel)(getattr(module, name))
app.add_typer(import_app, name="import", rich_help_panel="Make and judge sessions")


if __name__ == "__main__":
    app()
