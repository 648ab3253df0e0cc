"""Which cue belongs to what a followed board tells, by the rules of the board's own user interface."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from heeldrive import EVENT_REP, EVENT_SET, LEGS

from heeldrive_lab.board.link.follow import Connected
from heeldrive_lab.cues.patterns import KINDS, names_of, player
from heeldrive_lab.cues.speaker import playing
from heeldrive_lab.cues.tone import Tone
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.wearer_markers import (
    DISCARDED_SET,
    MISSED_REP,
    NEW_SET,
    NOT_A_REP,
    WRONG_REP,
    matches,
)
from heeldrive_lab.util.paths import FIRMWARE

_TARGETS = ("reps_target", "sets_target", "rest_target_s", "legs_rest_s")
_PAST_MS = 2000  # an event older than this was told after an interruption: it is counted in silence
_SOON_MS = 10_000  # before the rest ends
_TOO_SOON_MS = 9000  # as in firmware/ui/user_interface.py
_DUTY = 1 << 15


class CuesOfBoard:
    """The kinds of cues for the messages of a board, from its own ``SetCounter`` and its settings."""

    def __init__(self) -> None:
        self._sets = self._counter({})
        self._set = 1  # number of the detector's set
        self._told_ms = -1  # the end of the rest that was told to end soon
        self._asked_ms = -1  # start of the rep that was asked about

    def update(self, update: object, event: Event | None, t_ms: int) -> int:
        """The cue for an item from ``follow``.

        Args:
            update: the item.
            event: its object, as ``LiveState.update`` returns it.
            t_ms: the board's session time.

        Returns:
            one of ``KINDS``, 0 for none.
        """
        if isinstance(update, Connected):
            if not update.again:
                self._sets = self._counter(update.settings)
            return 0
        kind = self._kind(event) if event else 0
        is_past = event is not None and int(event.get("shown_ms") or t_ms) < t_ms - _PAST_MS
        return 0 if is_past else kind or self._rest(t_ms)

    def _counter(self, settings: Any) -> Any:
        targets = {name: int(settings.get(name, "0")) for name in _TARGETS}
        return names_of(FIRMWARE / "ui" / "set_counter.py")["SetCounter"](
            SimpleNamespace(mode=settings.get("mode", "sensor_leg"), **targets)
        )

    def _kind(self, event: Event) -> int:
        sets = self._sets
        if event["kind"] == "rep":
            leg = LEGS.index(event["sensor_leg"])
            times = {name: event[name] for name in ("start_ms", "end_ms")}
            counted = SimpleNamespace(kind=EVENT_REP, sensor_leg=leg, **times)
            sets.event(counted, self._set)
            if event["start_ms"] == self._asked_ms:
                sets.asked_reps = sets.set_reps
            return KINDS["LAST" if sets.is_done else "REP"]
        if event["kind"] == "set":
            sets.event(SimpleNamespace(kind=EVENT_SET, end_ms=event["end_ms"]), self._set)
            self._set = event["index"] + 1
            return KINDS["SET_END"] if sets.set_reps and not sets.is_done else 0
        if event["kind"] == "question":
            self._asked_ms = event["start_ms"]  # its rep follows
        if event["kind"] == "marker":
            self._correct(event["text"], event["t_ms"])
        return KINDS[event["kind"].upper()] if event["kind"] in ("refused", "fault", "question") else 0

    def _correct(self, text: str, t_ms: int) -> None:
        """What the wearer did by the button."""
        sets = self._sets
        if text == WRONG_REP:
            sets.minus()
        elif text == NOT_A_REP % self._asked_ms:
            sets.minus(asked=True)
        elif text == MISSED_REP:
            sets.plus()
        elif text == NEW_SET:
            sets.end_set(t_ms)
            sets.new_set()
        elif matches(text, DISCARDED_SET):
            sets.discard(t_ms)

    def _rest(self, t_ms: int) -> int:
        until_ms = self._sets.rest_until_ms
        if until_ms >= 0 and self._sets.poll(t_ms):
            return KINDS["REST_END"]
        if 0 <= until_ms - t_ms <= _SOON_MS and until_ms != self._told_ms:
            self._told_ms = until_ms
            return KINDS["REST_SOON"] if until_ms - t_ms > _TOO_SOON_MS else 0
        return 0


@contextmanager
def played_here(wanted: bool) -> Iterator[Callable[[int], object]]:
    """Play cues on the loudspeaker while the block runs; yield a function that begins one of ``KINDS``.

    Raises:
        MissingExtraError: sounddevice is not installed.
        SoundError: there is no loudspeaker.
    """
    if not wanted:
        yield lambda kind: None
        return
    tone = Tone()
    cues = player(tone, _DUTY)
    with playing(tone, cues.step):
        yield cues.play
