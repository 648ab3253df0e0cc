"""The list that lies in every release on a drive: the files Heeldrive wrote there, with size and hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

FILE_NAME = "manifest.json"

Listed = tuple[int, str]
"""Size in bytes, and SHA-256 in hexadecimal digits."""


def listed(data: bytes) -> Listed:
    """How a file stands in the list."""
    return len(data), hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """What a release consists of.

    Attributes:
        heeldrive: the version it comes from.
        libraries: the driver libraries' names and versions.
        libraries_from: ``circup`` or ``heeldrive``: who brought them.
        files: what lies in the release's folder, by name.
        root: what belongs to it at the top of the drive.
    """

    heeldrive: str
    libraries: Mapping[str, str]
    libraries_from: str
    files: Mapping[str, Listed] = field(default_factory=dict)
    root: Mapping[str, Listed] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The file."""
        return (json.dumps(asdict(self), indent=0, sort_keys=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest | None:
    """Read the file; None when it is damaged."""
    try:
        found = json.loads(data)
        return Manifest(
            str(found["heeldrive"]),
            {str(name): str(version) for name, version in found["libraries"].items()},
            str(found["libraries_from"]),
            _files(found["files"]),
            _files(found["root"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _files(found: Mapping[str, list]) -> dict[str, Listed]:
    files = {str(name): (int(size), str(digest)) for name, (size, digest) in found.items()}
    if any(name.startswith("/") or ".." in name.split("/") for name in files):
        raise ValueError("a name that leads out of the release")  # nothing outside of it is ever touched
    return files
