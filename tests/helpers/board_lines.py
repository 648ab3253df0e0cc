"""Lines as a board sends them over its serial link, and a log in blocks to send."""

from base64 import b64encode

from crafted_logs import block, frame, header
from heeldrive_lab.board.link.lines import with_checksum

LOG = [
    block(header() + frame()),
    # Each begins with the last sample of the one before.
    *(block(frame(), sequence=n, base=(160 * n, *[0] * 6)) for n in (1, 2)),
]


def line(text):
    """A line with its checksum and its end."""
    return with_checksum(text.encode("utf-8", "surrogateescape")) + b"\n"


def block_lines(number, data):
    """The lines of a block."""
    return [
        line(f"block n={number} at={at} data={b64encode(data[at : at + 128]).decode()}")
        for at in range(0, 1024, 128)
    ]
