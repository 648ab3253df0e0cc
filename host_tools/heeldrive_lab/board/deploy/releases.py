"""The releases on a drive: folders like `heeldrive-00001`, of which the board starts the newest."""

import contextlib
import re
from collections.abc import Iterator, Mapping

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.manifest import FILE_NAME, Manifest, file_entry, read_manifest
from heeldrive_lab.board.deploy.shrink import origins

_RELEASE = re.compile(r"heeldrive-\d{5}")
_STAGED = re.compile(r"heeldrive-\d{5}\.part")
_TAKEN_FOR_ONE = re.compile(r"heeldrive-\d+(\.part)?")  # by the launchers, which look at names only
NO_RELEASE = "it is named like a release, but is none, and the board may start it instead of the program"
_ENTRY_BYTES = 96  # directory space per file: FAT's 32-byte entry and two more for a long name


def releases_on(drive: DriveFiles) -> list[str]:
    """The names of the releases, the oldest first."""
    return [name for name in drive.names() if _RELEASE.fullmatch(name) and drive.is_folder(name)]


def staged_on(drive: DriveFiles) -> list[str]:
    """The names of unfinished releases left by interrupted deploys."""
    return [name for name in drive.names() if _STAGED.fullmatch(name) and drive.is_folder(name)]


def obstacles_on(drive: DriveFiles) -> list[str]:
    """The names that the board or a deploy takes for releases, but which are none: files, or other digits."""
    ours = {*releases_on(drive), *staged_on(drive)}
    return [name for name in drive.names() if _TAKEN_FOR_ONE.fullmatch(name) and name not in ours]


def next_name(releases: list[str]) -> str:
    """The name of the next release."""
    return f"heeldrive-{int(releases[-1][-5:]) + 1 if releases else 1:05}"


def manifest_of(drive: DriveFiles, release: str) -> Manifest | None:
    """The manifest of a release; None if it is missing or damaged."""
    name = f"{release}/{FILE_NAME}"
    return read_manifest(drive.read(name)) if drive.exists(name) else None


def translated(drive: DriveFiles, text: str) -> str:
    """What the board said of a crash, with the files, lines and functions of this repository.

    Its program has other names there; the newest release has the table of both.
    """
    names = [f"{release}/{origins.FILE_NAME}" for release in releases_on(drive)[-1:]]
    if names and drive.exists(names[0]):
        with contextlib.suppress(ValueError):  # it is damaged, which is told of elsewhere
            return origins.Origins.from_bytes(drive.read(names[0])).translated(text)
    return text


def differences(drive: DriveFiles, release: str, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Read back every file of a release; yields each path that differs, with ``missing`` or ``changed``."""
    for name, expected in manifest.files.items():
        path = f"{release}/{name}"
        if not drive.exists(path):
            yield path, "missing"
        elif file_entry(drive.read(path)) != expected:
            yield path, "changed"


def folders_of(names: Mapping[str, object]) -> list[str]:
    """The folders that these paths need, each after its parent."""
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
    """Remove the files that Heeldrive wrote to a release folder, and the folder if it is empty then.

    Args:
        drive: the drive.
        release: the folder.
        otherwise: manifest to use if the folder's own is missing or damaged.
        changed_too: whether to remove source files that differ from the manifest as well, for unfinished
            releases. Other files that differ are damaged: nobody edits what is compiled.

    Returns:
        the paths that are kept because somebody else added or edited them.
    """
    own = manifest_of(drive, release)
    names = (own or otherwise).files
    folders = folders_of(names)
    for name, expected in names.items():
        path = f"{release}/{name}"
        if drive.exists(path) and (
            changed_too or not path.endswith(".py") or file_entry(drive.read(path)) == expected
        ):
            drive.remove(path)
    # The manifest goes last, so that an interrupted removal can be completed later.
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
    """Space a release takes on a drive, bytes, including its folders and the files at the top.

    Args:
        cluster: cluster size of the drive, bytes.
        manifest: the contents of the release.
    """
    sizes = [size for size, _ in (*manifest.files.values(), *manifest.root.values()) if size]
    sizes.append(len(manifest.to_bytes()))
    folders = ["", *folders_of(manifest.files)]
    inside = [1 + sum(name.rpartition("/")[0] == folder for name in manifest.files) for folder in folders]
    sizes += [(2 + count) * _ENTRY_BYTES for count in inside]
    return sum(-(-size // cluster) * cluster for size in sizes)
