"""The user's actions on the wearer's own lunge, by the names that page.js sends."""

from typing import Any

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.taught.lunge import NOT_TAUGHT, REPS, lunge_of, lunge_settings, lunge_words
from heeldrive_lab.util.terminal_tables import how_many
from heeldrive_lab.workbench.label_actions import ActionTarget
from heeldrive_lab.workbench.model import Workbench


class LungeActions:
    """Actions that teach the detector the wearer's own lunge."""

    page: ActionTarget
    bench: Workbench

    def teach(self, _: Any) -> str:
        """Take the reps in view as the wearer's own lunge: the labelled ones; if none is, all.

        Of more than five, the first five in a row that are alike are taken.

        Raises:
            SessionError: there are not two reps in view, or they are not alike.
        """
        reps = self._reps_in_view()
        wanted = min(len(reps), REPS)
        lunge = lunge_of(reps, wanted) if wanted > 1 else None
        if lunge is None:
            raise SessionError(
                f"{how_many(len(reps), 'counted rep')} in view: show two or more of one leg, depth and tempo"
            )
        values = lunge_settings(lunge)
        self.bench.set_all(values, "my lunge")
        words = lunge_words(values)
        return f"my lunge, from {how_many(wanted, 'rep')}: {words}; save the settings to keep it"

    def forget(self, _: Any) -> str:
        """Forget the wearer's own lunge."""
        self.bench.set_all(NOT_TAUGHT, "my lunge forgotten")
        return "my lunge is forgotten"

    def _reps_in_view(self) -> list[Event]:
        """The counted reps in view that are labelled as true reps; all of them if none is."""
        annotations = self.bench.annotations(self.page.view.session)
        labels = annotations.reps if annotations else ()
        reps = self.page.counted_in_view()
        labelled = [
            rep
            for rep in reps
            if any(label.start_ms < rep["end_ms"] and rep["start_ms"] < label.end_ms for label in labels)
        ]
        return labelled or reps
