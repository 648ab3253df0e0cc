"""The board's log as bytes: blocks of 1024, several to a slot, slots in one file that never changes its size.

Drawn and explained in docs/file-format.md. Numbers are little-endian. The laptop reads what is written here
(``heeldrive_lab.board.log_reader``); a test holds the two against each other.
"""

from micropython import const

PATH = "/heeldrive.log"
"""The file; ``heeldrive deploy`` makes it, and the board only writes inside it."""

MAGIC = b"HD"
"""The first bytes of every block, of every version; the next byte is the version."""
VERSION = const(3)
"""Of the blocks that are written. Those of earlier versions have their heads in the same places."""

BLOCK_BYTES = const(1024)
# Offsets in a block.
VERSION_AT = const(2)
FLAGS = const(3)
LOG_ID = const(4)
SEQUENCE = const(8)
USED = const(12)  # bytes of records, two
NONCE = const(14)  # two random bytes, the same in all blocks of a log, unlike those an older file left
BASE = const(16)  # the sample before the block's first: t_ms in four bytes, six counts in two each
RECORDS = const(32)
CRC = const(1020)  # CRC-32 of all before it

FLAG_MARKED = const(1)
"""The log holds a marker of the wearer: a newer log must not overwrite it."""
FLAG_WRAPPED = const(2)
"""The log has filled the file: its newest slots have replaced its oldest."""

# A slot belongs to one log. Every block is written twice, ``AWAY_BLOCKS`` apart, at different times: a power
# cut destroys the flash sector (4096 bytes) being written, never both copies. Nothing is written into the
# last sector of a slot, so that a cut never reaches the next slot.
SLOT_BLOCKS = const(128)
AWAY_BLOCKS = const(8)
HOME_BLOCKS = const(117)  # 128 less the 8 for the second copies, less 3 that stay empty
SLOT_BYTES = const(131072)

FIRST = const(4096)
"""Bytes before the first slot, and after the last: a sector of the flash there may hold another file too."""
ODD = const(512)
"""More bytes there, in a file whose size has a remainder of twice as many (``heeldrive deploy``): on a drive
whose clusters begin at odd multiples of 512 bytes no block lies in two sectors of the flash then."""

# Kinds of record. A kind from 0x80 on is a frame of samples, and its low bits are how many, less one.
EVENT = const(0x01)  # the fields of heeldrive.events.TABLE, each as many bytes as it needs (log/records.py)
MARKER = const(0x02)  # t_ms in four bytes, length, text
NOTE = const(0x03)  # the same, from the board itself
HEADER = const(0x04)  # length in two bytes, lines of key=value
TIME = const(0x05)  # t_ms in four bytes: the next frame's steps count from here
FRAME = const(0x80)

TEXT_BYTES = const(120)  # longest text of a marker or note

FRAME_SAMPLES = const(128)
LONGEST_STEP_MS = const(4000)  # between two samples of a frame; after a longer one stands a TIME
SAMPLE_BYTES = const(22)  # the most that a sample takes, with the first byte of its frame
