"""Frees the memory of code that is no longer needed, and of sentences."""

import gc
import sys


def unload(*prefixes: str) -> None:
    """Unloads the modules whose names begin with this. Importing one again compiles it again."""
    for name in list(sys.modules):
        if name.startswith(prefixes):
            del sys.modules[name]
            package, _, member = name.rpartition(".")
            if package in sys.modules:
                delattr(sys.modules[package], member)  # a reference that would keep it
    gc.collect()


def sentence(module: str, number: int, values: object = None) -> str:
    """One of a module's ``SENTENCES``, with its values: `heeldrive deploy` puts them there.

    Args:
        module: is loaded for it only.
        number: of the sentence.
        values: what takes the places of its per cent signs, one or a tuple; None for nothing.

    Returns:
        the sentence, "?" if there is no way to load it.
    """
    try:
        text: str = __import__(module).SENTENCES[number]
        del sys.modules[module]
        return text if values is None else text % values
    except (ImportError, MemoryError, OSError):
        return "?"
