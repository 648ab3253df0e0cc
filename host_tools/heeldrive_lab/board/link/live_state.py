"""The state of a board, built from its messages, as `heeldrive live` shows it."""

from collections import deque

from heeldrive_lab.board.console_protocol import parse_event
from heeldrive_lab.board.link.follow import Connected, Disconnected
from heeldrive_lab.board.link.lines import SENSORS, Message
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.replay_table import split_by_leg
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.terminal_tables import clock, how_many

_SHOWN = 12  # events
_ASK_MS = 5000  # as in firmware/ui/presses.py

QUESTION = "was that a rep? A short press of its button says no"


class LiveState:
    """The current state and the latest events.

    Attributes:
        port: the serial device; empty before the first connection.
        hello: the board's greeting: firmware, board and session.
        t_ms: session time, ms.
        phase: the current phase.
        inclination_deg: inclination of the thigh from standing, deg.
        reps: reps since the session started.
        set_index, set_reps: the current set and its reps.
        depth_min_deg: the least inclination of a rep, deg, by the board's settings; None if it is not known.
        why_not: why the newest cycle did not count, in words; empty if it counted.
        recent: the latest events as sentences, the newest last.
        asked_until_ms: session time until which the board asks whether a rep was one; 0 while it does not.
        dropped: number of raw samples that were not read in time.
        lost: number of events that were not read in time.
        trouble: why the board is waited for; empty while it is connected.
    """

    def __init__(self) -> None:
        self.port = ""
        self.hello: dict[str, str] = {}
        self.t_ms = 0
        self.phase = ""
        self.inclination_deg = 0.0
        self.reps = self.set_index = self.set_reps = 0
        self.depth_min_deg: int | None = None
        self.why_not = ""
        self.recent: deque[str] = deque(maxlen=_SHOWN)
        self.asked_until_ms = 0
        self._asked_ms = 0  # start of the rep that is asked about
        self.dropped = self.lost = 0
        self.trouble = ""

    def update(self, update: object) -> Event | None:
        """Process an item from `follow`; returns its object for `--json`, None for an item without one."""
        if isinstance(update, Connected):
            return self._take_board(update)
        if isinstance(update, Disconnected):
            self.trouble = update.why
            return {"kind": "link", "connected": False, "why": update.why}
        return self._take_message(update) if isinstance(update, Message) else None

    def _take_board(self, board: Connected) -> Event:
        self.port, self.hello, self.trouble = board.port, board.hello.cells, ""
        if not board.again:
            self.recent.clear()
            self.asked_until_ms = 0
            self.dropped = self.lost = 0
        depth = board.settings.get("depth_min_deg", "")
        self.depth_min_deg = int(depth) if depth.isdecimal() else None
        status = board.status
        self._set_count(status)
        self.phase = status.cells.get("phase", "")
        return {
            "kind": "link",
            "connected": True,
            "port": board.port,
            "same_session": board.again,
            **{key: self.hello.get(key, "") for key in ("firmware", "circuitpython", "board")},
        }

    def _set_count(self, line: Message) -> None:
        self.t_ms = line.integer("t_ms", self.t_ms)
        self.reps = line.integer("reps", self.reps)
        self.set_index = line.integer("set", self.set_index)
        self.set_reps = line.integer("set_reps", self.set_reps)

    def _take_message(self, line: Message) -> Event | None:
        if line.word == "state":
            self._set_count(line)
            self.phase = line.cells.get("phase", self.phase)
            self.inclination_deg = line.integer("inclination_cdeg") / 100
            return {
                "kind": "state",
                "t_ms": self.t_ms,
                "phase": self.phase,
                "inclination_deg": round(self.inclination_deg, 1),
                "reps": self.reps,
                "set": self.set_index,
                "set_reps": self.set_reps,
            }
        if line.word == "phase":
            self.phase = line.cells.get("name", self.phase)
            return {"kind": "phase", "name": self.phase, "t_ms": line.integer("t_ms")}
        if line.word == "dropped":
            self.dropped += line.integer("raw")
            return {"kind": "dropped", "samples": line.integer("raw")}
        if line.word == "lost":
            missed = line.integer("to") - line.integer("from") + 1
            self.lost += missed
            self.recent.append(f"{how_many(missed, 'event')} missed: the board no longer has them")
            return {"kind": "lost", "happenings": missed}
        return self._take_event(line) if line.number is not None else None

    def _take_text(self, line: Message) -> Event:
        """Process a numbered line that is not a detector event: a marker, a fault, start or end of a log."""
        if line.word == "marker":
            self.asked_until_ms = 0
            t_ms, (_, text) = line.integer("t_ms"), _split_head(line)
            self.recent.append(f"{clock(t_ms)}  the wearer says: {text}")
            return {"kind": "marker", "t_ms": t_ms, "text": text}
        if line.word == "question":
            t_ms, self._asked_ms = line.integer("t_ms"), line.integer("start_ms")
            self.asked_until_ms = t_ms + _ASK_MS
            self.recent.append(f"{clock(t_ms)}  the board asks: {QUESTION}")
            return {"kind": "question", "t_ms": t_ms, "start_ms": self._asked_ms}
        if line.word == "fault":
            name, text = _split_head(line)
            self.recent.append(text)
            return {"kind": "fault", "name": name, "text": text}
        if line.word == "sensor" and line.integer("who_am_i") in SENSORS:
            name = SENSORS[line.integer("who_am_i")]
            self.recent.append(f"{clock(line.integer('t_ms'))}  sensor {name}")
            return {"kind": "sensor", "t_ms": line.integer("t_ms"), "name": name}
        self.recent.append(line.text)
        return {"kind": line.word, "text": line.rest}

    def _take_event(self, line: Message) -> Event:
        try:
            event = parse_event(line.text)
        except (KeyError, ValueError):  # from another firmware version
            event = None
        if event is None:
            return self._take_text(line)
        if event["kind"] == "rep":
            self.reps = max(self.reps, event["index"])
            if event["start_ms"] != self._asked_ms:
                self.asked_until_ms = 0
        refused = str(event["reason"]) if event["kind"] == "refused" else ""
        self.why_not = REASON_WORDS.get(refused, refused)
        self.recent.append(sentence(event))
        return event


def _split_head(line: Message) -> tuple[str, str]:
    """Split off the name of a ``fault`` line, or the time of a marker, from the text after it."""
    head, _, rest = line.rest.partition(" ")
    return head.rstrip(":"), rest


def sentence(event: Event) -> str:
    """An event for people, for instance ``0:12.5  rep 2, front, 85°``."""
    at = clock(event.get("shown_ms") or event.get("at_ms") or event.get("end_ms") or 0)
    if event["kind"] == "rep":
        return f"{at}  rep {event['index']}, {event['sensor_leg']}, {event['depth_deg']:.0f}\u00b0"
    if event["kind"] == "refused":
        return f"{at}  refused: {event['reason']}, {event['depth_deg']:.0f}\u00b0"
    if event["kind"] == "slip":
        return f"{at}  the strap slipped by {event['moved_deg']:.0f}\u00b0"
    if event["kind"] == "taught":
        return f"{at}  the wearer's lunge is taught: {event['sensor_leg']}, {event['depth_deg']:.0f}\u00b0"
    split = split_by_leg(event)
    return f"{at}  set {event['index']}: {how_many(event['reps'], 'rep')}{f' ({split})' if split else ''}"
