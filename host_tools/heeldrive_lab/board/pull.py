"""Converts the logs of a board into session files. Nothing is deleted or overwritten unless asked for."""

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from heeldrive_lab.board.deploy.boot_out import FILE_NAME as BOOT_OUT
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.releases import translated
from heeldrive_lab.board.log_reader import (
    FILE_NAME,
    NOBODY,
    BoardLog,
    BoardLogError,
    WornBy,
    check_replay,
    last_words,
    logged_settings,
    newer_words,
    overwritten,
    read_logs,
    session_header,
)
from heeldrive_lab.board.log_records import Note
from heeldrive_lab.board.session_folder import SUFFIXES, find_session, free_name, sync_session
from heeldrive_lab.detection.event_fields import KIND_NUMBERS, as_event
from heeldrive_lab.sessions.format import WHOLE_NUMBER
from heeldrive_lab.sessions.session import SessionError, SessionReader, write_session
from heeldrive_lab.settings.of_session import is_plain
from heeldrive_lab.util.terminal_tables import how_many


class NoLogError(BoardLogError):
    """There is nothing in a log file that this version reads."""


class Pulled(NamedTuple):
    """The result of pulling one log.

    Attributes:
        log: the log.
        session: the session file; None if the log could not be converted.
        is_new: whether the file was written now; False if an identical one existed.
        sentence: a summary for people.
    """

    log: BoardLog
    session: Path | None
    is_new: bool
    sentence: str


def pull(source: Path, folder: Path, worn_by: WornBy = NOBODY) -> Iterator[Pulled]:
    """Read every log and write each as a session into a folder, which is created if necessary.

    ``log_0007.csv`` comes with ``log_0007.settings.toml``, the settings the board used, and
    ``log_0007.events.jsonl``, the board's events in the format of ``heeldrive replay --json``. Events
    of a kind that this version does not know are left out, and the sentence counts them. A log that cannot be
    read is told, and the others still come.

    Args:
        source: the drive, or the log file itself.
        folder: output folder.
        worn_by: what the board does not know, for the headers of new sessions.

    Yields:
        one ``Pulled`` per log, the oldest first.

    Raises:
        BoardLogError: there is no log file, it is empty, or the folder cannot be written.
    """
    path = _log_file(source)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        remedy = (
            "the board records nothing until heeldrive deploy has made it"
            if source.is_dir() and (source / BOOT_OUT).exists()
            else f"give the board's drive or a copy of its {FILE_NAME}"
        )
        raise BoardLogError(f"{path}: no such file: {remedy}") from error
    except OSError as error:
        raise BoardLogError(f"{path}: cannot be read ({error.strerror or error})") from error
    drive = DriveFiles(source)
    name_words = partial(translated, drive) if source.is_dir() else str
    yield from pull_data(data, str(path), folder, worn_by, name_words)


def pull_data(
    data: bytes,
    where: str,
    folder: Path,
    worn_by: WornBy = NOBODY,
    name_words: Callable[[str], str] = str,
) -> Iterator[Pulled]:
    """Like ``pull``, but from the bytes of a log file.

    ``where`` names their origin in messages; ``name_words`` puts our names into the last words of a crash.
    """
    try:
        logs = read_logs(data)
    except BoardLogError as error:
        raise NoLogError(f"{where}: {error}") from error
    if not logs:
        raise NoLogError(
            f"{where}: contains no log: nothing has been recorded yet (a board records on battery, not while"
            " a computer holds its drive), or this is another file"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for log in logs:
            yield _pulled(log, folder, worn_by, name_words)
    except OSError as error:
        raise BoardLogError(f"{folder}: cannot be written ({error.strerror or error})") from error


def empty(source: Path) -> None:
    """Overwrite a board's log file in place; it keeps its size, because the board neither makes nor grows it.

    Args:
        source: the drive.

    Raises:
        BoardLogError: the file cannot be written.
    """
    path = _log_file(source)
    try:
        with path.open("r+b") as file:
            file.write(b"\xff" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BoardLogError(
            f"{path}: cannot be emptied ({error.strerror or error}): if the board is recording into it, press"
            " reset, then run the same command again"
        ) from error


def _log_file(source: Path) -> Path:
    return source / FILE_NAME if source.is_dir() else source


def is_safe(pulled: Pulled) -> bool:
    """Whether a log may be deleted: it was complete, and its session is on the disk with all that it held."""
    log = pulled.log
    if pulled.session is None or log.missing_blocks or log.left_out or _unknown(log):
        return False
    try:
        sync_session(pulled.session)
        with SessionReader(pulled.session) as session:
            return list(session) == log.rows
    except (OSError, SessionError):
        return False


def _unknown(log: BoardLog) -> int:
    """How many of its events are of a kind that only newer firmware knows."""
    return sum(event.kind not in KIND_NUMBERS for event in log.events)


def _pulled(log: BoardLog, folder: Path, worn_by: WornBy, name_words: Callable[[str], str]) -> Pulled:
    if log.newer_version:
        return Pulled(log, None, False, f"log {log.log_id}: no session: {newer_words(log.newer_version)}")
    what = _what(log, name_words)
    if not log.rows:
        return Pulled(log, None, False, f"log {log.log_id}: no session: {what}")
    try:
        return _as_session(log, folder, worn_by, what)
    except SessionError as error:
        return Pulled(log, None, False, f"no session: {error} ({what})")


def _as_session(log: BoardLog, folder: Path, worn_by: WornBy, what: str) -> Pulled:
    header = session_header(log, worn_by)
    ending = f"{what}; {check_replay(log)}"
    known = find_session(folder, log.log_id, log.rows)
    if known is not None:
        return Pulled(log, known, False, f"{known.name} (already there): {ending}")
    with TemporaryDirectory(dir=folder, prefix=".pull-") as workshop:
        made = Path(workshop) / "log.csv"
        write_session(made, header, log.rows, [_marker(note) for note in log.notes])
        made.with_suffix(".settings.toml").write_text(_settings_text(log), "utf-8")
        made.with_suffix(".events.jsonl").write_text(_events_text(log), "utf-8")
        name = free_name(folder, f"log_{log.log_id:04}")
        for suffix in SUFFIXES:
            made.with_suffix(suffix).replace(folder / f"{name}{suffix}")
    return Pulled(log, folder / f"{name}.csv", True, f"{name}.csv: {ending}")


def _what(log: BoardLog, name_words: Callable[[str], str]) -> str:
    """For instance ``12 034 samples, 0 gaps, last block cut``."""
    parts = [f"{len(log.rows):,} samples".replace(",", " "), how_many(log.gaps, "gap")]
    if log.late_ms:
        parts.append(f"begins {log.late_ms / 1000:.1f} s into its session")
    if log.overwritten_blocks:
        parts.append(overwritten(log))
    if log.missing_blocks:
        parts.append(f"{how_many(log.missing_blocks, 'block')} missing")
    if log.damaged_blocks:
        parts.append("last block cut" if log.damaged_blocks == 1 else f"{log.damaged_blocks} blocks damaged")
    if _unknown(log):
        parts.append(f"{how_many(_unknown(log), 'event')} of an unknown kind left out: update heeldrive")
    if log.left_out:
        parts.append(f"events and markers left out, as no board writes their numbers: {log.left_out}")
    by_wearer = sum(note.by_wearer for note in log.notes)
    if by_wearer:
        parts.append(how_many(by_wearer, "marker"))
    words = last_words(log)
    if words:
        parts.append(f"after a crash ({name_words(words)})")
    return ", ".join(parts)


def _marker(note: Note) -> tuple[int, str]:
    text = " ".join(note.text.split())
    return note.t_ms, text if note.by_wearer else f"board: {text}"


def _settings_text(log: BoardLog) -> str:
    """The settings the board used, as a ``settings.toml``."""
    lines = [f"# The settings in use while log {log.log_id} was recorded.\n"]
    for name, text in logged_settings(log).items():
        if is_plain(name):
            value = text if WHOLE_NUMBER.fullmatch(text) else json.dumps(text)
            lines.append(f"{name} = {value}\n")
    return "".join(lines)


def _events_text(log: BoardLog) -> str:
    known = (event for event in log.events if event.kind in KIND_NUMBERS)
    return "".join(f"{json.dumps(as_event(event))}\n" for event in known)


def as_json_line(pulled: Pulled) -> str:
    """The result of pulling one log as a line of JSON."""
    log = pulled.log
    return json.dumps(
        {
            "log_id": log.log_id,
            "session": pulled.session.name if pulled.session else None,
            "is_new": pulled.is_new,
            "samples": len(log.rows),
            "gaps": log.gaps,
            "missing_blocks": log.missing_blocks,
            "overwritten_blocks": log.overwritten_blocks,
            "damaged_blocks": log.damaged_blocks,
            "told": pulled.sentence,
        }
    )
