"""A file that the workbench edits and others may change meanwhile: a truth file, or the settings file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from heeldrive import SettingsError

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import READ_ERRORS
from heeldrive_lab.workbench.drafts import digest

Value = TypeVar("Value")


@dataclass(frozen=True)
class Found(Generic[Value]):
    """What a file contains now.

    Attributes:
        digest: fingerprint of its content; empty if it does not exist.
        value: its value; that of a missing file if it does not exist or `fault` is set.
        fault: why it cannot be used; empty if it can.
    """

    digest: str
    value: Value
    fault: str = ""


class EditedFile(Generic[Value]):
    """The file as the user's changes began with it, and what others have made of it since.

    Args:
        path: the file.
        read: reads the value; called with the path, which exists.
        missing: the value of a missing file.
        base: what the user's changes began with.

    Attributes:
        path: the file.
        base: what the user's changes began with, or what was last read or written.
        theirs: what others have written meanwhile, until the user has decided; None if they have not.
        deleted: whether others have deleted it: then the user's value is not saved anywhere.
    """

    def __init__(self, path: Path, read: Callable[[Path], Value], missing: Value, base: Found[Value]) -> None:
        self.path = path
        self._read = read
        self._missing = missing
        self.base = base
        self.theirs: Found[Value] | None = None
        self.deleted = False

    def look(self, mine: Value) -> bool:
        """Compare the file with what is known of it.

        Args:
            mine: the value with the user's changes.

        Returns:
            Whether the file has another value and the user has no changes: then `base` is what it contains
            now. If the user has changes, `theirs` is.
        """
        found = self._find()
        untouched = mine == self.base.value
        self.theirs = None
        if found.digest == self.base.digest:
            return False
        if not found.digest:
            self.base, self.deleted = found, mine != found.value
            return False
        self.deleted = False
        if not found.fault and (untouched or mine == found.value):
            self.base = found
            return mine != found.value
        self.theirs = found
        return False

    def accept(self) -> None:
        """Take what others have written as what the user's changes are compared with and replace."""
        if self.theirs is not None:
            self.base, self.theirs = self.theirs, None

    def saved(self, content: bytes, value: Value) -> None:
        """The user's changes have been written as this content."""
        self.base, self.theirs, self.deleted = Found(digest(content), value), None, False

    def _find(self) -> Found[Value]:
        content = None
        try:
            if not self.path.is_file():  # a pipe can be read only once
                return Found("", self._missing)
            content = self.path.read_bytes()
            return Found(digest(content), self._read(self.path))
        except (SessionError, SettingsError) as error:
            return Found(digest(content), self._missing, str(error))
        except READ_ERRORS as error:
            return Found("unreadable", self._missing, str(error))
