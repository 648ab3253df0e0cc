"""Measures the size of the board's log, and the space for logs on the smallest drive."""

import random
from typing import NamedTuple

from heeldrive_lab.board.deploy.contents import contents
from heeldrive_lab.board.deploy.libraries import Libraries, pinned_libraries
from heeldrive_lab.board.deploy.releases import room_of
from heeldrive_lab.board.log_blocks import BLOCK_BYTES, Block, blocks_in
from heeldrive_lab.board.log_reader import FILE_NAME
from heeldrive_lab.sessions.session import Row
from heeldrive_lab.simulator import make_session, workout
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive

SMALLEST_DRIVE = 2 << 20
_CLUSTER_BYTES = 1024  # as CircuitPython formats 2 MB
_ACCEL_UG, _GYRO_UDPS = 244, 17_500
_SESSIONS = ("clean_set", "must_not_count/walk_only", "must_not_count/sit_and_stand")
_STILL_S = 300
_SETTLED_MS = 70_000  # by then samples at rest are averaged
SLOT_BLOCKS, HOME_BLOCKS = 128, 117  # firmware/log/format.py


class Growth(NamedTuple):
    """Growth of a log.

    Attributes:
        name: the session.
        minutes: its duration.
        bytes_per_minute: log bytes per minute, counting whole blocks.
    """

    name: str
    minutes: float
    bytes_per_minute: float


def growths() -> list[Growth]:
    """Record sessions of each kind with the firmware on the virtual board."""
    made = [(name, make_session(name, rate_hz=104)) for name in _SESSIONS]
    made += [(f"workout {seed}", workout(seed)) for seed in (1, 2)]
    found = [
        _growth(name, session.rows, session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
        for name, session in made
    ]
    return [*found, _growth("lying still", _still(), _ACCEL_UG, _GYRO_UDPS, _SETTLED_MS)]


def room() -> int:
    """Space for logs on the smallest drive next to everything else that the board needs, bytes."""
    deployed = contents(Libraries(pinned_libraries(), "heeldrive", ""))
    # The virtual drive has few directory entries and no folders: one file takes the same number of clusters.
    needed = room_of(_CLUSTER_BYTES, deployed.manifest)
    drive = VirtualDrive(size=SMALLEST_DRIVE, files={"everything": bytes(needed)})
    slots = len(drive.read(FILE_NAME)) // (SLOT_BLOCKS * BLOCK_BYTES)
    return slots * HOME_BLOCKS * BLOCK_BYTES


def _growth(name: str, rows: list[Row], accel_ug: int, gyro_udps: int, from_ms: int = 0) -> Growth:
    drive = VirtualDrive()
    board = VirtualBoard(
        WearerSpec(rows, accel_ug_per_count=accel_ug, gyro_udps_per_count=gyro_udps),
        storage=StorageSpec(drive=drive),
    )
    board.run(FIRMWARE)
    drive.power_on(None)
    filled: dict[int, int] = {}
    for block in blocks_in(drive.read(FILE_NAME)):
        if isinstance(block, Block) and block.base[0] >= from_ms:
            filled[block.sequence] = max(filled.get(block.sequence, 0), len(block.records))
    minutes = (board.delivered[-1][0] - from_ms) / 60_000
    overhead = BLOCK_BYTES / max(filled.values())
    return Growth(name, minutes, sum(filled.values()) * overhead / minutes)


def _still() -> list[Row]:
    """A board on a table: noise of 2.5 counts on each axis."""
    noise = random.Random(1)

    def near(count: int) -> int:
        return round(noise.gauss(count, 2.5))

    return [
        (t_ms, near(40), near(4090), near(-300), near(60), near(-200), near(15))
        for t_ms in range(0, 1000 * _STILL_S, 10)
    ]
