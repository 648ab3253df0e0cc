"""What a board told so far, as `heeldrive live` shows it."""

from collections import deque

from heeldrive_lab.board.console_protocol import parse_event
from heeldrive_lab.board.link.follow import Connected, Lost
from heeldrive_lab.board.link.lines import SENSORS, Message
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.replay_table import split_by_leg
from heeldrive_lab.util.terminal_tables import clock, how_many

_SHOWN = 12  # happenings


class LiveState:
    """The present, and the last happenings.

    Attributes:
        port: the device, empty while there is none.
        hello: what the board says of itself.
        t_ms: session time, ms.
        phase: the phase.
        inclination_deg: the thigh's, degrees from standing.
        reps: reps since the session began.
        set_index, set_reps: the set, and the reps in it.
        happenings: the last ones as sentences, the newest last.
        dropped: raw samples that were not read in time.
        lost: happenings that were not read in time.
        trouble: why the board is waited for, empty while it is there.
    """

    def __init__(self) -> None:
        self.port = ""
        self.hello: dict[str, str] = {}
        self.t_ms = 0
        self.phase = ""
        self.inclination_deg = 0.0
        self.reps = self.set_index = self.set_reps = 0
        self.happenings: deque[str] = deque(maxlen=_SHOWN)
        self.dropped = self.lost = 0
        self.trouble = ""

    def take(self, told: object) -> Event | None:
        """Takes what `follow` gives; returns it as an object for `--json`, None for what stays untold."""
        if isinstance(told, Connected):
            return self._take_board(told)
        if isinstance(told, Lost):
            self.trouble = told.why
            return {"kind": "link", "connected": False, "why": told.why}
        return self._take_message(told) if isinstance(told, Message) else None

    def _take_board(self, board: Connected) -> Event:
        self.port, self.hello, self.trouble = board.port, board.hello.cells, ""
        if not board.again:
            self.happenings.clear()
            self.dropped = self.lost = 0
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
            self.happenings.append(f"{how_many(missed, 'happening')} missed: the board no longer has them")
            return {"kind": "lost", "happenings": missed}
        return self._take_happening(line) if line.number is not None else None

    def _take_text(self, line: Message) -> Event:
        """What is no event: what the wearer said by the button, a fault, a log that begins or ends."""
        if line.word == "marker":
            t_ms, (_, text) = line.integer("t_ms"), _apart(line)
            self.happenings.append(f"{clock(t_ms)}  the wearer says: {text}")
            return {"kind": "marker", "t_ms": t_ms, "text": text}
        if line.word == "fault":
            name, text = _apart(line)
            self.happenings.append(text)
            return {"kind": "fault", "name": name, "text": text}
        if line.word == "sensor" and line.integer("who_am_i") in SENSORS:
            name = SENSORS[line.integer("who_am_i")]
            self.happenings.append(f"{clock(line.integer('t_ms'))}  sensor {name}")
            return {"kind": "sensor", "t_ms": line.integer("t_ms"), "name": name}
        self.happenings.append(line.text)
        return {"kind": line.word, "text": line.rest}

    def _take_happening(self, line: Message) -> Event:
        try:
            event = parse_event(line.text)
        except (KeyError, ValueError):  # of another firmware
            event = None
        if event is None:
            return self._take_text(line)
        if event["kind"] == "rep":
            self.reps = max(self.reps, event["index"])
        self.happenings.append(sentence(event))
        return event


def _apart(line: Message) -> tuple[str, str]:
    """A ``fault`` line's name, or a marker's time, and the text behind it."""
    head, _, rest = line.rest.partition(" ")
    return head.rstrip(":"), rest


def sentence(event: Event) -> str:
    """An event for people: ``0:12.5  rep 2, front, 85°``."""
    at = clock(event.get("shown_ms") or event.get("at_ms") or event.get("end_ms") or 0)
    if event["kind"] == "rep":
        return f"{at}  rep {event['index']}, {event['sensor_leg']}, {event['depth_deg']:.0f}\u00b0"
    if event["kind"] == "refused":
        return f"{at}  refused: {event['reason']}, {event['depth_deg']:.0f}\u00b0"
    if event["kind"] == "slip":
        return f"{at}  the strap slipped by {event['moved_deg']:.0f}\u00b0"
    split = split_by_leg(event)
    return f"{at}  set {event['index']}: {how_many(event['reps'], 'rep')}{f' ({split})' if split else ''}"
