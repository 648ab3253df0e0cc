"""The commands of the link and their answers: docs/link.md.

Each answer is a generator. It puts one line at a time and yields True; it continues when that line has been
sent, so that what follows a line happens after the reader has it.
"""

from heeldrive import PHASES
from micropython import const

from link.error import CommandError
from wearable import drive
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING, Any, Generator

    if TYPE_CHECKING:
        from heeldrive import RepCounter

        from link.line import Line
        from link.session import LinkSession
        from log.recorder import Recorder
        from sensor.sampler import Sampler
        from wearable.app import App

    Answer = Generator[bool, None, None]
except ImportError:
    pass

_NAMES = const("hello, status, settings, listen, events, start, stop, logs, fetch, delete")
_BUTTON = const("reset the board with its button held")


class Commands:
    """Answers commands.

    Args:
        line: the ``Line`` that answers are put into.
        link: the ``LinkSession``.
        counter: the ``RepCounter``.
        recorder: the ``Recorder``.
        sampler: the ``Sampler``.
        settings: the ``heeldrive.Settings`` in force.
        actions: has ``end_recording()`` and ``restart()``.
    """

    def __init__(
        self,
        line: "Line",
        link: "LinkSession",
        counter: "RepCounter",
        recorder: "Recorder",
        sampler: "Sampler",
        settings: "Any",
        actions: "App",
    ) -> None:
        self._line = line
        self._link = link
        self._counter = counter
        self._recorder = recorder
        self._sampler = sampler
        self._settings = settings
        self._actions = actions

    def answer(self, words: list[str]) -> "Answer":
        """Generator: the answer to a command.

        Args:
            words: the command and its arguments; none for what was not text.

        Raises:
            CommandError: the command is refused.
        """
        name = words[0] if words else ""
        if name == "hello":
            self._link.hello()
            yield True
        elif name == "status":
            yield from self._status()
        elif name == "settings":
            yield from self._list_settings()
        elif name == "listen":
            yield from self._listen(words)
        elif name == "events":
            yield from self._events(_number(words, 1))
        elif name == "start":
            yield from self._start()
        elif name == "stop":
            yield from self._stop()
        elif name in ("logs", "fetch", "delete"):
            yield from self._logs(words)
        else:
            raise CommandError("There is no such command; there are %s." % _NAMES)

    def _logs(self, words: list[str]) -> "Answer":
        from link import logs as link_logs  # only when needed: most workouts do without

        if words[0] == "logs":
            yield from link_logs.list_logs(self._line, self._recorder)
            return
        log_id = _number(words, 1)
        chance = _number(words, 2)
        if words[0] == "fetch":
            first = _number(words, 3) if len(words) > 3 else 0
            yield from link_logs.send_log(self._line, log_id, chance, first)
            return
        if not drive.board_writes():
            raise CommandError("A computer holds the drive: %s, then logs can be deleted." % _BUTTON)
        if self._recorder.recording:
            raise CommandError("Log %d is being recorded: stop it first." % self._recorder.log_id)
        yield from link_logs.delete_log(self._line, log_id, chance)

    def _status(self) -> "Answer":
        counter = self._counter
        recorder = self._recorder
        sampler = self._sampler
        line = self._line
        if recorder.recording:
            line.text("log id=%d" % recorder.log_id)
        else:
            line.text("log off: %s" % (recorder.why_not or "Not yet."))
        yield True
        line.text(
            "sensor who_am_i=0x%02X accel_ug_per_count=%d gyro_udps_per_count=%d rate_hz=%d"
            % (sampler.chip.who_am_i, sampler.ug_per_count, sampler.udps_per_count, sampler.rate_hz)
        )
        yield True
        line.text(
            "ok status t_ms=%d phase=%s reps=%d set=%d set_reps=%d events=%d raw_dropped=%d"
            % (
                self._link.now_ms,
                PHASES[counter.phase],
                counter.reps,
                counter.set_index,
                counter.set_reps,
                self._link.newest,
                self._link.outbox.dropped,
            )
        )
        yield True

    def _list_settings(self) -> "Answer":
        from heeldrive.settings import declared

        count = 0
        for setting in declared():
            self._line.text("setting %s=%s" % (setting.name, getattr(self._settings, setting.name)))
            count += 1
            yield True
        unload("heeldrive.settings")
        self._line.text("ok settings count=%d" % count)
        yield True

    def _listen(self, words: list[str]) -> "Answer":
        wanted = words[1:]
        for word in wanted:
            if word not in ("events", "state", "raw"):
                raise CommandError("'%s' is not one of events, state, raw." % word)
        self._link.outbox.listen("events" in wanted, "state" in wanted, "raw" in wanted)
        self._line.text("ok %s" % " ".join(words))
        yield True

    def _events(self, first: int) -> "Answer":
        self._link.outbox.send_from(first)
        self._line.text("ok events from=%d newest=%d" % (first, self._link.newest))
        yield True

    def _start(self) -> "Answer":
        if self._recorder.recording:
            raise CommandError("Log %d is being recorded: stop it first." % self._recorder.log_id)
        if not drive.board_writes() and drive.computer_present():
            raise CommandError("A computer holds the drive: %s, then recording can start." % _BUTTON)
        self._line.text("ok start")
        yield True
        self._actions.restart()

    def _stop(self) -> "Answer":
        recorder = self._recorder
        if not recorder.recording:
            raise CommandError("Nothing is being recorded. %s" % recorder.why_not)
        log_id = recorder.log_id
        self._actions.end_recording()
        self._line.text("ok stop log=%d" % log_id)
        yield True


def _number(words: list[str], place: int) -> int:
    """The number at that place of a command.

    Raises:
        CommandError: it is missing or not a number.
    """
    if place >= len(words):
        raise CommandError("A number is missing.")
    text = words[place]
    if len(text) > 9 or not text.isdigit():
        raise CommandError("'%s' is not a whole number." % text)
    return int(text)
