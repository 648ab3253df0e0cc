"""Reads a board's log file and checks that a replay of its samples gives the board's events."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from heeldrive import EVENT_NONE, RepCounter, Settings, SettingsError, declared
from heeldrive.events import TABLE

from heeldrive_lab.board.log_blocks import HOME_BLOCKS, VERSIONS, Block, blocks_in
from heeldrive_lab.board.log_records import DamagedBlockError, LoggedEvent, Note, records_of
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.sessions.format import (
    NUMBER_KEYS,
    REST_STEP_KEY,
    TIME_LIMIT_MS,
    WEARER_KEY,
    WHOLE_NUMBER,
    is_one_line,
)
from heeldrive_lab.sessions.session import Row, SessionError, SessionHeader
from heeldrive_lab.sessions.start_time import START_TIME_KEY, read_start_time
from heeldrive_lab.sessions.training_notes import NO_NOTES, TrainingNotes
from heeldrive_lab.settings.of_session import header_key
from heeldrive_lab.util.plain_text import printable
from heeldrive_lab.util.terminal_tables import how_many

FILE_NAME = "heeldrive.log"
"""Name of the file on the board's drive (firmware/log/format.py)."""

REST_STEP_MS = 250
"""A longer step between samples is a gap, ms. The detector resets there; averages at rest come more often."""

_START: Row = (0, 0, 0, 0, 0, 0, 0)
_SETTING = ("s.", "settings.")  # before the name of a setting; the second in older logs
_CRASH = "crash: "  # a note of the firmware (wearable/app.py)
_KEPT = ("firmware", "circuitpython", "board")  # header keys copied into the session header


class BoardLogError(SessionError):
    """A log file cannot be used; the message says where, what is wrong and how to fix it."""


@dataclass
class BoardLog:
    """One log: everything the board recorded between start and end.

    Attributes:
        log_id: its ID on the board, counting up from 1.
        header: keys and values at the start of the log; empty if every copy is lost.
        rows: the samples.
        events: the events that the board reported.
        notes: the wearer's markers and the board's notes.
        missing_blocks: number of missing blocks before the last valid one.
        overwritten_blocks: number of blocks that the log itself replaced when it had filled the file.
        damaged_blocks: number of block copies with a wrong CRC.
        marked: whether the wearer set a marker.
        late_ms: how far into its session the log begins, because a computer held the drive until then.
        left_out: number of events and notes left out, because no board writes such numbers.
        newer_version: format version of its blocks, if this heeldrive cannot read it; then all else is empty.
    """

    log_id: int
    header: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    events: list[LoggedEvent] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    missing_blocks: int = 0
    overwritten_blocks: int = 0
    damaged_blocks: int = 0
    marked: bool = False
    late_ms: int = 0
    left_out: int = 0
    newer_version: int = 0

    @property
    def gaps(self) -> int:
        """Number of gaps: steps between samples of more than ``REST_STEP_MS``."""
        return sum(after[0] - before[0] > REST_STEP_MS for before, after in pairwise(self.rows))


def read_logs(data: bytes) -> list[BoardLog]:
    """Read every log in the bytes of a log file, the oldest first. Damaged parts are skipped.

    Raises:
        BoardLogError: every block has an unknown format version.
    """
    blocks: dict[tuple[int, int], dict[int, Block]] = defaultdict(dict)
    damaged: dict[tuple[int, int], int] = defaultdict(int)
    newer: dict[tuple[int, int], int] = {}
    for found in blocks_in(data):
        if isinstance(found, Block):
            kept = blocks[found.log].get(found.sequence)
            # Every block is stored twice. Of a block written while it filled up, the fuller copy is newer.
            if kept is None or len(found.records) > len(kept.records) or found.marked > kept.marked:
                blocks[found.log][found.sequence] = found
        elif found.version:
            newer[found.log] = found.version
        else:
            damaged[found.log] += 1
    if newer and not blocks:
        raise BoardLogError(newer_words(*set(newer.values())))
    logs = [BoardLog(key[0], newer_version=newer[key]) for key in sorted(newer) if key not in blocks]
    for key in sorted(blocks):
        log = _log(key[0], [blocks[key][n] for n in sorted(blocks[key])], damaged[key])
        log.missing_blocks += key in newer
        logs.append(log)
    logs.sort(key=lambda log: log.log_id)
    return [log for log in logs if log.rows or log.header or log.missing_blocks or log.newer_version]


def newer_words(*versions: int) -> str:
    """That blocks are of newer firmware, and what would help."""
    return (
        f"the blocks have format version {', '.join(map(str, sorted(versions)))};"
        f" this heeldrive reads up to version {VERSIONS[-1]}: update heeldrive"
    )


def _log(log_id: int, blocks: Sequence[Block], damaged: int) -> BoardLog:
    log = BoardLog(log_id, damaged_blocks=damaged, marked=any(block.marked for block in blocks))
    if blocks[0].sequence == 0:
        log.late_ms = blocks[0].base[0]
    expected = 0
    whole_from = 0
    if any(block.wrapped for block in blocks):
        # The log goes on in the slot with its oldest blocks, of which the last ones may be left.
        whole_from = (blocks[0].sequence // HOME_BLOCKS + 1) * HOME_BLOCKS
    end: Row | None = _START
    for number, block in enumerate(blocks):
        missing = block.sequence - expected
        if not missing and number and end is not None and block.base != end:
            missing = 1  # only an early, partly filled copy of the previous block is left
        if block.sequence <= whole_from:
            log.overwritten_blocks += missing
        else:
            log.missing_blocks += missing
        expected = block.sequence + 1
        try:
            records, end = records_of(block)
        except DamagedBlockError:
            log.missing_blocks += 1
            end = None
            continue
        for record in records:
            if isinstance(record, LoggedEvent):
                if record.possible:
                    log.events.append(record)
                else:
                    log.left_out += 1
            elif isinstance(record, Note):
                if record.t_ms < TIME_LIMIT_MS:
                    log.notes.append(record)
                else:
                    log.left_out += 1
            elif isinstance(record, dict):
                log.header = log.header or record
            elif (not log.rows or record[0] > log.rows[-1][0]) and record[0] < TIME_LIMIT_MS:
                log.rows.append(record)
    return log


def overwritten(log: BoardLog) -> str:
    """What is left of a log that has replaced its own oldest blocks, in words."""
    return f"the log filled its file and overwrote its beginning, up to minute {log.rows[0][0] / 60_000:.1f}"


def last_words(log: BoardLog) -> str:
    """Of the crash before this recording: where and why, and the memory that was free; empty for none."""
    words = [note.text for note in log.notes if note.text.startswith(_CRASH) and not note.by_wearer]
    return words[0].removeprefix(_CRASH) if words else ""


class WornBy(NamedTuple):
    """What the board does not know about a log.

    Attributes:
        thigh: ``left``, ``right`` or ``unknown``.
        wearer: who wore the sensor; empty if unknown.
        started: date, or date and time, of session time 0; empty if unknown.
        notes: load and effort.
    """

    thigh: str = "unknown"
    wearer: str = ""
    started: str = ""
    notes: TrainingNotes = NO_NOTES

    def keys(self) -> dict[str, str]:
        """The optional header keys that are known."""
        keys = {WEARER_KEY: self.wearer, START_TIME_KEY: self.started}
        return {key: printable(text) for key, text in keys.items() if text} | self.notes.keys()


NOBODY = WornBy()


def check_worn_by(worn_by: WornBy) -> None:
    """Check what the user says about logs before any is read.

    Raises:
        SessionError: the date or the name cannot be in a header.
    """
    header = SessionHeader("any", 1, 1, 1, worn_by.thigh, "recorded", worn_by.keys())
    read_start_time(header)


def session_header(log: BoardLog, worn_by: WornBy = NOBODY) -> SessionHeader:
    """Make the header of the session file.

    Args:
        log: the log.
        worn_by: what the board does not record.

    Raises:
        BoardLogError: the header of the log is lost.
    """
    header = log.header
    numbers = {key: int(header[key]) for key in NUMBER_KEYS if WHOLE_NUMBER.fullmatch(header.get(key, ""))}
    try:
        return SessionHeader(
            sensor=header["sensor"],
            thigh=worn_by.thigh,
            origin="recorded",
            extra={
                **worn_by.keys(),
                "log_id": str(log.log_id),
                REST_STEP_KEY: str(REST_STEP_MS),
                **({"overwritten": overwritten(log)} if log.overwritten_blocks else {}),
                **{key: header[key] for key in _KEPT if key in header and is_one_line(header[key])},
                **header_key(logged_settings(log)),
            },
            **numbers,
        )
    except (KeyError, TypeError, SessionError) as error:
        raise BoardLogError(
            f"log {log.log_id}: the block that names the sensor is lost, so the units of the counts"
            " are unknown"
        ) from error


def logged_settings(log: BoardLog) -> dict[str, str]:
    """The settings in the header of a log, as they stand there."""
    return {key.partition(".")[2]: text for key, text in log.header.items() if key.startswith(_SETTING)}


def settings_of(log: BoardLog) -> Settings:
    """The settings the board used while it recorded.

    Raises:
        SettingsError: a setting is unknown to this version of heeldrive, or out of its range.
    """
    words = {setting.name: setting.choices for setting in declared()}
    values: dict[str, int | str] = {}
    for name, text in logged_settings(log).items():
        number = WHOLE_NUMBER.fullmatch(text) and text not in words.get(name, ())
        values[name] = int(text) if number else text
    return Settings(values)


def check_replay(log: BoardLog) -> str:
    """Compare the replay of a log with the events the board reported; returns one clause for people."""
    if log.late_ms:
        return "replay not compared: the log begins when the detector had already begun"
    if log.missing_blocks:
        return f"replay not compared: {how_many(log.missing_blocks, 'block')} missing"
    if log.overwritten_blocks:
        return "replay not compared: it would have to begin where the log began"
    if log.left_out:
        return "replay not compared: events or markers are left out"
    try:
        settings = settings_of(log)
    except SettingsError as error:
        return f"replay not compared: the board's settings are from another version ({error})"
    header = session_header(log)
    counter = RepCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    last_ms = log.rows[-1][0] if log.rows else -1
    # An event is written before the frame with its sample, so the last event's sample may be lost.
    board = [event for event in log.events if event.shown_ms <= last_ms]
    fields = board[0].fields if board else len(TABLE)  # compare only the fields that the board knows
    marks = TeachingMarks(sorted((note.t_ms, note.text) for note in log.notes if note.by_wearer))
    replayed = []
    for row in log.rows:
        for reps in marks.before(row[0]):
            counter.teach(reps)
        if counter.step(*row) != EVENT_NONE:
            values = [getattr(counter.event, name) for name in TABLE[: 2 * fields : 2]]
            replayed.append(LoggedEvent(values))
    if replayed == board:
        return f"replay gives the board's own {how_many(len(board), 'event')}"
    same = sum(a == b for a, b in zip(board, replayed, strict=False))
    return (
        f"REPLAY DIFFERS: {same} of the board's {len(board)} events are the same; the replay has"
        f" {len(replayed)} (firmware {log.header.get('firmware', 'unknown')})"
    )
