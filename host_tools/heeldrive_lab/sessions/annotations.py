"""Truth files: what really happened in a session, beside it as `NAME.truth.csv` (docs/file-format.md)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import TextIO

from heeldrive_lab.sessions.format import SessionError, is_one_line
from heeldrive_lab.util.files import READ_ERRORS, open_input, replacing, why_unreadable

VERSION = 1
VERSION_KEY = "heeldrive-truth"
KINDS = ("rep", "set", "other")
LEGS = ("front", "back", "")


@dataclass(frozen=True)
class Annotation:
    """One stretch of a session and what it was. What is not known is None, or empty text.

    Attributes:
        kind: `rep` (one true lunge rep), `set` (reps known by their total, or the span of single reps) or
            `other` (what must not count).
        start_ms: where it begins, session time.
        end_ms: where it ends, after `start_ms`.
        bottom_ms: a rep's beginning of the bottom hold.
        rise_ms: a rep's beginning of the rise.
        depth_deg: a rep's largest thigh inclination, 0..180.
        sensor_leg: `front`, `back` or empty.
        reps: how many reps the stretch holds.
        activity: what it is called, such as `backward_lunge` or `walking`.
        knee_travel_mm: of a lunge, how far the front knee is ahead of its ankle, along the foot, at the
            bottom.
        cop_percent: where the load acted under the front foot, 0 at the heel to 100 at the toes: mean from
            the bottom to half way up, as long as both feet stand.

    Raises:
        SessionError: the row contradicts itself.
    """

    kind: str
    start_ms: int
    end_ms: int
    bottom_ms: int | None = None
    rise_ms: int | None = None
    depth_deg: float | None = None
    sensor_leg: str = ""
    reps: int | None = None
    activity: str = ""
    knee_travel_mm: float | None = None
    cop_percent: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SessionError(f"kind is {self.kind!r}; it must be one of {', '.join(KINDS)}")
        if self.sensor_leg not in LEGS:
            raise SessionError(f"sensor_leg is {self.sensor_leg!r}; it must be front, back or empty")
        times = [t for t in (self.start_ms, self.bottom_ms, self.rise_ms, self.end_ms) if t is not None]
        if times != sorted(times) or self.start_ms >= self.end_ms or self.start_ms < 0:
            raise SessionError(f"the times {times} ms are not in the order start, bottom, rise, end")
        if self.depth_deg is not None and not 0 <= self.depth_deg <= 180:
            raise SessionError(f"depth_deg is {self.depth_deg}; it must be from 0 to 180")
        if self.knee_travel_mm is not None and not -1000 <= self.knee_travel_mm <= 1000:
            raise SessionError(f"knee_travel_mm is {self.knee_travel_mm}; it must be from -1000 to 1000")
        if self.cop_percent is not None and not 0 <= self.cop_percent <= 100:
            raise SessionError(f"cop_percent is {self.cop_percent}; it must be from 0 to 100")
        if self.reps is not None and self.reps < 0:
            raise SessionError(f"reps is {self.reps}; it cannot be negative")
        if not is_one_line(self.activity):
            raise SessionError(f"activity is {self.activity!r}; it must be one line without space around it")


ALL_COLUMNS = tuple(column.name for column in fields(Annotation))
# Truth about heel drive, which only a simulator knows: a file may be without these columns.
HEEL_DRIVE_COLUMNS = ("knee_travel_mm", "cop_percent")
COLUMNS = tuple(name for name in ALL_COLUMNS if name not in HEEL_DRIVE_COLUMNS)


@dataclass(frozen=True)
class Annotations:
    """The truth of one session.

    Attributes:
        session: name of the session file it belongs to.
        rows: in the order of the file.

    Raises:
        SessionError: two reps overlap; a wearer has one sensor leg and does one rep at a time.
    """

    session: str
    rows: tuple[Annotation, ...] = ()

    def __post_init__(self) -> None:
        if not self.session or not is_one_line(self.session):
            raise SessionError(f"session is {self.session!r}; it must be the name of the session file")
        for earlier, later in pairwise(sorted(self.reps, key=lambda rep: rep.start_ms)):
            if later.start_ms < earlier.end_ms:
                raise SessionError(
                    f"the reps {earlier.start_ms}..{earlier.end_ms} and {later.start_ms}..{later.end_ms} ms"
                    " overlap; one must end before the next begins"
                )

    @property
    def reps(self) -> tuple[Annotation, ...]:
        """The rows of kind `rep`."""
        return tuple(row for row in self.rows if row.kind == "rep")


def annotations_path(session: str | Path) -> Path:
    """Where the truth of a session stands: `NAME.truth.csv` for `NAME.csv` and for `NAME.csv.gz`."""
    path = Path(session)
    return path.with_name(path.name.removesuffix(".gz").removesuffix(".csv") + ".truth.csv")


def read_annotations(path: str | Path) -> Annotations:
    """Read a truth file.

    Args:
        path: the truth file itself; see `annotations_path`.

    Raises:
        SessionError: the file cannot be read, or a line of it is wrong.
    """
    path = Path(path)
    try:
        with open_input(path) as file:
            text = file.read().decode("utf-8-sig")
    except READ_ERRORS as error:
        raise SessionError(f"{path}: {why_unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise SessionError(f"{path}: this is not UTF-8 text: save the file as UTF-8") from error
    try:
        return _parse(text)
    except SessionError as error:
        raise SessionError(
            f"{path}{error.args[0] if error.args[0].startswith(', line') else f': {error}'}"
        ) from None


def find_annotations(session: str | Path) -> Annotations | None:
    """The truth that stands beside a session; None where there is none.

    Raises:
        SessionError: it cannot be read, or it says that it belongs to another session.
    """
    path, name = annotations_path(session), Path(session).name
    if not path.exists():
        return None
    truth = read_annotations(path)
    if truth.session.removesuffix(".gz") != name.removesuffix(".gz"):
        raise SessionError(
            f"{path}: it says it is the truth of {truth.session}, not of {name}:"
            " mend its second line, or put it beside its own session"
        )
    return truth


def write_annotations(path: str | Path, truth: Annotations) -> None:
    """Write a truth file; the old file stays until the new one is whole.

    Raises:
        SessionError: the file cannot be written.
    """
    path = Path(path)
    try:
        with replacing(path) as file:
            _write(file, truth)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check folder and space"
        ) from error


def _write(file: TextIO, truth: Annotations) -> None:
    file.write(f"# {VERSION_KEY}: {VERSION}\n# session: {truth.session}\n")
    table = csv.writer(file, lineterminator="\n")
    heel = any(getattr(row, column) is not None for row in truth.rows for column in HEEL_DRIVE_COLUMNS)
    columns = ALL_COLUMNS if heel else COLUMNS
    table.writerow(columns)
    table.writerows([getattr(row, column) for column in columns] for row in truth.rows)


def _parse(text: str) -> Annotations:
    lines = text.splitlines()
    session = _parse_header(lines)
    found = lines[2].replace(" ", "") if len(lines) > 2 else ""
    if found not in (",".join(COLUMNS), ",".join(ALL_COLUMNS)):
        raise SessionError(
            f", line 3: the columns must be {','.join(COLUMNS)}"
            f" (and {','.join(HEEL_DRIVE_COLUMNS)} where known)"
        )
    width = found.count(",") + 1
    rows = []
    for number, line in enumerate(lines[3:], 4):
        if not line.strip():
            continue
        try:
            rows.append(_parse_row(next(csv.reader([line], strict=True)), width))
        except (SessionError, csv.Error) as error:
            raise SessionError(f", line {number}: {error}: mend or delete the line") from error
    return Annotations(session, tuple(rows))


def _parse_header(lines: Sequence[str]) -> str:
    if not lines or lines[0].replace(" ", "").partition(":")[0] != f"#{VERSION_KEY}":
        raise SessionError(f"this is no truth file, its first line is not '# {VERSION_KEY}: {VERSION}'")
    version = lines[0].partition(":")[2].strip()
    if version != str(VERSION):
        raise SessionError(
            f", line 1: format version {version!r}; this heeldrive reads version {VERSION}: update it"
        )
    key, _, session = lines[1].partition(":") if len(lines) > 1 else ("", "", "")
    if key.replace(" ", "") != "#session" or not session.strip():
        raise SessionError(", line 2: this must be '# session: NAME.csv', the session the truth belongs to")
    return session.strip()


def _parse_row(cells: Sequence[str], width: int) -> Annotation:
    if len(cells) != width:
        raise SessionError(f"columns: {len(cells)} instead of {width}")
    texts = [cell.strip() for cell in cells] + [""] * (len(ALL_COLUMNS) - width)
    kind, start, end, bottom, rise, depth, leg, reps, activity, travel, pressure = texts
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
    )


def _integer(name: str, cell: str) -> int | None:
    try:
        return int(cell) if cell else None
    except ValueError:
        raise SessionError(f"{name} is {cell!r}, which is no whole number") from None


def _number(name: str, cell: str) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        raise SessionError(f"{name} is {cell!r}, which is no number") from None
