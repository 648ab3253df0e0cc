"""Checks the user's `settings.toml` on a drive, and replaces it on request without ever losing it."""

from collections.abc import Iterator
from pathlib import Path

from heeldrive import declared

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.settings.load import load_settings, settings_faults
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.taught.lunge import MY, is_complete
from heeldrive_lab.virtual_board.settings_file import getenv_typed

FILE_NAME = "settings.toml"
OLD = "settings.toml.bak"
NEW = "settings.toml.new"


def tuned_text(path: Path) -> str:
    """The text of a file of tuned settings, after checking it.

    Raises:
        SettingsError: it cannot be read, or a key or value is wrong.
    """
    load_settings(path)
    return path.read_text("utf-8")


def merged(tuned: str, old: str) -> str:
    """The tuned settings, plus the old file's taught lunge and its keys for CircuitPython itself.

    A lunge that the tuned settings hold replaces the old one.
    """
    lines = tuned.rstrip("\n").splitlines()
    named = {_key_of(line) for line in lines}
    has_lunge = any(key.startswith(MY) for key in named)
    kept = [
        line.rstrip()
        for line in old.splitlines()
        if (_is_circuitpythons(line) and _key_of(line) not in named)
        or (_key_of(line).startswith(MY) and not has_lunge)
    ]
    return "\n".join([*lines, *kept]) + "\n"


def write_settings(drive: DriveFiles, tuned: str | None) -> list[str]:
    """Write settings to the drive; a complete file of the user's exists at any time.

    Args:
        drive: the drive.
        tuned: the text to write; None to keep the user's file and write defaults only if there is none, or
            the empty one that CircuitPython makes on a new drive.

    Returns:
        a sentence per step, without the final period.
    """
    for name in (NEW, f"{OLD}.new"):
        if drive.exists(name):
            drive.remove(name)  # left by an interrupted deploy
    if not drive.exists(FILE_NAME) and drive.exists(OLD):
        drive.write(NEW, drive.read(OLD))
        drive.rename(NEW, FILE_NAME)
        if tuned is None:
            return [f"{FILE_NAME} was missing and is restored from {OLD}"]
    old = drive.read(FILE_NAME) if drive.exists(FILE_NAME) else b""
    if tuned is None:
        if old.strip():
            return []
        drive.write(NEW, toml_text().encode())
        drive.rename(NEW, FILE_NAME)
        return [f"{FILE_NAME} written, with every setting at its default"]
    new = merged(tuned, old.decode("utf-8", "replace")).encode()
    if new == old:
        return [f"{FILE_NAME} contains these settings already"]
    drive.write(NEW, new)
    if old.strip():
        drive.write(f"{OLD}.new", old)
        drive.rename(f"{OLD}.new", OLD)
    drive.rename(NEW, FILE_NAME)
    return [f"{FILE_NAME} written" + (f"; the old one is {OLD}" if old.strip() else "")]


def settings_errors(drive: DriveFiles) -> Iterator[str]:
    """A sentence for each setting on the drive that the board would reject."""
    path = drive.root / FILE_NAME
    faults = list(settings_faults(path))
    yield from faults
    if faults:
        return
    text = path.read_text("utf-8")
    settings = vars(load_settings(path))
    for setting in declared():
        # The board reads only a part of TOML; it does not understand 'x' and 1_000.
        try:
            read = getenv_typed(text, setting.name)
        except ValueError:
            read = None
        if settings[setting.name] not in (setting.default, read):
            yield (
                f"{path}: the board cannot parse the line of {setting.name}: write it as  {setting.name} = "
                + (f'"{settings[setting.name]}"' if setting.choices else str(settings[setting.name]))
            )
    if not is_complete(settings):
        yield f"{path}: the taught lunge is not used, because a line that begins with my_ is missing or 0"


def _key_of(line: str) -> str:
    return line.partition("=")[0].strip()


def _is_circuitpythons(line: str) -> bool:
    key = _key_of(line)
    return bool(key) and "=" in line and not key.startswith("#") and key == key.upper()
