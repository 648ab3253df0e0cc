"""The detector compiled for this computer: the same source, some hundred times as fast as the interpreter.

`count` and `Counting` are the ways in; nobody need know whether Numba is there.
"""

from heeldrive_lab.detection.compiled.cache import Empty, Shelf
from heeldrive_lab.detection.compiled.counting import (
    FIELDS,
    Counted,
    Counting,
    count,
    count_each,
    joined,
    prepare,
)

__all__ = ["FIELDS", "Counted", "Counting", "Empty", "Shelf", "count", "count_each", "joined", "prepare"]
