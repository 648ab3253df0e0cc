"""The user's actions on the page, by the names that page.js sends."""

from functools import partial
from typing import Any

from heeldrive.settings import find

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench.controls import clamp
from heeldrive_lab.workbench.label_actions import LabelActions
from heeldrive_lab.workbench.look import DARK, LIGHT
from heeldrive_lab.workbench.lunge_actions import LungeActions


class Actions(LabelActions, LungeActions):
    """The actions that page.js calls by name.

    Args:
        page: the page to act on.
    """

    def do(self, name: str, argument: Any, shown: str | None = None) -> None:
        """Call an action by name; the page shows why it refuses.

        Args:
            name: name of the action; others are ignored.
            argument: its argument.
            shown: id of the session that the page showed to the user; None for the one shown now.
        """
        if name in ON_SESSION and shown not in (None, self.page.view.session):
            self.page.try_to(self._refuse)
        elif name in LOOKING:
            getattr(self, name)(argument)
        elif name in NAMES:
            self.page.try_to(partial(getattr(self, name), argument))

    def _refuse(self) -> None:
        name = self.bench.entries[self.page.view.session].name
        raise SessionError(f"the page was changing to {name}: nothing was done; do it again")

    # View

    def open(self, session: str) -> None:
        """Show a session."""
        if session not in self.bench.entries:
            raise SessionError(f"{session} is no longer there")
        self.page.open(session)

    def show_all(self, _: Any) -> None:
        """Show the whole session."""
        self.page.view.show_all()

    def show_range(self, ends_s: list[float]) -> None:
        """Show a time range with some margin."""
        self.page.view.show_range(ends_s[0] - 1.5, ends_s[1] + 1.5)

    def zoom(self, factor: float) -> None:
        """Zoom by a factor: below 1 in, above 1 out."""
        self.page.view.zoom(factor)

    def pan(self, share: float) -> None:
        """Move the view by a share of its width."""
        self.page.view.pan(share)

    def moment(self, t_s: float | None) -> None:
        """Place the cursor at a time, or remove it."""
        self.page.at_s = t_s
        self.page.show_moment()

    def hover(self, t_s: float) -> None:
        """Send the values of all axes at a time."""
        self.page.show_values(t_s)

    def wear(self, look: str) -> None:
        """Take light or dark colours."""
        self.page.view.wear(DARK if look == "dark" else LIGHT)

    def measure(self, setting: str) -> None:
        """Show a setting in the lowest axis."""
        self.page.view.choose_measure(setting)
        self.page.show_state()

    # Settings

    def set(self, change: list[Any]) -> None:
        """Change a setting, given as name and value."""
        self._set(change, moving=False)

    def slide(self, change: list[Any]) -> None:
        """Change a setting while its slider moves."""
        self._set(change, moving=True)

    def drag(self, change: list[Any]) -> None:
        """Change a setting while its line is dragged; the page moves the line itself."""
        self.page.dragged = change[0]
        self._set(change, moving=True)

    def _set(self, change: list[Any], *, moving: bool) -> None:
        name, value = change
        setting = find(name)
        self.bench.set(name, value if setting.choices else clamp(setting, value), moving=moving)

    def release(self, _: Any) -> None:
        """End the drag of a line or a slider."""
        self.page.dragged = ""
        self.bench.release()

    def reset(self, name: str) -> str:
        """Reset a setting to its default; all settings if the name is empty."""
        if name:
            self.bench.set(name, find(name).default)
            self.bench.release()
            return f"{name} is reset to its default"
        self.bench.reset()
        return "all settings are reset to their defaults"

    def compare(self, _: Any) -> None:
        """Keep the settings in force as A, to compare others with them; or end that."""
        view = self.page.view
        view.compare(dict(self.bench.values) if view.compared is None else None)
        self.page.show_comparison()

    def take_compared(self, _: Any) -> None:
        """Go back to the settings A."""
        if self.page.view.compared is not None:
            self.bench.take(self.page.view.compared, "back to settings A")

    def undo(self, _: Any) -> str:
        """Undo the last change."""
        words = self.bench.undo(self.page.view.session)
        return f"undone: {words}" if words else "there is nothing to undo"

    def redo(self, _: Any) -> str:
        """Redo the last undone change."""
        words = self.bench.redo(self.page.view.session)
        return f"redone: {words}" if words else "there is nothing to redo"

    def save_settings(self, _: Any) -> str:
        """Save the settings."""
        return self.bench.save_settings()

    def save_annotations(self, _: Any) -> str:
        """Save the annotations of the session shown, never those of another."""
        return self.bench.save_annotations(self.page.view.session)

    # Decisions

    def keep_mine(self, subject: str) -> str:
        """Keep the user's changes of a file that others have changed."""
        return self.bench.others.keep_mine(subject)

    def take_theirs(self, subject: str) -> str:
        """Take what others have written in a file."""
        return self.bench.others.take_theirs(subject)

    def discard(self, subject: str) -> str:
        """Go back to what a file contains."""
        return self.bench.others.discard(subject)


def _names(actions: type) -> frozenset[str]:
    return frozenset(name for name in dir(actions) if not name.startswith("_") and name != "do")


NAMES = _names(Actions)
# Those that only look, or that the page sends by itself: the message stays.
LOOKING = frozenset(
    {"hover", "measure", "moment", "pan", "release", "select", "show_all", "show_range", "wear", "zoom"}
)
# Those that read or change the labels of the session shown.
ON_SESSION = _names(LabelActions) | _names(LungeActions) | {"undo", "redo", "save_annotations"}
