"""Logs over the link: which there are, the blocks of one, and its end.

Each function is a generator that puts a line or looks at a block at a time, so that samples are fetched in
between; it yields whether there is a line to send.
"""

from binascii import b2a_base64

from micropython import const

from link.error import LinkError
from log.format import AWAY_BLOCKS, BLOCK_BYTES, LOG_ID, NONCE, PATH, SLOT_BLOCKS
from log.store import LogFile, number_at

_USED_BLOCKS = const(125)  # of a slot: all but the three that stay empty
_PIECE = const(128)  # bytes of a block in one line
_SPACE = const(32)
_EQUALS = const(61)
_NO_FILE = const(2)  # ENOENT
# Where a slot tells whose it is: the first blocks and their second copies; a cut spoils some at the most.
_TELLING = (0, AWAY_BLOCKS, 1, AWAY_BLOCKS + 1)


def tell_logs(line, recorder):
    """A ``log`` line for each log, in the order of their slots, then how many there are."""
    logs = []
    slots = []  # how many each of them has
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


def send_log(line, log_id, chance, first):
    """``block`` lines: the blocks of a log as they lie in the file, from the block ``first`` on."""
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
                    if number >= first and file.read(slot, block) and _named(file) == (log_id, chance):
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
        raise LinkError("There is no log %d with chance %d: ask for the logs." % (log_id, chance))
    line.text("ok fetch id=%d blocks=%d sent=%d" % (log_id, number, sent))
    yield True


def delete_log(line, log_id, chance):
    """Overwrites a log's blocks, the last one first: power that goes meanwhile leaves the log's beginning."""
    wiped = 0
    empty = bytes(BLOCK_BYTES)
    try:
        with open(PATH, "r+b") as raw:
            file = LogFile(raw)
            for slot in range(file.slots - 1, -1, -1):
                if _log_of(file, slot) != (log_id, chance):
                    yield False
                    continue
                for block in range(_USED_BLOCKS - 1, -1, -1):
                    if file.read(slot, block) and _named(file) == (log_id, chance):
                        raw.seek((slot * SLOT_BLOCKS + block) * BLOCK_BYTES)
                        raw.write(empty)
                        wiped += 1
                    yield False
    except OSError as error:
        raise LinkError("The drive cannot be written (%s)." % error) from error
    if not wiped:
        raise LinkError("There is no log %d with chance %d: ask for the logs." % (log_id, chance))
    line.text("ok delete id=%d blocks=%d" % (log_id, wiped))
    yield True


def _unless_missing(error):
    """A drive without a log file has no logs; any other trouble is told."""
    if error.args[0] != _NO_FILE:
        raise LinkError("The drive cannot be read (%s)." % error) from error


def _log_of(file, slot):
    """The log a slot belongs to: its number and its number by chance; two zeros for none."""
    for block in _TELLING:
        if file.log_in(slot, block):
            return _named(file)
    return (0, 0)


def _named(file):
    """What the block that was read last says it belongs to."""
    block = file.block
    return (number_at(block, LOG_ID), block[NONCE] | block[NONCE + 1] << 8)
