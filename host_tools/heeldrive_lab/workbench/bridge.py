"""Data exchanged between the page's HTML and Python over Bokeh's connection."""

from bokeh.core.properties import String
from bokeh.model import DataModel


class Bridge(DataModel):
    """JSON texts; page.js shows them and writes `action`.

    Attributes:
        action: the user's action, `[name, argument, sequence number, session that the page shows]`.
        heard: sequence number of the last action that was carried out.
        sessions: the list of sessions.
        readout: the session shown: count, truth, sets, refusals.
        totals: totals over all sessions.
        values: settings in force, undo and redo, unsaved changes.
        label: the selected label.
        moment: the cursor's time and the detector's state there.
        compared: what differs between settings A and B; empty if they are not compared.
        hover: the values of all axes at the time under the mouse.
        timeline: times at which the board's digits change, and their texts.
        message: one sentence, and whether it is an error.
        notices: what stays on the page until it is settled, with buttons.
    """

    action = String("")
    heard = String("0")
    sessions = String("[]")
    readout = String("{}")
    totals = String("{}")
    values = String("{}")
    label = String("{}")
    moment = String("{}")
    compared = String("{}")
    hover = String("{}")
    timeline = String("[]")
    message = String("{}")
    notices = String("[]")
