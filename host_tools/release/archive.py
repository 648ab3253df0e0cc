"""Zip files that are the same whenever they are made, and their checksums."""

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

SUMS = "SHA256SUMS"


def zip_folder(folder: Path, target: Path) -> None:
    """Write all files of a folder to a zip file, without their times."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def write_sums(folder: Path, names: Iterable[str]) -> None:
    """Write the SHA-256 of files in a folder, in the form that `sha256sum --check` reads."""
    lines = (
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names)
    )
    (folder / SUMS).write_text("".join(lines), "utf-8")
