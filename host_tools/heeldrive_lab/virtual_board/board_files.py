"""The files a program on the board can open, and its settings: ``open`` and ``os.getenv``."""

import errno
import io

from heeldrive_lab.virtual_board.drive_file import DriveFile
from heeldrive_lab.virtual_board.settings_file import getenv_text, getenv_typed
from heeldrive_lab.virtual_board.specs import StorageSpec

_SETTINGS = "settings.toml"


class BoardFiles:
    """Opens files for the firmware.

    Args:
        storage: what the board finds in its memory.
    """

    def __init__(self, storage: StorageSpec) -> None:
        self._drive = storage.drive
        self._settings_text = storage.settings_text
        self._getenv = getenv_typed if storage.getenv == "typed" else getenv_text

    def open(self, path: str, mode: str = "r") -> io.StringIO | io.BytesIO | DriveFile:
        """The board's ``open``. ``/settings.toml`` is read-only, and without a drive it is the only file.

        Raises:
            OSError: ENOENT, EROFS, ENOSPC.
        """
        is_settings = path.lstrip("/") == _SETTINGS
        if self._drive and not is_settings:
            return self._drive.open(path, mode)
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only filesystem")
        if not is_settings or self._settings_text is None:
            raise OSError(errno.ENOENT, f"No such file/directory: {path}")
        return io.BytesIO(self._settings_text.encode()) if "b" in mode else io.StringIO(self._settings_text)

    def getenv(self, key: str, default: object = None) -> object:
        """The board's ``os.getenv``."""
        value = self._getenv(self._settings_text, key)
        return default if value is None else value
