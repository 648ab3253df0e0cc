"""Logs over the link: lists them, sends one, deletes one.

Each function is a generator that handles one line or one block at a time, so that samples are fetched in
between; it yields whether there is a line to send.
"""

import os
from binascii import b2a_base64

from micropython import const

from link.error import CommandError
from log.format import AWAY_BLOCKS, BLOCK_BYTES, LOG_ID, NONCE, PATH, SLOT_BLOCKS
from log.store import ENOENT, LogFile, newest_opened, number_at

try:
    from typing import TYPE_CHECKING, Generator

    if TYPE_CHECKING:
        from link.line import Line
        from log.recorder import Recorder

    Answer = Generator[bool, None, None]
except ImportError:
    pass

_USED_BLOCKS = const(125)  # of a slot: all except the three that stay empty
_PIECE = const(128)  # bytes of a block in one line
_SPACE = const(32)
_EQUALS = const(61)
# Blocks that identify a slot's log: the first ones and their second copies; a power cut never destroys all.
_IDENTIFYING = (0, AWAY_BLOCKS, 1, AWAY_BLOCKS + 1)


def list_logs(line: "Line", recorder: "Recorder") -> "Answer":
    """Puts a ``log`` line for each log, in the order of their slots, then how many there are."""
    logs: list[tuple[int, int]] = []
    slots: list[int] = []  # how many each of them has
    try:
        with open(PATH, "rb") as raw:
            file = LogFile(raw)
            for slot in range(file.slots):
                log = _log_of(file, slot)
                if log in logs:
                    slots[logs.index(log)] += 1
                elif log != (0, 0):
                    logs.append(log)
                    slots.append(1)
                yield False
    except OSError as error:
        _unless_missing(error)
    for number in range(len(logs)):
        log_id, chance = logs[number]
        recording = recorder.recording and recorder.log_id == log_id
        line.text(
            "log id=%d chance=%d blocks=%d recording=%d"
            % (log_id, chance, slots[number] * _USED_BLOCKS, recording)
        )
        yield True
    line.text("ok logs count=%d" % len(logs))
    yield True


def send_log(line: "Line", log_id: int, chance: int, first: int) -> "Answer":
    """Puts ``block`` lines: the blocks of a log in the order of the file, from block ``first`` on."""
    views = None
    number = 0
    sent = 0
    try:
        with open(PATH, "rb") as raw:
            file = LogFile(raw)
            whole = memoryview(file.block)
            views = [whole[at : at + _PIECE] for at in range(0, BLOCK_BYTES, _PIECE)]
            for slot in range(file.slots):
                if _log_of(file, slot) != (log_id, chance):
                    yield False
                    continue
                for block in range(_USED_BLOCKS):
                    if number >= first and file.read(slot, block) and _log_read(file) == (log_id, chance):
                        sent += 1
                        for piece in range(len(views)):
                            line.put(b"block n")
                            line.number(number, _EQUALS)
                            line.put(b" at")
                            line.number(piece * _PIECE, _EQUALS)
                            line.put(b" data=")
                            line.put(b2a_base64(views[piece])[:-1])
                            yield True
                    else:
                        yield False
                    number += 1
    except OSError as error:
        _unless_missing(error)
    if not number:
        raise CommandError("There is no log %d with chance %d: ask for the logs." % (log_id, chance))
    line.text("ok fetch id=%d blocks=%d sent=%d" % (log_id, number, sent))
    yield True


def delete_log(line: "Line", log_id: int, chance: int) -> "Answer":
    """Overwrites a log's blocks, the last first: if power fails meanwhile, the log's beginning remains."""
    wiped = 0
    empty = bytes(BLOCK_BYTES)
    try:
        raw = newest_opened()
        file = LogFile(raw)
        for slot in range(file.slots - 1, -1, -1):
            if _log_of(file, slot) != (log_id, chance):
                yield False
                continue
            for block in range(_USED_BLOCKS - 1, -1, -1):
                if file.read(slot, block) and _log_read(file) == (log_id, chance):
                    raw.seek(file.first + (slot * SLOT_BLOCKS + block) * BLOCK_BYTES)
                    raw.write(empty)
                    wiped += 1
                yield False
        os.sync()
    except OSError as error:
        raise CommandError("The drive cannot be written (%s)." % error) from error
    if not wiped:
        raise CommandError("There is no log %d with chance %d: ask for the logs." % (log_id, chance))
    line.text("ok delete id=%d blocks=%d" % (log_id, wiped))
    yield True


def _unless_missing(error: OSError) -> None:
    """A drive without a log file has no logs; any other error refuses the command."""
    if error.args[0] != ENOENT:
        raise CommandError("The drive cannot be read (%s)." % error) from error


def _log_of(file: LogFile, slot: int) -> tuple[int, int]:
    """The log a slot belongs to: its number and its random number; two zeros for none."""
    for block in _IDENTIFYING:
        if file.log_in(slot, block):
            return _log_read(file)
    return (0, 0)


def _log_read(file: LogFile) -> tuple[int, int]:
    """The log of the block read last."""
    block = file.block
    return (number_at(block, LOG_ID), block[NONCE] | block[NONCE + 1] << 8)
