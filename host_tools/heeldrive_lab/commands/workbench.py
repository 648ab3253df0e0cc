"""`heeldrive workbench`: inspect and annotate sessions and drag thresholds in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors

EXAMPLES = examples(
    "heeldrive workbench recorded_sessions",
    "heeldrive workbench my_sessions --settings my_settings.toml",
    "heeldrive workbench my_sessions --address 192.168.1.20  # to look from a phone",
)


def workbench(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR]...", help="Sessions, or folders of them; default: the current folder."),
    ] = None,
    settings: Annotated[
        Path, typer.Option(metavar="FILE", help="Where settings are saved; read at the start if it exists.")
    ] = Path("settings.toml"),
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on; default: the first free one from 5106."),
    ] = None,
    address: Annotated[
        str,
        typer.Option(help="Address to listen on. Other computers that can reach it can also save."),
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Inspect sessions, drag thresholds and watch the count change, annotate reps, and save both."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        require("workbench", "bokeh", "filelock", "platformdirs")
        from heeldrive_lab.settings.load import named_values  # noqa: PLC0415

        values = named_values(settings) if settings.exists() else {}
        from platformdirs import user_state_path  # noqa: PLC0415

        from heeldrive_lab.workbench.server import WorkbenchServer  # noqa: PLC0415

        drafts = user_state_path("heeldrive") / "drafts"
        server = WorkbenchServer(paths or [Path()], settings, values, drafts, port, address)

    def ready() -> None:
        typer.echo(f"{server.url}  (Ctrl-C ends it)")
        if browser:
            typer.launch(server.url)

    server.run(ready)
    if unsaved := server.bench.unsaved():
        typer.echo(f"heeldrive: not saved, kept for the next time: {', '.join(unsaved)}", err=True)
