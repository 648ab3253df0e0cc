"""The releases on a drive: folders `heeldrive-00001`, the newest of which the board starts."""

import re
from collections.abc import Iterator, Mapping

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.manifest import FILE_NAME, Manifest, listed, read_manifest

_RELEASE = re.compile(r"heeldrive-\d{5}")
_STAGED = re.compile(r"heeldrive-\d{5}\.part")
_ENTRY_BYTES = 96  # of a folder for one file: FAT's entry of 32 bytes and two for a long name


def releases_on(drive: DriveFiles) -> list[str]:
    """The releases, the oldest first."""
    return [name for name in drive.names() if _RELEASE.fullmatch(name) and drive.is_folder(name)]


def staged_on(drive: DriveFiles) -> list[str]:
    """What a deploy that was cut off has left."""
    return [name for name in drive.names() if _STAGED.fullmatch(name) and drive.is_folder(name)]


def next_name(releases: list[str]) -> str:
    """What the next release is called."""
    return f"heeldrive-{int(releases[-1][-5:]) + 1 if releases else 1:05}"


def manifest_of(drive: DriveFiles, release: str) -> Manifest | None:
    """The list in a release; None where it is missing or damaged."""
    name = f"{release}/{FILE_NAME}"
    return read_manifest(drive.read(name)) if drive.exists(name) else None


def differences(drive: DriveFiles, release: str, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Reads every file of a release back: the names of those that are not as listed, and ``missing``..."""
    for name, expected in manifest.files.items():
        path = f"{release}/{name}"
        if not drive.exists(path):
            yield path, "missing"
        elif listed(drive.read(path)) != expected:
            yield path, "changed"


def folders_of(names: Mapping[str, object]) -> list[str]:
    """The folders that these names need, each after the one it is in."""
    found = {
        "/".join(parts[:count])
        for name in names
        if (parts := name.split("/"))
        for count in range(1, len(parts))
    }
    return sorted(found)


def remove_release(
    drive: DriveFiles, release: str, otherwise: Manifest, *, changed_too: bool = False
) -> list[str]:
    """Removes what Heeldrive wrote in a folder of its own, and the folder if nothing else is in it.

    Args:
        drive: the drive.
        release: the folder.
        otherwise: the list to go by where the folder's own is damaged: what is the same is Heeldrive's.
        changed_too: whether files go that are not as they were written: in a folder that was never finished.

    Returns:
        the names of what stays because somebody else put or changed it.
    """
    own = manifest_of(drive, release)
    names = (own or otherwise).files
    folders = folders_of(names)
    for name, expected in names.items():
        path = f"{release}/{name}"
        if drive.exists(path) and (changed_too or listed(drive.read(path)) == expected):
            drive.remove(path)
    # The list last: what a cut leaves can be removed the next time.
    for folder in reversed(folders):
        path = f"{release}/{folder}"
        if drive.exists(path) and not drive.names(path):
            drive.remove_folder(path)
    left = [name for name in drive.names(release) if name != FILE_NAME]
    if not left:
        if drive.exists(f"{release}/{FILE_NAME}"):
            drive.remove(f"{release}/{FILE_NAME}")
        drive.remove_folder(release)
    return [f"{release}/{name}" for name in left]


def room_of(cluster: int, manifest: Manifest) -> int:
    """Bytes a release takes on a drive with such clusters, with its folders and what goes to the top."""
    sizes = [size for size, _ in (*manifest.files.values(), *manifest.root.values()) if size]
    sizes.append(len(manifest.to_bytes()))
    folders = ["", *folders_of(manifest.files)]
    inside = [1 + sum(name.rpartition("/")[0] == folder for name in manifest.files) for folder in folders]
    sizes += [(2 + count) * _ENTRY_BYTES for count in inside]
    return sum(-(-size // cluster) * cluster for size in sizes)
