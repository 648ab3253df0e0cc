"""The help of a command, wrapped for the terminal."""

from typing import Any

from typer.core import TyperCommand


class WrappedCommand(TyperCommand):
    """A command whose help is wrapped at the terminal's width only.

    Typer joins the lines of the first paragraph and breaks all others also where the docstring does.
    """

    def __init__(self, *args: Any, help: str, **options: Any) -> None:
        """Take what Typer hands over."""
        paragraphs = help.split("\n\n")
        super().__init__(*args, help="\n\n".join(" ".join(each.split()) for each in paragraphs), **options)
