"""Writes session files: raw sensor counts as text (docs/file-format.md)."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from heeldrive_lab.sessions.format import (
    COUNT_MAX,
    COUNT_MIN,
    TIME_LIMIT_MS,
    SessionError,
    SessionHeader,
    is_one_line,
    row_fault,
)
from heeldrive_lab.util.files import replacing


def write_session(
    path: str | Path,
    header: SessionHeader,
    rows: Iterable[Sequence[int]],
    markers: Iterable[tuple[int, str]] = (),
) -> None:
    """Write a session file; the old one stays until the new one is complete. A name in `.gz` is compressed.

    Args:
        path: the file to write, `NAME.csv` or `NAME.csv.gz`.
        header: units and origin.
        rows: `(t_ms, ax, ay, az, gx, gy, gz)`, whole numbers, time strictly increasing; at least one.
        markers: `(t_ms, text)`; each is written before the first later row.

    Raises:
        SessionError: a row or marker is invalid, or the file cannot be written.
    """
    path = Path(path)
    latest_first = sorted(markers, reverse=True)
    for marker_ms, text in latest_first:
        if not 0 <= marker_ms < TIME_LIMIT_MS or not is_one_line(text):
            raise SessionError(
                f"{path}: the marker {text!r} at {marker_ms} ms is not one line at a time from 0 on"
            )
    try:
        with replacing(path) as file:
            file.writelines(header.lines())
            file.writelines(_lines(path, rows, latest_first))
    except OSError as error:
        reason = error.strerror or error
        raise SessionError(
            f"{path}: cannot be written ({reason}): check the folder and the free space"
        ) from error


def _lines(path: Path, rows: Iterable[Sequence[int]], markers: list[tuple[int, str]]) -> Iterator[str]:
    """Lines of `rows`, checked, with the markers in between; `markers` is latest first and is consumed."""
    before_ms = -1
    for index, row in enumerate(rows):
        try:
            t_ms, ax, ay, az, gx, gy, gz = row
            # Format d refuses a float, which would otherwise lose its fraction silently.
            line = f"{t_ms:d},{ax:d},{ay:d},{az:d},{gx:d},{gy:d},{gz:d}\n"
        except (TypeError, ValueError) as error:
            raise SessionError(f"{path}, sample {index}: {row!r} is not seven whole numbers") from error
        sound = before_ms < t_ms < TIME_LIMIT_MS and min(ax, ay, az, gx, gy, gz) >= COUNT_MIN
        if not sound or max(ax, ay, az, gx, gy, gz) > COUNT_MAX:
            raise SessionError(f"{path}, sample {index}: {row_fault(before_ms, row)}")
        while markers and markers[-1][0] < t_ms:
            yield _marker_line(*markers.pop())
        before_ms = t_ms
        yield line
    if before_ms < 0:
        raise SessionError(f"{path}: a session needs at least one sample")
    while markers:
        yield _marker_line(*markers.pop())


def _marker_line(t_ms: int, text: str) -> str:
    return f"marker,{t_ms:d},{text}\n"
