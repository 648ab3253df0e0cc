"""What others change in the files while the workbench shows them, and what the user decides about it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench.edited_file import EditedFile
from heeldrive_lab.workbench.edits import SETTINGS
from heeldrive_lab.workbench.folder_watch import Listing
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry, Stamp

if TYPE_CHECKING:
    from heeldrive_lab.workbench.model import Workbench

# Heading of sessions in the list whose files have gone.
GONE = "no longer there"


class OthersChanges:
    """Compares the files with what is known of them.

    Where the user has no changes, what others have written is read again, and said. Where both have changed a
    file, nothing is overwritten until the user has decided. A subject is the id of a session, for its truth
    file, or `SETTINGS`.

    Args:
        bench: the workbench; unsaved labels that an ended workbench has left are restored in it.

    Attributes:
        gone: ids of the sessions whose files have gone, and that are shown or have unsaved labels.
        read_only: the folders that cannot be written.
    """

    def __init__(self, bench: "Workbench") -> None:
        self.gone: frozenset[str] = frozenset()
        self.read_only: frozenset[Path] = frozenset()
        self._bench = bench
        self._edits = bench.edits
        self._stamps: dict[Path, Stamp] = {}
        for entry in bench.entries.values():
            self._restore(entry)

    def _restore(self, entry: SessionEntry) -> None:
        labels = self._edits.restore_labels(entry)
        if labels is not None:
            history = self._bench.history
            history.state = history.state.with_annotations(entry.id, labels)

    def opened(self, opened: OpenedSession) -> None:
        """A session has been read: note its truth file, and see whether restored labels fit it."""
        session = opened.entry.id
        self._edits.opened(opened)
        labels = self._bench.annotations(session)
        if session in self._edits.restored and labels is not None:
            try:
                check_annotations(labels, opened.loaded.first_ms, opened.loaded.last_ms)
            except SessionError as error:
                self._edits.reject(session, self._edits.truths[session].path, error)
                self._take_base(session, f"unsaved labels of {opened.entry.name} do not fit")

    # Decisions

    def keep_mine(self, subject: str) -> str:
        """Keep the user's changes where others have changed the file; returns a message."""
        file = self._edits.file(subject)
        file.accept()
        self._bench.keep()
        return f"yours are kept: saving replaces {file.path.name}"

    def take_theirs(self, subject: str) -> str:
        """Take what others have written in place of the user's changes, in one step; returns a message.

        Raises:
            SessionError: it cannot be read.
        """
        file = self._edits.file(subject)
        if file.theirs is None:
            return ""  # another tab has decided
        if file.theirs.fault:
            raise SessionError(f"{file.path.name} cannot be read now ({file.theirs.fault}): keep yours")
        file.accept()
        self._take_base(subject, f"{file.path.name} read again")
        return f"{file.path.name} is read again; undo brings yours back"

    def discard(self, subject: str) -> str:
        """Go back to what the file contains, in one step; returns a message."""
        name = self._edits.file(subject).path.name
        self._take_base(subject, f"unsaved changes of {name} discarded")
        return f"the unsaved changes of {name} are discarded; undo brings them back"

    def _take_base(self, subject: str, words: str) -> None:
        state, base = self._bench.history.state, self._edits.file(subject).base.value
        changed = state.with_annotations(subject, base) if subject else replace(state, settings=dict(base))
        self._bench.change(words, changed, subject)
        self._bench.keep()

    # Files that change

    def look(self, listing: Listing) -> None:
        """Compare the files with what is known of them."""
        bench, before = self._bench, self._state()
        found = {entry.id: entry for entry in listing.entries}
        # Something must be left to show.
        kept = {one for one in bench.entries if not found or bench.annotations_are_unsaved(one)}
        self.gone = frozenset({*kept, *bench.shown} - set(found))
        self.read_only = listing.read_only
        new = [entry for session, entry in found.items() if session not in bench.entries]
        gone = {one: replace(entry, folder=GONE) for one, entry in bench.entries.items() if one in self.gone}
        bench.entries = bench.cache.entries = found | gone
        for entry in new:
            self._restore(entry)
        again = [entry for entry in found.values() if self._differs(entry, listing.stamps[entry.path])]
        for entry in again:
            bench.cache.forget(entry.id)
            if entry.id in bench.shown:
                self._tell(entry.name)
        for subject in (SETTINGS, *(session for session in self._edits.truths if session in found)):
            self._look_at(subject, listing)
        if new or again:
            bench.cache.request(bench.values)
        if again or self._state() != before:
            bench.keep()

    def _differs(self, entry: SessionEntry, stamp: Stamp) -> bool:
        """Whether a session that was read has been written since."""
        return self._bench.cache.stamps.get(entry.id, stamp) != stamp

    def _look_at(self, subject: str, listing: Listing) -> None:
        """Look at a truth file or the settings file if it was written since the last look."""
        bench, file = self._bench, self._edits.file(subject)
        stamp = listing.stamps.get(file.path)
        if file.theirs is None and file.path in self._stamps and self._stamps[file.path] == stamp:
            return
        self._stamps[file.path] = stamp
        before = bench.annotations(subject) if subject else None
        taken = file.look(before if subject else bench.values)
        if subject and (taken or file.deleted):
            bench.history.state = bench.history.state.with_annotations(subject, before)
        if taken:
            self._take_base(subject, f"{file.path.name} read again")
            self._tell(file.path.name)

    def _tell(self, name: str) -> None:
        self._bench.notify("told", f"{name} was changed by another program: it is read again")

    def _state(self) -> tuple[object, ...]:
        files: list[EditedFile[Any]] = [self._edits.settings, *self._edits.truths.values()]
        known = [(file.base, file.theirs, file.deleted) for file in files]
        return self._bench.entries, self.gone, self.read_only, known
