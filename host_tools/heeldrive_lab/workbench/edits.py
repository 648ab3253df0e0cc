"""The files that the workbench edits, and the drafts of what is not saved in them."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from heeldrive import Settings, SettingsError

from heeldrive_lab.sessions.annotations import Annotation, Annotations, annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.sessions.training_notes import TrainingNotes
from heeldrive_lab.settings.load import named_values
from heeldrive_lab.workbench.drafts import Draft, Drafts, digest
from heeldrive_lab.workbench.edited_file import EditedFile, Found
from heeldrive_lab.workbench.history import WorkbenchState
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry
from heeldrive_lab.workbench.saving import Values

# The subject of a change that is not of a session.
SETTINGS = ""
EditedTruth = EditedFile[Annotations | None]


class Edits:
    """The settings file and the truth files of the sessions, as the user's changes began with them.

    Args:
        settings_path: the settings file.
        values: the settings it contains.
        drafts: where unsaved changes are kept.

    Attributes:
        settings: the settings file.
        truths: the truth files of the sessions opened or restored, by the session's id.
        restored: subjects whose unsaved changes an earlier workbench has left: ids of sessions, `SETTINGS`.
        unusable: why the changes that were left for a subject cannot be used, a sentence each.
    """

    def __init__(self, settings_path: Path, values: Values, drafts: Drafts) -> None:
        content = settings_path.read_bytes() if settings_path.is_file() else None
        self.settings: EditedFile[Values] = EditedFile(
            settings_path, named_values, {}, Found(digest(content), dict(values))
        )
        self.truths: dict[str, EditedTruth] = {}
        self.restored: set[str] = set()
        self.unusable: dict[str, str] = {}
        self.drafts = drafts

    def file(self, subject: str) -> EditedFile[Any]:
        """The file of a subject; a session must have been opened or restored."""
        return self.truths[subject] if subject else self.settings

    def opened(self, opened: OpenedSession) -> None:
        """Note what the truth file of a session contained when it was opened."""
        if opened.entry.id not in self.truths:
            base = Found(digest(opened.annotations_bytes), opened.annotations, opened.annotations_fault)
            self.truths[opened.entry.id] = _truth_of(opened.entry.path, base)

    def restore_settings(self) -> Values | None:
        """The unsaved settings that an ended workbench has left; None if there are none."""
        draft = self.drafts.take_over(self.settings.path.resolve())
        if draft is None:
            return None
        try:
            Settings(draft.edited)
            self.settings.base = Found(draft.base, dict(draft.original))
        except (SettingsError, TypeError, ValueError) as error:
            self.reject(SETTINGS, draft.target, error)
            return None
        self.restored.add(SETTINGS)
        self.settings.look(draft.edited)
        return dict(draft.edited)

    def restore_labels(self, entry: SessionEntry) -> Annotations | None:
        """The unsaved labels of a session that an ended workbench has left; None if there are none."""
        draft = self.drafts.take_over(annotations_path(entry.path))
        if draft is None:
            return None
        try:
            edited, original = _from_json(draft.edited), _from_json(draft.original)
        except (SessionError, KeyError, TypeError) as error:
            self.reject(entry.id, draft.target, error)
            return None
        self.restored.add(entry.id)
        truth = self.truths[entry.id] = _truth_of(entry.path, Found(draft.base, original))
        truth.look(edited)
        return edited

    def reject(self, subject: str, target: Path, error: Exception) -> None:
        """Set aside restored changes that cannot be used."""
        self.restored.discard(subject)
        aside = self.drafts.set_aside(target)
        self.unusable[subject] = (
            f"The unsaved changes of {target.name} cannot be used now ({error}): they are kept in {aside}"
        )

    def keep(self, state: WorkbenchState) -> None:
        """Write drafts of what differs from the files, and delete those of what does not."""
        self._keep(SETTINGS, self.settings, self.settings.path.resolve(), state.settings)
        for session, truth in self.truths.items():
            self._keep(session, truth, truth.path, state.annotations.get(session, truth.base.value))

    def _keep(self, subject: str, file: EditedFile[Any], target: Path, mine: Any) -> None:
        if mine == file.base.value and file.theirs is None:
            self.drafts.drop(target)
            self.restored.discard(subject)
        else:
            self.drafts.keep(Draft(target, file.base.digest, _to_json(file.base.value), _to_json(mine)))


def _truth_of(session: Path, base: Found[Annotations | None]) -> EditedTruth:
    def read(path: Path) -> Annotations:
        annotations = read_annotations(path)
        if not annotations.is_of(session.name):
            raise SessionError(f"it belongs to {annotations.session}")
        return annotations

    return EditedFile(annotations_path(session), read, None, base)


def _to_json(value: Mapping[str, int | str] | Annotations | None) -> Any:
    return asdict(value) if isinstance(value, Annotations) else value


def _from_json(record: Any) -> Annotations | None:
    if record is None:
        return None
    rows = tuple(Annotation(**row) for row in record["rows"])
    # Drafts of earlier versions have no notes.
    return Annotations(str(record["session"]), rows, TrainingNotes(**record.get("notes", {})))
