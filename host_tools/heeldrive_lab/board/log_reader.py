"""Reads a board's log file: every log in it as far as it goes, and whether a replay gives its events."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from heeldrive import EVENT_NONE, RepCounter, Settings, SettingsError, declared
from heeldrive.events import TABLE

from heeldrive_lab.board.log_blocks import Block, DamagedBlockError, Note, Told, blocks_in, records_of
from heeldrive_lab.sessions.format import NUMBER_KEYS, REST_STEP_KEY, TIME_LIMIT_MS, WHOLE_NUMBER, is_one_line
from heeldrive_lab.sessions.session import Row, SessionError, SessionHeader
from heeldrive_lab.util.terminal_tables import how_many

FILE_NAME = "heeldrive.log"
"""What the file is called on the board's drive (firmware/log/format.py)."""

REST_STEP_MS = 250
"""A longer step is a gap: the detector takes it for a hole, and the means of a rest keep below it."""

_START: Row = (0, 0, 0, 0, 0, 0, 0)
_WRITTEN_TOGETHER = 3  # blocks of one write behind its first (firmware/log/writer.py)
_SETTING = "settings."
_KEPT = ("firmware", "circuitpython", "board")  # keys of the header that go into the session's


class BoardLogError(SessionError):
    """A log file that cannot be used; the text says where, what, and what would do."""


@dataclass
class BoardLog:
    """One log: what the board recorded from one start to its end.

    Attributes:
        log_id: its number on the board, rising from 1.
        header: the keys and values at its beginning; empty when every copy is lost.
        rows: the samples.
        told: the events, as the board told them.
        notes: the wearer's markers and the board's own notes.
        missing_blocks: blocks that are not there, before the last one that is.
        damaged_blocks: copies with a wrong CRC.
        marked: whether the wearer has put a marker into it.
    """

    log_id: int
    header: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    missing_blocks: int = 0
    damaged_blocks: int = 0
    marked: bool = False

    @property
    def gaps(self) -> int:
        """Holes in the samples: steps of more than ``REST_STEP_MS``."""
        return sum(after[0] - before[0] > REST_STEP_MS for before, after in pairwise(self.rows))


def read_logs(data: bytes) -> list[BoardLog]:
    """Every log in the bytes of a log file, the oldest first. Any bytes are read as far as they go.

    Raises:
        BoardLogError: there are blocks, but all of a newer version.
    """
    blocks: dict[tuple[int, int], dict[int, Block]] = defaultdict(dict)
    damaged: dict[tuple[int, int], int] = defaultdict(int)
    versions = set()
    for found in blocks_in(data):
        if isinstance(found, Block):
            kept = blocks[found.log].get(found.sequence)
            # Every block is there twice; of one that was still being filled the fuller copy is the newer.
            if kept is None or len(found.records) > len(kept.records) or found.marked > kept.marked:
                blocks[found.log][found.sequence] = found
        elif isinstance(found, tuple):
            damaged[found] += 1
        else:
            versions.add(found)
    if versions and not blocks:
        raise BoardLogError(
            f"the blocks are of format version {', '.join(map(str, sorted(versions)))};"
            " this heeldrive reads 1: update heeldrive"
        )
    logs = [
        _log(key[0], [blocks[key][n] for n in sorted(blocks[key])], damaged[key]) for key in sorted(blocks)
    ]
    return [log for log in logs if log.rows or log.header]


def _log(log_id: int, blocks: Sequence[Block], damaged: int) -> BoardLog:
    log = BoardLog(log_id, damaged_blocks=damaged, marked=any(block.marked for block in blocks))
    expected = 0
    end = _START
    for number, block in enumerate(blocks):
        missing = block.sequence - expected
        if not missing and block.base != end:
            missing = 1  # of the block before there is only an early copy, not yet full
        if missing and number and number >= len(blocks) - _WRITTEN_TOGETHER:
            # The last write was cut: some of its blocks came through, and not the one before them.
            log.damaged_blocks += 1
            break
        log.missing_blocks += missing
        expected = block.sequence + 1
        try:
            records, end = records_of(block)
        except DamagedBlockError:
            log.missing_blocks += 1
            continue
        for record in records:
            if isinstance(record, Told):
                log.told.append(record)
            elif isinstance(record, Note):
                log.notes.append(record)
            elif isinstance(record, dict):
                log.header = log.header or record
            elif (not log.rows or record[0] > log.rows[-1][0]) and record[0] < TIME_LIMIT_MS:
                log.rows.append(record)
    return log


def session_header(log: BoardLog, thigh: str = "unknown") -> SessionHeader:
    """The header of the session a log becomes.

    Args:
        log: the log.
        thigh: ``left``, ``right`` or ``unknown``; the board does not know.

    Raises:
        BoardLogError: the log's header is lost.
    """
    header = log.header
    numbers = {key: int(header[key]) for key in NUMBER_KEYS if WHOLE_NUMBER.fullmatch(header.get(key, ""))}
    try:
        return SessionHeader(
            sensor=header["sensor"],
            thigh=thigh,
            origin="recorded",
            extra={
                "log_id": str(log.log_id),
                REST_STEP_KEY: str(REST_STEP_MS),
                **{key: header[key] for key in _KEPT if key in header and is_one_line(header[key])},
            },
            **numbers,
        )
    except (KeyError, TypeError, SessionError) as error:
        raise BoardLogError(
            f"log {log.log_id}: the block that names its sensor is lost, so its counts have no units"
        ) from error


def settings_of(log: BoardLog) -> Settings:
    """The settings that were in force.

    Raises:
        SettingsError: this heeldrive has no such setting, or another range.
    """
    words = {setting.name: setting.choices for setting in declared()}
    values: dict[str, int | str] = {}
    for key, text in log.header.items():
        if key.startswith(_SETTING):
            name = key.removeprefix(_SETTING)
            number = WHOLE_NUMBER.fullmatch(text) and text not in words.get(name, ())
            values[name] = int(text) if number else text
    return Settings(values)


def check_replay(log: BoardLog) -> str:
    """Whether the replay of a log gives the very events the board told; one clause for people."""
    if log.missing_blocks:
        return f"replay not compared: {log.missing_blocks} blocks are missing"
    try:
        settings = settings_of(log)
    except SettingsError as error:
        return f"replay not compared: the board's settings are of another version ({error})"
    header = session_header(log)
    counter = RepCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    last_ms = log.rows[-1][0] if log.rows else -1
    # An event is written before the frame with its sample: of the last one the sample may be lost.
    board = [told for told in log.told if told.shown_ms <= last_ms]
    fields = board[0].fields if board else len(TABLE)  # what the board did not know of cannot differ
    replayed = [
        Told([getattr(counter.event, name) for name in TABLE[: 2 * fields : 2]])
        for row in log.rows
        if counter.step(*row) != EVENT_NONE
    ]
    if replayed == board:
        return f"replay gives the board's own {how_many(len(board), 'event')}"
    same = sum(a == b for a, b in zip(board, replayed, strict=False))
    return (
        f"REPLAY DIFFERS: {same} of the board's {len(board)} events are the same, {len(replayed)} in all"
        f" (firmware {log.header.get('firmware', 'unknown')})"
    )
