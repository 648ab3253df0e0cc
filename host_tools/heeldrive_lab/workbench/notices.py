"""What the page says until it is settled: files changed by others, restored drafts, read-only folders."""

from typing import Any

from heeldrive_lab.workbench.edits import SETTINGS
from heeldrive_lab.workbench.model import Workbench

Notice = dict[str, Any]


def notices(bench: Workbench, session: str) -> list[Notice]:
    """The notices for a tab: words, whether it is a fault, and buttons, each with its action and argument."""
    found = []
    if bench.edits.drafts.fault:
        found.append(
            _notice(f"Unsaved changes are not kept: {bench.edits.drafts.fault}. Save them before you leave.")
        )
    if session in bench.others.gone:
        found.append(
            _notice(
                f"{bench.entries[session].name} is no longer there."
                " Its labels are kept in a draft; put the file back to save them."
            )
        )
    if session in bench.edits.truths:
        found += _of_file(bench, session, "labels", bench.annotations_are_unsaved(session))
    found += _of_file(bench, SETTINGS, "settings", bench.settings_are_unsaved)
    return found


def _of_file(bench: Workbench, subject: str, what: str, unsaved: bool) -> list[Notice]:
    edits, file = bench.edits, bench.edits.file(subject)
    name, found = file.path.name, []
    if subject in edits.unusable:
        found.append(_notice(edits.unusable[subject]))
    if file.theirs:
        unreadable = f" and cannot be read now: {file.theirs.fault}" if file.theirs.fault else ""
        words = f"{name} was changed by another program{unreadable}. Your {what} are not saved."
        take = [] if file.theirs.fault else [("Take theirs", "take_theirs", subject)]
        found.append(_notice(words, ("Keep mine", "keep_mine", subject), *take))
    elif file.deleted and unsaved:
        words = f"{name} was deleted by another program. Save or discard its {what}, which a draft keeps."
        found.append(_notice(words, ("Discard", "discard", subject)))
    elif subject in edits.restored and unsaved:
        words = f"Unsaved {what} from the last time are here again ({name}). Save or discard them."
        found.append(_notice(words, ("Discard", "discard", subject), fault=False))
    if file.path.parent.resolve() in bench.others.read_only:
        found.append(
            _notice(
                f"{file.path.parent} is read-only: {what} cannot be saved there."
                " What you change is kept in a draft on this computer."
            )
        )
    return found


def _notice(words: str, *buttons: tuple[str, str, str], fault: bool = True) -> Notice:
    return {"words": words, "fault": fault, "buttons": buttons}
