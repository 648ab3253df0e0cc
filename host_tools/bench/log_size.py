"""Measures how fast the board's log grows, how long its writing takes, and the space for it on a small drive.

`python -m bench.log_size` prints them.
"""

import random
from typing import Literal, NamedTuple

from heeldrive_lab.board.deploy.contents import contents
from heeldrive_lab.board.deploy.releases import room_of
from heeldrive_lab.board.log_blocks import BLOCK_BYTES, HOME_BLOCKS, SLOT_BLOCKS, Block, blocks_in
from heeldrive_lab.board.log_reader import FILE_NAME
from heeldrive_lab.sessions.session import Row
from heeldrive_lab.simulator import Spec, make_session, simulate
from heeldrive_lab.simulator.activities import PlannedActivity
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.flash import ERASE_US, PROGRAM_US

SMALLEST_DRIVE = 2 << 20
_CLUSTER_BYTES = 1024  # as CircuitPython formats 2 MB
_ACCEL_UG, _GYRO_UDPS = 244, 17_500
_SESSIONS = ("clean_set", "must_not_count/walk_only", "must_not_count/sit_and_stand")
_TRAINING = "training"
_MOTION = "must_not_count/walk_only"  # constant, and what takes the most room
_RESTS_S = (60, 90, 120)  # between the sets of a training
_WALKED = (0.3, 0.6)  # share of a rest that is walked; most of what is left is sat
_STILL_S = 300
KINDS: tuple[Literal["spi", "internal"], ...] = ("spi", "internal")  # nRF52840 boards, RP2040
_SETTLED_MS = 70_000  # by then samples at rest are averaged


class Growth(NamedTuple):
    """Growth of a log.

    Attributes:
        name: the session.
        minutes: its duration.
        bytes_per_minute: log bytes per minute, counting whole blocks.
        flash_s_per_minute: time that erasing and programming the flash takes, by kind of flash.
    """

    name: str
    minutes: float
    bytes_per_minute: float
    flash_s_per_minute: dict[str, float]


def growths() -> list[Growth]:
    """Record sessions of each kind with the firmware on the virtual board."""
    made = [(name, make_session(name, rate_hz=104)) for name in _SESSIONS]
    made.append((_TRAINING, simulate(training())))
    found = [
        _growth(name, session.rows, session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
        for name, session in made
    ]
    return [*found, _growth("lying still", _still(), _ACCEL_UG, _GYRO_UDPS, _SETTLED_MS)]


def training() -> Spec:
    """Sets of ten reps; in the rests of one to two minutes the wearer walks, stands and sits."""
    planned = [_for("stand", 4.0)]
    for number, rest_s in enumerate(_RESTS_S):
        walk_s = rest_s * _WALKED[number % 2]
        planned += [_for("stand", 4.0), _for("walking", walk_s), _for("stand", 3.0)]
        planned += [_for("sit", rest_s - walk_s - 10), _for("stand", 3.0)]
        planned.append(PlannedActivity("backward_lunge", {"reps": 10}))
    return Spec(tuple(planned), 1, 52)


def _for(activity: str, seconds: float) -> PlannedActivity:
    return PlannedActivity(activity, {"seconds": seconds})


def lasts(growths: list[Growth], space: int) -> dict[str, float]:
    """How long logs fit into a space, minutes: of training, and of constant motion."""
    rates = {growth.name: growth.bytes_per_minute for growth in growths}
    return {
        "training": space / rates[_TRAINING],
        "constant motion": space / rates[_MOTION],
    }


def room() -> int:
    """Space for logs on the smallest drive next to everything else that the board needs, bytes."""
    deployed = contents()
    # The virtual drive has few directory entries and no folders: one file takes the same number of clusters.
    needed = room_of(_CLUSTER_BYTES, deployed.manifest)
    drive = VirtualDrive(size=SMALLEST_DRIVE, files={"everything": bytes(needed)})
    slots = len(drive.read(FILE_NAME)) // (SLOT_BLOCKS * BLOCK_BYTES)
    return slots * HOME_BLOCKS * BLOCK_BYTES


def _growth(name: str, rows: list[Row], accel_ug: int, gyro_udps: int, from_ms: int = 0) -> Growth:
    flash_s: dict[str, float] = {}
    for kind in KINDS:
        drive = VirtualDrive(kind)
        board = VirtualBoard(
            WearerSpec(rows, accel_ug_per_count=accel_ug, gyro_udps_per_count=gyro_udps),
            storage=StorageSpec(drive=drive),
        )
        board.run(FIRMWARE)
        times_us = [ERASE_US if operation.data is None else PROGRAM_US for operation in drive.chip.operations]
        flash_s[kind] = sum(times_us) * 60e-3 / board.delivered[-1][0]
    drive.power_on(None)
    filled: dict[int, int] = {}
    for block in blocks_in(drive.read(FILE_NAME)):
        if isinstance(block, Block) and block.base[0] >= from_ms:
            filled[block.sequence] = max(filled.get(block.sequence, 0), len(block.records))
    minutes = (board.delivered[-1][0] - from_ms) / 60_000
    newest = filled.pop(max(filled)) if len(filled) > 1 else 0
    whole = sum(filled.values()) / len(filled)  # mean of the blocks that are full
    return Growth(name, minutes, BLOCK_BYTES * (len(filled) + newest / whole) / minutes, flash_s)


def _still() -> list[Row]:
    """A board on a table: noise of 2.5 counts on each axis."""
    noise = random.Random(1)

    def near(count: int) -> int:
        return round(noise.gauss(count, 2.5))

    return [
        (t_ms, near(40), near(4090), near(-300), near(60), near(-200), near(15))
        for t_ms in range(0, 1000 * _STILL_S, 10)
    ]


def print_log_size() -> None:
    """Print all of it."""
    space = room()
    found = growths()
    print("size of the log that the firmware writes on the virtual board")
    for growth in found:
        rate = growth.bytes_per_minute / 1000
        print(f"  {growth.name:<30}{rate:6.1f} KB per minute, over {growth.minutes:.1f} min")
        for kind, seconds in growth.flash_s_per_minute.items():
            print(f"    writing it takes {seconds:14.1f} s per minute on {kind} flash")
    print(f"  space left for logs on a drive of 2 MB: {space / 1000:.0f} KB")
    for what, minutes in lasts(found, space).items():
        print(f"  it holds {minutes:.0f} min of {what}")
    print("  goal 180 min of training")


if __name__ == "__main__":
    print_log_size()
