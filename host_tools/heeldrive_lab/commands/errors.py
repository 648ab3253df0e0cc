"""Error handling and help texts that all commands of `heeldrive` share."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from heeldrive_lab.util.plain_text import printable

# 0 is success; 1 is for findings and for bugs in heeldrive, which show a traceback.
EXIT_BAD_INPUT = 2
# Used by `heeldrive doctor` only: it found problems.
EXIT_FINDINGS = 1


@contextmanager
def one_sentence_errors() -> Iterator[None]:
    """Turn errors that a user can fix into one sentence on stderr and exit code 2."""
    from heeldrive import SettingsError  # noqa: PLC0415

    from heeldrive_lab.board.deploy.errors import DeployError  # noqa: PLC0415
    from heeldrive_lab.cues.errors import SoundError  # noqa: PLC0415
    from heeldrive_lab.importers.errors import RecordingError  # noqa: PLC0415
    from heeldrive_lab.sessions.session import SessionError  # noqa: PLC0415
    from heeldrive_lab.util.optional_dependencies import MissingExtraError  # noqa: PLC0415
    from heeldrive_lab.util.ports import PortError  # noqa: PLC0415

    try:
        yield
    except (
        *(DeployError, MissingExtraError, PortError, RecordingError),
        *(SessionError, SettingsError, SoundError),
    ) as error:
        note(str(error))
        raise typer.Exit(EXIT_BAD_INPUT) from None


def note(sentence: str) -> None:
    """Tell the user something beside the output: one line on stderr."""
    typer.echo(f"heeldrive: {printable(sentence)}", err=True)


def say(text: str) -> None:
    """Print lines for people on stdout."""
    typer.echo(printable(text))


def examples(*commands: str) -> str:
    """The examples at the end of a command's help."""
    return "\n\n".join(("Examples:", *commands))
