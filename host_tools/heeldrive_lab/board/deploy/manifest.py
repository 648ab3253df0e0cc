"""The manifest in every release on a drive: the files Heeldrive wrote, with size and hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

FILE_NAME = "manifest.json"

FileEntry = tuple[int, str]
"""Size in bytes, and SHA-256 in hexadecimal digits."""


def file_entry(data: bytes) -> FileEntry:
    """The entry of a file: its size and hash."""
    return len(data), hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """The contents of a release.

    Attributes:
        heeldrive: version of heeldrive.
        libraries: versions of the driver libraries, by package name.
        form: how the program was written: ``as_mpy`` or ``as_source``.
        program: hash of the program, whatever its form; empty in a release of an older Heeldrive.
        files: entries of the files in the release folder, by path.
        root: entries of the files at the top of the drive, by name.
    """

    heeldrive: str
    libraries: Mapping[str, str]
    form: str
    program: str
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    root: Mapping[str, FileEntry] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The manifest file."""
        return (json.dumps(asdict(self), indent=0, sort_keys=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest | None:
    """Parse a manifest file; None if it is damaged."""
    try:
        found = json.loads(data)
        return Manifest(
            str(found["heeldrive"]),
            {str(name): str(version) for name, version in found["libraries"].items()},
            str(found.get("form", "as_source")),
            str(found.get("program", "")),
            _files(found["files"]),
            _files(found["root"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _files(found: Mapping[str, list[int | str]]) -> dict[str, FileEntry]:
    files = {str(name): (int(size), str(digest)) for name, (size, digest) in found.items()}
    if any(name.startswith("/") or ".." in name.split("/") for name in files):
        raise ValueError("a path outside the release")  # such files must never be touched
    return files
