"""What passes between the page's own HTML and Python, over Bokeh's connection."""

from bokeh.core.properties import String
from bokeh.model import DataModel


class Bridge(DataModel):
    """Texts in JSON; page.js shows them, and writes `action`.

    Attributes:
        action: what the user does, `[name, argument, running number]`.
        sessions: the list of sessions.
        readout: the session that is looked at: count, truth, sets, refusals.
        totals: all sessions together.
        values: settings in force; what can be undone, what is unsaved.
        label: the chosen label.
        moment: the moment that is looked at, and what the detector knew then.
        timeline: what the board's digits show, and when they change.
        message: one sentence, and whether it is a fault.
    """

    action = String("")
    sessions = String("[]")
    readout = String("{}")
    totals = String("{}")
    values = String("{}")
    label = String("{}")
    moment = String("{}")
    timeline = String("[]")
    message = String("{}")
