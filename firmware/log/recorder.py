"""Records a workout: the detector's input samples, its events and the wearer's markers.

A power cut costs the last two seconds at most; of a rest, in which nothing moves, ten. A drive that cannot be
written ends the recording and nothing else.
"""

from micropython import const

from log.format import MARKER, NOTE
from log.records import event_record, text_record
from log.store import ENOENT, ENOSPC, LogStore
from log.writer import LogWriter
from wearable import drive
from wearable.faults import LOG_ERROR, LOG_FULL, FaultError
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from heeldrive.events import Event

        from log.frame import FrameCoder
        from wearable.faults import Fault
except ImportError:
    pass

FIRMWARE_VERSION = "0.1.0"
"""The project's version; pyproject.toml takes it from here."""

# Detecting a computer over USB takes about a second. Until it is known who may write to the drive, samples
# wait in memory, where there is room for over four seconds.
_DECIDE_MS = const(3000)
_RETRY_MS = const(1000)  # between two tries to take the drive, or two steps of making the file
# A cut loses what waited between two writes and what came during the second: two seconds, of which 60 ms
# are a batch of samples. A write takes 60 to 460 ms, by the chip and its age, and the time between two
# goes by how long they took of late.
_APART_MS = const(1940)
_LONGEST_WRITE_MS = const(480)  # a longer one is a rare mishap
_FALL_MS = const(8)  # in 30 writes, a minute, from the longest to what is usual


class Recorder:
    """Writes the log. While a computer holds the drive, the newest samples wait in memory.

    Args:
        settings: the ``heeldrive.Settings`` in force.
        board_id: CircuitPython's name of the board.
        ring: for the ``LogWriter``.

    Attributes:
        recording: whether samples go into a log on the drive.
        why_not: why they do not, one sentence; empty while they do or before it is known.
        waiting: whether a log begins as soon as the computer that is there leaves.
        log_id: number of the log in the file, 0 before it has one.
        error: the ``FaultError`` that ended the log, until the caller has reported it and sets it to None.
    """

    def __init__(self, settings: "Any", board_id: str, ring: bytearray) -> None:
        self._settings = settings
        self._board_id = board_id
        self._ring = ring
        self._about: tuple[int, ...] = ()
        self._writer: LogWriter = None
        self._frame: "FrameCoder" = None
        self._begun = False
        self._making: "FaultError | None" = None  # shown while the file is made
        self._written_ms = 0
        self._write_ms = _LONGEST_WRITE_MS  # the longest write of late, with the samples' wait after it
        self._is_timed = True  # the last write
        self.recording = False
        self.waiting = False
        self.why_not = ""
        self.log_id = 0
        self.error: "FaultError | None" = None

    def begin(
        self, who_am_i: int, ug_per_count: int, udps_per_count: int, rate_hz: int, crash_count: int
    ) -> None:
        """Begins the log with the detector's first sample, as its replay will. Later calls do nothing.

        Args:
            who_am_i: WHO_AM_I of the sensor.
            ug_per_count: accelerometer scale, micro-g per count.
            udps_per_count: gyroscope scale, micro-degrees per second per count.
            rate_hz: nominal samples per second.
            crash_count: ``Watchdog.crash_count``.
        """
        if self._begun:
            return
        self._begun = True
        self._about = who_am_i, ug_per_count, udps_per_count, rate_hz, crash_count
        self._writer = LogWriter(self._header, self._ring)
        self._frame = self._writer.frame

    def _header(self) -> bytes:
        """Made anew for each slot, every few minutes, because it takes a kilobyte."""
        try:
            from log.header import header

            return header(FIRMWARE_VERSION, self._board_id, self._settings, *self._about)
        except MemoryError:
            return b""  # the log's other slots have it
        finally:
            unload("log.header", "heeldrive.settings")

    def sample(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Logs one of the detector's input samples."""
        if self._frame is not None and not self._frame.add(t_ms, ax, ay, az, gx, gy, gz):
            try:
                self._writer.sample(t_ms, ax, ay, az, gx, gy, gz)
            except OSError as error:
                self._fail(error)

    def event(self, event: "Event") -> None:
        """Logs an event of the detector. Call it right after the sample that caused it."""
        if self._writer is not None:
            self._record(event_record(event))

    def marker(self, t_ms: int, text: str) -> None:
        """Logs the wearer's marker. No newer log overwrites a log with a marker."""
        if self._writer is not None:
            self._writer.mark()
            self._record(text_record(MARKER, t_ms, text))

    def note(self, t_ms: int, text: str) -> None:
        """Logs a note by the board: a fault, a sleep."""
        if self._writer is not None:
            self._record(text_record(NOTE, t_ms, text))

    def service(self, now_ms: int) -> None:
        """Writes when it is time. Call it between samples, several times a second, with the session time."""
        if self._writer is None:
            return
        since_ms = now_ms - self._written_ms
        if not self._is_timed:
            self._is_timed = True
            self._write_ms = min(max(self._write_ms - _FALL_MS, since_ms), _LONGEST_WRITE_MS)
        if not self.recording:
            if now_ms >= _DECIDE_MS and since_ms >= _RETRY_MS:
                self._written_ms = now_ms
                self._open(now_ms)
        elif since_ms >= _APART_MS - self._write_ms:
            wanted = drive.taken and drive.computer_present()
            if wanted or self._writer.due():
                self.flush()
                self._written_ms = now_ms
                self._is_timed = False
            if wanted and self.recording:
                self._hand_over()

    def flush(self) -> None:
        """Writes what is new at once: before a sleep, or the battery's end."""
        if not self.recording or not self._writer.waiting():
            return
        try:
            self._writer.write()
        except OSError as error:
            self._fail(error)
            return
        if self._writer.full:
            self._end_with(
                LOG_FULL, "There is no room for another log: heeldrive pull the logs with --delete."
            )

    def end(self, why: str) -> None:
        """Ends the log with everything in it.

        Args:
            why: for ``why_not``.
        """
        self.flush()
        if self._writer is not None:
            self._stop(why)

    def _open(self, now_ms: int) -> None:
        """Begins the log if the board may write to the drive; otherwise a later call will."""
        if not drive.board_writes():
            self.waiting = drive.computer_present()
            if self.waiting or not drive.take():
                self.why_not = "A computer holds the drive: unplug it to record."
                return
        self.waiting = False
        try:
            if self._making is not None:
                self.error = self._making
                from log.file_making import lengthen  # most boards never need it

                if not lengthen():
                    return
                self.error = self._making = None
                unload("log.file_making", "log.format")
            late_ms = self._writer.attach(LogStore(self._settings.log_when_full == "oldest"))
        except OSError as error:
            if error.args and error.args[0] == ENOENT and not drive.taken:
                # The button was held at the start: on USB power, without which a cut may cost the drive.
                self.error = self._making = FaultError(
                    LOG_ERROR, "heeldrive.log is missing: the board makes it, leave the USB power on."
                )
            else:
                self._fail(error)
            return
        self.log_id = self._writer.log_id
        self.recording = True
        if late_ms:
            self.note(now_ms, "late: nothing before %d ms is in this log" % late_ms)
        self.flush()

    def _hand_over(self) -> None:
        """A computer was connected: ends the log and lets the computer write to the drive.

        The file stays open, because closing it writes the directory. It is not used again: the computer may
        move it.
        """
        if drive.give_back():
            self._writer.detach()
            self.recording = False
            self.waiting = True
            self.why_not = (
                "A computer was connected and can write to the drive: the log goes on when it is unplugged."
            )

    def _record(self, data: bytes | bytearray) -> None:
        try:
            self._writer.record(data)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        code = error.args[0] if error.args else 0
        if code == ENOSPC:
            self._end_with(LOG_FULL, "The drive has no room for a log: delete files on it.")
        elif code == ENOENT:
            self._end_with(
                LOG_ERROR,
                "heeldrive.log is missing or too short: run heeldrive deploy, or reset the board on USB power"
                " with its button held. Counting goes on.",
            )
        else:
            self._end_with(LOG_ERROR, "The drive cannot be written (%s): counting goes on." % error)

    def _end_with(self, fault: "Fault", sentence: str) -> None:
        """Ends the log because of a fault, and leaves the fault in ``error``."""
        self.error = FaultError(fault, sentence)
        self._stop(sentence)

    def _stop(self, sentence: str) -> None:
        self.recording = False
        self.waiting = False
        self.why_not = sentence
        # Their memory is needed elsewhere.
        self._writer = None
        self._frame = None
