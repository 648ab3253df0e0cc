"""`heeldrive page`: drop a log on a page and see the count, in a browser."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import EXIT_BAD_INPUT, examples, note, one_sentence_errors, say

# What browsers keep for this page belongs to its port, so the port is always the same.
PORT = 5104
EXAMPLES = examples(
    "heeldrive page",
    "heeldrive page --no-browser --port 8080",
    "heeldrive page --write site  # the files, for any web server",
)


def page(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port to listen on; always the same, so that it is kept.")
    ] = PORT,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    write: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the page's files into this folder instead of serving them."),
    ] = None,
) -> None:
    """Drop a log on a page: count, reasons and thresholds to drag, in a browser and without a network."""
    from heeldrive_lab.browser.page_files import page_files, write_page  # noqa: PLC0415
    from heeldrive_lab.browser.server import PageServer  # noqa: PLC0415

    if write is not None:
        try:
            write_page(write)
        except OSError as error:
            note(
                f"{write}: cannot be written ({error.strerror or error}): check the folder and the free space"
            )
            raise typer.Exit(EXIT_BAD_INPUT) from None
        say(f"{write / 'index.html'}: written; a web server has to serve the folder")
        return
    with one_sentence_errors():
        server = PageServer(page_files(), port)
    with server, suppress(KeyboardInterrupt):
        say(f"{server.url}  (Ctrl-C ends it)")
        if browser:
            typer.launch(server.url)
        server.serve_forever()
