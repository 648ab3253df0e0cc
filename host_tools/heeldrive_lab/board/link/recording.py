"""Writes samples and markers from the link to a session file that is readable at any time."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from heeldrive_lab.board.link.follow import Connected, Disconnected
from heeldrive_lab.board.link.lines import SENSORS, Message
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.sessions.format import REST_STEP_KEY, is_one_line
from heeldrive_lab.sessions.session import Row, SessionHeader
from heeldrive_lab.sessions.start_time import START_TIME_KEY
from heeldrive_lab.settings.of_session import header_key

# Longest step between the averaged samples of a board at rest, ms (firmware/sensor/rest_decimator.py).
_REST_STEP_MS = "250"


class LiveRecording:
    """A growing session file, named ``NAME.csv.part`` until it is closed.

    A new session of the board starts at time 0 again, so it goes to a new file: ``NAME-2.csv`` and so on.

    Args:
        path: the session file, ``NAME.csv``.
        thigh: the leg that wears the sensor.

    Attributes:
        samples: total number of samples written.
        written: the finished files.

    Raises:
        BoardLinkError: the file exists already, or cannot be written.
    """

    def __init__(self, path: Path, thigh: str) -> None:
        if path.suffix != ".csv":
            raise BoardLinkError(f"{path}: a recording must be a plain session file: name it {path.stem}.csv")
        self._wanted = path
        self._thigh = thigh
        self._file: BinaryIO | None = None
        self._path = path
        self._board: Connected | None = None
        self._who_am_i = 0
        self._t_ms = -1
        self._missed = ""  # text of the marker for the gap before the next sample
        self.samples = 0
        self.written: list[Path] = []
        if path.exists() or _part(path).exists():
            raise BoardLinkError(f"{path}: this file or its .part exists already: choose another name")
        if not path.parent.is_dir():
            raise BoardLinkError(f"{path}: no such folder: create it first")

    def update(self, update: object) -> None:
        """Process an item from `follow`.

        Raises:
            BoardLinkError: the file cannot be written.
        """
        try:
            if isinstance(update, Connected):
                if not update.again:
                    self.close()
                self._board = update
                self._who_am_i = update.sensor.integer("who_am_i") or self._who_am_i
            elif isinstance(update, Disconnected):
                self._missed = "link lost"
            elif isinstance(update, Message):
                self._take_message(update)
        except OSError as error:
            raise BoardLinkError(
                f"{self._path}: cannot be written ({error.strerror or error}): free some space;"
                " the samples written so far are kept"
            ) from error

    def close(self) -> None:
        """Finish the current file, if any, and give it its final name."""
        if self._file is not None:
            self._file.close()
            self._file = None
            _part(self._path).replace(self._path)
            self.written.append(self._path)

    def _take_message(self, message: Message) -> None:
        row = message.row()
        if row is not None:
            self._write(row)
        elif message.word == "dropped":
            self._missed = f"{message.integer('raw')} samples dropped by the link"
        elif message.word == "sensor":
            self._who_am_i = message.integer("who_am_i") or self._who_am_i
        elif message.word == "marker" and self._file is not None:
            text = " ".join(message.rest.partition(" ")[2].split())
            self._mark(message.integer("t_ms"), text)

    def _write(self, row: Row) -> None:
        if row[0] <= self._t_ms and self._file is not None:
            return  # a duplicate
        if self._file is None:
            self._begin(row[0])
        elif self._missed:
            self._mark(row[0], self._missed)
        self._missed = ""
        self._t_ms = row[0]
        self._put("{},{},{},{},{},{},{}\n".format(*row))
        self.samples += 1

    def _begin(self, t_ms: int) -> None:
        """Begins a file with a sample that was taken at this session time, by the laptop's clock just now."""
        assert self._board is not None  # samples come from a board
        number = 1
        self._path = self._wanted
        while self._path.exists() or _part(self._path).exists():
            number += 1
            self._path = self._wanted.with_name(f"{self._wanted.stem}-{number}.csv")
        hello, sensor = self._board.hello.cells, self._board.sensor
        extra = {key: hello[key] for key in ("firmware", "circuitpython", "board") if hello.get(key)}
        header = SessionHeader(
            sensor=SENSORS.get(self._who_am_i, "unknown"),
            accel_ug_per_count=sensor.integer("accel_ug_per_count"),
            gyro_udps_per_count=sensor.integer("gyro_udps_per_count"),
            rate_hz=sensor.integer("rate_hz"),
            thigh=self._thigh,
            origin="recorded",
            extra={
                START_TIME_KEY: (datetime.now() - timedelta(milliseconds=t_ms)).isoformat(timespec="seconds"),
                REST_STEP_KEY: _REST_STEP_MS,
                "link_session": hello.get("session", "0"),
                **header_key(self._board.settings),
                **extra,
            },
        )
        # Unbuffered writes of whole lines: if the program is killed, the file still ends with a full line.
        self._file = _part(self._path).open("xb", buffering=0)
        self._put("".join(header.lines()))

    def _mark(self, t_ms: int, text: str) -> None:
        if text and is_one_line(text):
            self._put(f"marker,{t_ms},{text}\n")

    def _put(self, text: str) -> None:
        assert self._file is not None
        data = text.encode()
        if os.write(self._file.fileno(), data) < len(data):
            raise OSError(28, "No space left on device")


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")
