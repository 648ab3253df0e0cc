"""Opens what recordings come in: text, zip archives, folders, Edge Impulse's JSON and CBOR, AX6 files."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.axivity import read_cwa
from heeldrive_lab.importers.csv_table import BYTES_MAX, TextTable, read_bytes, read_text
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import MEMBERS_MAX
from heeldrive_lab.importers.patterns import TABLE_ENDINGS
from heeldrive_lab.importers.told_layout import as_told
from heeldrive_lab.util.optional_dependencies import require

# Bit of a member's flags (APPNOTE.TXT, 4.4.4).
ENCRYPTED = 1


def open_tables(path: Path) -> list[TextTable]:
    """Read all tables of a file, an archive or a folder.

    Raises:
        RecordingError: there is none, or it cannot be read.
    """
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in TABLE_ENDINGS)
        return _members(iter([(each.name, read_bytes(each)) for each in files[:MEMBERS_MAX]]))
    content = read_bytes(path)
    if content.startswith(b"PK\x03\x04"):
        return _members(_unzipped(content))
    name = path.name
    # The fourth byte, of a block's length, is no letter: a table may begin with the name AX.
    if content.startswith((b"MD", b"AX")) and len(content) >= 1024 and content[3] < ord(" "):
        return [read_cwa(name, content)]
    if content[:1] in (b"{", b"["):
        return _from_json(name, content)
    # A map: Edge Impulse's CBOR.
    if b"\xa0" <= content[:1] <= b"\xbf" and b"payload" in content[:400]:
        require("cbor", "cbor2")
        import cbor2  # noqa: PLC0415

        try:
            return [_edge_impulse(name, cbor2.loads(content))]
        except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
            raise RecordingError(f"its CBOR is damaged ({str(error)[:60]}): export it again") from error
    return [as_told(read_text(name, content))]


def _unzipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if any(info.filename.startswith(("xl/", "word/")) for info in infos):
                raise RecordingError(say.WORKBOOK)
            room = BYTES_MAX
            for info in infos:
                path = PurePosixPath(info.filename)
                # meta/ is phyphox's own, __MACOSX/ the Finder's.
                if path.suffix.lower() not in TABLE_ENDINGS or {"meta", "__MACOSX"} & set(path.parts[:-1]):
                    continue
                if info.flag_bits & ENCRYPTED:
                    raise RecordingError(say.ARCHIVE_LOCKED)
                room -= info.file_size
                if room < 0:
                    raise RecordingError(
                        f"its files are larger than {BYTES_MAX >> 20} MB: unpack and split them"
                    )
                with archive.open(info) as member:
                    yield path.name, member.read(info.file_size + 1)
    except RecordingError:
        raise
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OSError, zlib.error) as error:
        raise RecordingError(say.ARCHIVE_DAMAGED.format(why=str(error)[:60])) from error


def _members(files: Iterator[tuple[str, bytes]]) -> list[TextTable]:
    """Tables of those files that are tables."""
    tables: list[TextTable] = []
    problems: list[str] = []
    for name, content in files:
        try:
            tables.append(as_told(read_text(name, content)))
        except RecordingError as problem:
            problems.append(f"{name}: {problem}")
        if len(tables) > MEMBERS_MAX:
            raise RecordingError(say.TABLES_MANY.format(most=MEMBERS_MAX))
    if not tables:
        raise RecordingError(problems[0] if problems else say.TABLES_NONE)
    return tables


def _from_json(name: str, content: bytes) -> list[TextTable]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        found = _json_lines(content)
        if len(found) < 2:
            raise RecordingError(f"its JSON is damaged ({str(error)[:60]}): export it again") from error
    if isinstance(found, dict) and "payload" in found:
        return [_edge_impulse(name, found)]
    if isinstance(found, dict):
        # A list for each column.
        columns = {key: cells for key, cells in found.items() if isinstance(cells, list)}
        found = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=False)]
    # `{"t": 1, "accel": {"x": 0}}` has the column `accel x`.
    rows = [
        {f"{key} {axis}".strip(): cell for key, value in row.items() for axis, cell in _items(value)}
        for row in found
        if isinstance(row, dict)
    ]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    if len(rows) < 2 or len(keys) > 200:
        raise RecordingError("its JSON holds no list of samples: export the recording as CSV")
    cells: list[list[str]] = [[str(row.get(key, "")) for key in keys] for row in rows]
    return [
        TextTable(
            name,
            keys,
            [""] * len(keys),
            list(cells),
            list(range(1, len(rows) + 1)),
            layout="JSON, a list of rows",
        )
    ]


def _json_lines(content: bytes) -> list[Any]:
    """One object a line, as loggers append them; a last line that was cut is left out."""
    found = []
    for line in content.splitlines():
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            break
    return found


def _items(value: Any) -> list[tuple[str, Any]]:
    """Named parts of a value, or the value itself without a name."""
    if isinstance(value, list):
        return list(zip("xyz", value, strict=False)) if len(value) == 3 else []
    return list(value.items()) if isinstance(value, dict) else [("", value)]


def _edge_impulse(name: str, found: Any) -> TextTable:
    """A table from Edge Impulse's data acquisition format."""
    try:
        payload = found["payload"]
        sensors = payload["sensors"]
        names = [str(sensor["name"]) for sensor in sensors]
        units = [str(sensor.get("units", "")) for sensor in sensors]
        rows = [
            [str(cell) for cell in (row if isinstance(row, list) else [row])] for row in payload["values"]
        ]
        rate_hz = 1000 / float(payload["interval_ms"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise RecordingError(
            "it has no payload with sensors, values and interval_ms as Edge Impulse writes: export it as CSV"
        ) from error
    wrong = next((at for at, row in enumerate(rows, 1) if len(row) != len(names)), None)
    if wrong is not None or len(rows) < 2:
        raise RecordingError(
            f"values, row {wrong or 1}: it does not have {len(names)} numbers: export it again"
        )
    return TextTable(
        name, names, units, list(rows), list(range(1, len(rows) + 1)), rate_hz=rate_hz, layout="Edge Impulse"
    )
