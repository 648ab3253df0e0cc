"""How often the board has crashed, and the last words of the program that crashed.

Kept at the beginning of ``microcontroller.nvm``, a page of flash that belongs to no file system: the number
of crashes in a row, the length of the words, the words. ``safemode.py`` writes it too. Whatever is wrong with
that memory (there is none, it is too small, a write fails): the board starts again and counts.
"""

import gc

import microcontroller
from micropython import const

MOST_CRASHES = const(5)
"""After so many crashes without a good minute between them, the board stops until somebody starts it."""

AT_PROMPT = const(254)
"""Instead of a number of crashes: Ctrl-C was pressed, and the next start leaves the board at the prompt."""

_WORDS_BYTES = const(112)  # a note in the log has room for 120
KEPT_BYTES = const(114)
"""Of ``nvm`` that are ours: the two numbers and the words."""


def read() -> tuple[int, str]:
    """The number of crashes in a row, and the last words; 0 and none in new flash or without any."""
    crashes = 0
    words = ""
    try:
        data = microcontroller.nvm[0:KEPT_BYTES]
        if data[0] <= MOST_CRASHES + 1 or data[0] == AT_PROMPT:  # else another program left it
            crashes = data[0]
            if data[1] <= _WORDS_BYTES:
                words = bytes(data[2 : 2 + data[1]]).decode()
    except Exception:
        pass
    return crashes, words


def write(crashes: int, words: str) -> None:
    """Keeps both, the first 112 bytes of the words. One write: it erases the page, which takes 0.1 s."""
    try:
        data = words.encode()[:_WORDS_BYTES]
        microcontroller.nvm[0 : 2 + len(data)] = bytes((crashes, len(data))) + data
    except Exception:
        pass


def add(words: str) -> int:
    """Counts one more and keeps its last words. Returns the number."""
    crashes = min(read()[0], MOST_CRASHES) + 1
    write(crashes, words)
    return crashes


def keep(error: Exception) -> None:
    """Counts an exception that ended the program, and keeps its last words."""
    free_bytes = gc.mem_free()  # type: ignore[attr-defined]
    gc.collect()
    try:
        from recovery.last_words import last_words

        words = last_words(error, free_bytes)
    except Exception:  # no memory or no drive to load it
        words = "%d B free: %s" % (free_bytes, type(error).__name__)
    add(words)
