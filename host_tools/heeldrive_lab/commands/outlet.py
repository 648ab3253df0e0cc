"""What every command does when its output cannot go where it should, or the user stops it.

One sentence on stderr instead of a traceback; characters that the terminal cannot show become plain ones.
"""

import codecs
import contextlib
import errno
import os
import sys
from concurrent.futures import BrokenExecutor
from typing import Any

import typer
from typer.core import TyperGroup

from heeldrive_lab.commands.errors import EXIT_BAD_INPUT
from heeldrive_lab.util.optional_dependencies import MissingExtraError

EXIT_STOPPED = 130  # as a shell reports a program that Ctrl-C ended
PLAIN = {"\u00b0": " deg", "\u00b1": "+-", "\u2264": "<=", "\u2265": ">=", "\u2717": "x", "\u2212": "-"}
_PLAIN_CHARACTERS = "heeldrive-plain"


def _plain_characters(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: characters that a terminal without UTF-8 can show."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(one, "?") for one in error.object[error.start : error.end]), error.end


codecs.register_error(_PLAIN_CHARACTERS, _plain_characters)


class OneSentenceGroup(TyperGroup):
    """The commands; what stops one from outside is told in one sentence."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors=_PLAIN_CHARACTERS)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _end("stopped by Ctrl-C; no file was left half written", EXIT_STOPPED)
        except (MemoryError, BrokenExecutor):
            _end(
                "out of memory, or a process was killed: close other programs, or take fewer or shorter files"
            )
        except ModuleNotFoundError as error:
            if error.name != "numpy":
                raise
            _end(str(MissingExtraError("lab", "numpy")))
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has enough, such as `head`
                raise
            where = error.filename or "the output"
            _end(f"{where}: {error.strerror or error}: check the name, the permission and the free space")


def _end(sentence: str, code: int = EXIT_BAD_INPUT) -> None:
    with contextlib.suppress(OSError):
        typer.echo(f"heeldrive: {sentence}", err=True)
    _forget_unwritten_output()
    raise typer.Exit(code)


def _forget_unwritten_output() -> None:
    """Let Python flush what is left in stdout to nowhere; it would complain on exit."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
