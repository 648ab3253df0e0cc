"""Annotation files: what really happened in a session, in `NAME.truth.csv` (docs/file-format.md)."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from heeldrive_lab.sessions.annotation_model import (
    ALL_COLUMNS,
    CAPTURE_COLUMNS,
    COLUMN_SETS,
    COLUMNS,
    FORCE_PLATE_COLUMNS,
    HEEL_DRIVE_COLUMNS,
    Annotation,
    Annotations,
)
from heeldrive_lab.sessions.file_names import ANNOTATIONS, beside
from heeldrive_lab.sessions.format import SessionError, SessionHeader
from heeldrive_lab.sessions.training_notes import NOTES, TrainingNotes, notes_beside, parsed_notes
from heeldrive_lab.util.files import READ_ERRORS, open_input, replacing, why_no_text, why_unreadable

VERSION = 1
VERSION_KEY = "heeldrive-truth"
MOST_BYTES = 20_000_000  # a hundred thousand rows and more
COLUMNS_WORDS = (
    f"{','.join(COLUMNS)} (and {','.join(HEEL_DRIVE_COLUMNS)}, {FORCE_PLATE_COLUMNS[0]}"
    f" and {CAPTURE_COLUMNS[0]}, where known)"
)

__all__ = [
    "Annotation",
    "Annotations",
    "annotations_path",
    "find_annotations",
    "has_annotations",
    "notes_of",
    "read_annotations",
    "write_annotations",
]


def annotations_path(session: str | Path) -> Path:
    """Path of a session's annotation file: `NAME.truth.csv` for `NAME.csv` and `NAME.csv.gz`."""
    return beside(Path(session), ANNOTATIONS)


def read_annotations(path: str | Path) -> Annotations:
    """Read an annotation file.

    Args:
        path: the annotation file itself; see `annotations_path`.

    Raises:
        SessionError: the file cannot be read, or a line in it is invalid.
    """
    path = Path(path)
    try:
        with open_input(path) as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except READ_ERRORS as error:
        raise SessionError(f"{path}: {why_unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise SessionError(f"{path}: {why_no_text(error)}") from error
    if len(data) > MOST_BYTES:
        raise SessionError(f"{path}: larger than {MOST_BYTES // 10**6} MB: this is no annotation file")
    try:
        return _parse(text)
    except SessionError as error:
        raise SessionError(
            f"{path}{error.args[0] if error.args[0].startswith(', line') else f': {error}'}"
        ) from None


def has_annotations(session: str | Path) -> bool:
    """Whether there is an annotation file with a row, or one that is invalid, next to a session.

    A file without rows has only notes of load and effort: nobody has said what happened.
    """
    path = annotations_path(session)
    try:
        if path.stat().st_size > MOST_BYTES:
            return True
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            lines = (line for line in file if line.strip() and not line.startswith("#"))
            return sum(1 for _ in zip(lines, range(2), strict=False)) != 1
    except OSError:
        return path.exists()


def find_annotations(session: str | Path) -> Annotations | None:
    """Read the annotation file next to a session; None if there is no such file, or it has no row.

    Raises:
        SessionError: the file cannot be read, or it names another session.
    """
    path, name = annotations_path(session), Path(session).name
    if not has_annotations(session):
        return None
    annotations = read_annotations(path)
    if not annotations.is_of(name):
        raise SessionError(
            f"{path}: it belongs to {annotations.session}, not to {name}:"
            " fix its second line, or move it next to its own session"
        )
    return annotations


def notes_of(session: Path, header: SessionHeader) -> TrainingNotes:
    """Load and effort of a session: those in its annotation file, then those in its header.

    Raises:
        SessionError: a value is not a number in its range. The text names the file.
    """
    path = session
    try:
        own = parsed_notes(header.extra)
        path = annotations_path(session)
        return notes_beside(path).over(own)
    except SessionError as error:
        raise SessionError(f"{path}: in the header, {error}") from None


def write_annotations(path: str | Path, annotations: Annotations) -> None:
    """Write an annotation file; the old file stays until the new one is complete.

    Raises:
        SessionError: the file cannot be written.
    """
    path = Path(path)
    try:
        with replacing(path) as file:
            _write(file, annotations)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and the free space"
        ) from error


def _write(file: TextIO, annotations: Annotations) -> None:
    file.write(f"# {VERSION_KEY}: {VERSION}\n# session: {annotations.session}\n")
    file.writelines(f"# {key}: {text}\n" for key, text in annotations.notes.keys().items())
    table = csv.writer(file, lineterminator="\n")
    known = {column for row in annotations.rows for column in ALL_COLUMNS if getattr(row, column) is not None}
    columns = next(columns for columns in COLUMN_SETS if known <= set(columns))
    table.writerow(columns)
    table.writerows([getattr(row, column) for column in columns] for row in annotations.rows)


def _parse(text: str) -> Annotations:
    lines = text.splitlines()
    session = _parse_header(lines)
    head = 2
    notes = {}
    while len(lines) > head and lines[head].startswith("#"):
        key, _, note = lines[head][1:].partition(":")
        if key.strip() not in NOTES or key.strip() in notes:
            raise SessionError(
                f", line {head + 1}: '# key: value' may be {' or '.join(NOTES)}, each once: fix or delete it"
            )
        notes[key.strip()] = note
        head += 1
    found = lines[head].replace(" ", "") if len(lines) > head else ""
    if found not in [",".join(columns) for columns in COLUMN_SETS]:
        raise SessionError(f", line {head + 1}: the columns must be {COLUMNS_WORDS}")
    width = found.count(",") + 1
    rows = []
    for number, line in enumerate(lines[head + 1 :], head + 2):
        if not line.strip():
            continue
        try:
            rows.append(_parse_row(next(csv.reader([line], strict=True)), width))
        except (SessionError, csv.Error) as error:
            raise SessionError(f", line {number}: {error}: fix or delete the line") from error
    return Annotations(session, tuple(rows), parsed_notes(notes))


def _parse_header(lines: Sequence[str]) -> str:
    if not lines or lines[0].replace(" ", "").partition(":")[0] != f"#{VERSION_KEY}":
        raise SessionError(
            f"this is not an annotation file: its first line is not '# {VERSION_KEY}: {VERSION}'"
        )
    version = lines[0].partition(":")[2].strip()
    if version != str(VERSION):
        raise SessionError(
            f", line 1: format version {version!r}; this heeldrive reads version {VERSION}: update it"
        )
    key, _, session = lines[1].partition(":") if len(lines) > 1 else ("", "", "")
    if key.replace(" ", "") != "#session" or not session.strip():
        raise SessionError(", line 2: this must be '# session: NAME.csv', naming the annotated session")
    return session.strip()


def _parse_row(cells: Sequence[str], width: int) -> Annotation:
    if len(cells) != width:
        raise SessionError(f"columns: {len(cells)} instead of {width}")
    texts = [cell.strip() for cell in cells] + [""] * (len(ALL_COLUMNS) - width)
    kind, start, end, bottom, rise, depth, leg, reps, activity, travel, pressure, behind, velocity = texts
    start_ms, end_ms = _integer("start_ms", start), _integer("end_ms", end)
    if start_ms is None or end_ms is None:
        raise SessionError("start_ms and end_ms must be given")
    return Annotation(
        kind,
        start_ms,
        end_ms,
        _integer("bottom_ms", bottom),
        _integer("rise_ms", rise),
        _number("depth_deg", depth),
        leg,
        _integer("reps", reps),
        activity,
        _number("knee_travel_mm", travel),
        _number("cop_percent", pressure),
        _number("behind_midfoot_percent", behind),
        _number("rise_mm_s", velocity),
    )


def _integer(name: str, cell: str) -> int | None:
    try:
        return int(cell) if cell else None
    except ValueError:
        raise SessionError(f"{name} is {cell!r}, which is not a whole number") from None


def _number(name: str, cell: str) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        raise SessionError(f"{name} is {cell!r}, which is not a number") from None
