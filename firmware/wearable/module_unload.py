"""Frees the memory of code that is no longer needed."""

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
