"""Opens files, compressed or not, and replaces them atomically."""

import errno
import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, TextIO, cast

import psutil

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


def read_text(path: Path, most_bytes: int, newline: str | None = None) -> str:
    """Read a small UTF-8 text file whole.

    Args:
        path: the file.
        most_bytes: a larger file is not what it should be, and is not read.
        newline: as for `open`; "" leaves the line ends as they are.

    Raises:
        OSError: the file cannot be read, or is larger.
        UnicodeDecodeError: it is not UTF-8.
    """
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {most_bytes // 1000} kB", str(path))
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=newline).read()


def why_no_text(error: UnicodeDecodeError) -> str:
    """Why a file is no text, in a few words: the line, the byte and what would do."""
    line = len((error.object[: error.start] + b"x").splitlines())
    byte = error.object[error.start]
    return f"line {line} is not UTF-8 text (byte 0x{byte:02X}): save the file as UTF-8"


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


def why_no_folder(path: Path) -> str:
    """Why a path is not a folder that can be searched, and what to do; empty if it is one."""
    if path.is_dir():
        return ""
    return "this is a file: give the folder" if path.exists() else "there is no such folder: check the name"


@contextmanager
def write_errors_as(error_type: type[Exception], path: Path) -> Iterator[None]:
    """Raise `error_type` instead of an OSError in the block; its text is a sentence that names the file."""
    try:
        yield
    except OSError as error:
        raise error_type(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and free space"
        ) from error


def file_behind(path: Path) -> Path | None:
    """The file that `unfinished` makes, of a link what it points to; None for a device or a pipe.

    Raises:
        OSError: it is a folder. Of two files that go together none must be written then.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        return None
    return path.resolve() if path.is_symlink() else path  # also /dev/stdout, if it goes into a file


def check_target(path: Path) -> None:
    """Find out before long work whether `unfinished` can write a file.

    Raises:
        OSError: it cannot.
    """
    file = file_behind(path)
    if file is not None:
        with TemporaryFile(dir=file.parent):
            pass


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; it replaces `path` if the block ends without an error.

    What a killed process left there for the same path is deleted. A device or a pipe, such as `/dev/stdout`,
    is not replaced: `path` itself is yielded. Of a link, the file that it points to is replaced.

    Raises:
        OSError: the folder cannot be written, or `path` is a folder itself.
    """
    file = file_behind(path)
    if file is None:
        yield path
        return
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    _delete_leftovers(file)
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _delete_leftovers(path: Path) -> None:
    """Delete temporary files for this path of processes that no longer run."""
    begin, end = f".{path.name}.", ".part"
    with suppress(OSError):
        for other in path.parent.iterdir():
            process = other.name.removeprefix(begin).removesuffix(end)
            is_one = other.name == f"{begin}{process}{end}" and process.isdecimal()
            if is_one and not psutil.pid_exists(int(process)):
                other.unlink()


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
