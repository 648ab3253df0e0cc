"""Opens files, compressed or not, and replaces them atomically."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

GZIP_MAGIC = b"\x1f\x8b"

# Raised when reading a missing, forbidden, truncated or damaged file, compressed or not.
READ_ERRORS = (OSError, EOFError, zlib.error)


def open_input(path: Path) -> BinaryIO:
    """Open a file for reading bytes; gzip is recognised by its content and decompressed.

    Args:
        path: the file.

    Raises:
        OSError: the file cannot be opened. Damage in a gzip file is raised while reading (`READ_ERRORS`).
    """
    plain = path.open("rb")
    if plain.peek(2)[:2] != GZIP_MAGIC:
        return plain
    # Opened once: a pipe cannot be opened again. GzipFile splits lines in Python; a buffer around it splits
    # them in C, three times as fast.
    unpacked = gzip.GzipFile(fileobj=plain, mode="rb")
    unpacked.myfileobj = plain  # type: ignore[assignment]  # closes the file with it
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, unpacked), 1 << 16))


def why_unreadable(error: BaseException) -> str:
    """Why reading failed, in a few words; `error` is one of `READ_ERRORS`."""
    if isinstance(error, EOFError):
        return "the gzip data ends early: the file is truncated, copy it again"
    if isinstance(error, zlib.error | gzip.BadGzipFile):
        return "the gzip data is damaged: copy the file again"
    if isinstance(error, FileNotFoundError):
        return "there is no such file: check the name"
    if isinstance(error, IsADirectoryError):
        return "this is a folder: give a file in it"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; it replaces `path` if the block ends without an error.

    Raises:
        OSError: the folder cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Write UTF-8 text to a temporary file that replaces `path` if the block ends without an error.

    A file whose name ends in `.gz` is compressed without a time stamp: the same text gives the same bytes.

    Raises:
        OSError: the folder cannot be written.
    """
    with unfinished(path) as part, part.open("wb") as plain:
        if path.suffix == ".gz":
            with (
                gzip.GzipFile("", "wb", 6, plain, mtime=0) as packed,
                io.TextIOWrapper(cast(BinaryIO, packed), "utf-8", newline="\n") as text,
            ):
                yield text
        else:
            with io.TextIOWrapper(plain, "utf-8", newline="\n") as text:
                yield text
