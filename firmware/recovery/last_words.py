"""The last words of a program that ended with an exception. Loaded only then."""

import traceback

from wearable.console_out import write_line


def last_words(error: Exception, free_bytes: int) -> str:
    """Writes the whole traceback on the console. Returns where it ended, the free memory, what it was.

    For instance ``wearable/app.py:152, 1204 B free: MemoryError: memory allocation failed``. The place is
    missing if there was no memory to note it.
    """
    text = "".join(traceback.format_exception(error)).rstrip()
    for line in text.split("\n"):
        write_line(line)
    place = ""
    start = text.rfind('File "')
    if start >= 0:
        place, _, rest = text[start + 6 :].partition('", line ')
        number, _, text = rest.partition("\n")
        place = "%s:%s, " % (place, number.partition(",")[0])
    return "%s%d B free: %s" % (place, free_bytes, text)
