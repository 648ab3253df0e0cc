"""Reads .cwa files of the Axivity AX6, as described in Open Movement's technical documentation."""

import numpy as np

from heeldrive_lab.importers.csv_table import TextTable
from heeldrive_lab.importers.errors import RecordingError

SECTOR = 512
PACKET = np.dtype(
    {
        "names": ["magic", "fraction", "time", "scales", "rate", "axes", "offset", "count", "data"],
        "formats": ["<u2", "<u2", "<u4", "<u2", "u1", "u1", "<i2", "<u2", ("<i2", 240)],
        "offsets": [0, 4, 14, 18, 24, 25, 26, 28, 30],
        "itemsize": SECTOR,
    }
)
MAGIC = 0x5841
# Six axes, 16 bits each: gyroscope first.
SIX_AXES = 0x62
# Five hours at 100 Hz.
BLOCKS_MAX = 45_000


def read_cwa(name: str, content: bytes) -> TextTable:
    """Read a .cwa file as a table with time, acceleration in g and rates in deg/s.

    Blocks whose checksum fails are left out: they show as gaps.

    Raises:
        RecordingError: it has no gyroscope, or no sound block.
    """
    blocks = np.frombuffer(content[: len(content) // SECTOR * SECTOR], PACKET)
    words = np.frombuffer(content[: len(blocks) * SECTOR], "<u2").reshape(-1, SECTOR // 2)
    data = (blocks["magic"] == MAGIC) & (words.sum(axis=1, dtype=np.uint16) == 0)
    blocks = blocks[data]
    if not len(blocks):
        raise RecordingError("no block of this .cwa file is sound: copy it from the AX6 again")
    blocks = blocks[blocks["axes"] == SIX_AXES]
    if not len(blocks):
        raise RecordingError(
            "this .cwa file has acceleration only: record with the gyroscope of an AX6 switched on"
        )
    if len(blocks) > BLOCKS_MAX:
        raise RecordingError(
            f"it is longer than {BLOCKS_MAX * 40 / 3.6e5:.0f} h at 100 Hz: cut it with OmGui"
        )
    times, values = [], []
    for block in blocks:
        count = min(int(block["count"]), 40)
        rate_hz = 3200 / (1 << (15 - (int(block["rate"]) & 15)))
        scales = int(block["scales"])
        dps = 8000 / (1 << (scales >> 10 & 7)) / 32768
        per_g = 1 << (8 + (scales >> 13))
        fraction, offset = 0.0, int(block["offset"])
        if int(block["fraction"]) & 0x8000:
            fraction = (int(block["fraction"]) & 0x7FFF) / 32768
            # The device moved the offset by the fraction for older readers.
            offset += int(fraction * rate_hz)
        start = _seconds(int(block["time"])) + fraction
        times.append(start + (np.arange(count) - offset) / rate_hz)
        six = block["data"].reshape(40, 6)[:count]
        values.append(np.hstack((six[:, 3:] / per_g, six[:, :3] * dps)))
    table = np.column_stack((np.concatenate(times), np.concatenate(values)))
    return TextTable(
        name,
        ["time", "ax", "ay", "az", "gx", "gy", "gz"],
        ["s", "g", "g", "g", "deg/s", "deg/s", "deg/s"],
        [[repr(cell) for cell in row] for row in table.tolist()],
        list(range(1, len(table) + 1)),
        layout="AX6 .cwa",
    )


def _seconds(packed: int) -> float:
    """Seconds since 2000 from YYYYYYMM MMDDDDDh hhhhmmmm mmssssss."""
    year, month, day = packed >> 26, packed >> 22 & 15, packed >> 17 & 31
    days = np.datetime64(f"{2000 + year:04}-{max(month, 1):02}-01") - np.datetime64("2000-01-01")
    return float(
        (int(days.astype(int)) + day - 1) * 86400
        + (packed >> 12 & 31) * 3600
        + (packed >> 6 & 63) * 60
        + (packed & 63)
    )
