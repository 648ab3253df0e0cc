"""`heeldrive settings`: print every setting with its default, range and meaning."""

from enum import StrEnum
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples

EXAMPLES = examples("heeldrive settings", "heeldrive settings --form markdown")


class SettingsForm(StrEnum):
    """Output formats of `heeldrive settings`."""

    TOML = "toml"
    MARKDOWN = "markdown"


def settings(
    form: Annotated[
        SettingsForm, typer.Option(help="A settings.toml to edit, or the page of the documentation.")
    ] = SettingsForm.TOML,
) -> None:
    """Print every setting with its default, range and meaning."""
    from heeldrive_lab.settings.render import markdown_text, toml_text  # noqa: PLC0415

    typer.echo(toml_text() if form is SettingsForm.TOML else markdown_text(), nl=False)
