"""Gives the memory of code back that has done its work."""

import gc
import sys


def unload(*beginnings):
    """Forgets the modules whose names begin so. Who imports them again has them compiled again."""
    for name in list(sys.modules):
        if name.startswith(beginnings):
            del sys.modules[name]
            package, _, member = name.rpartition(".")
            if package in sys.modules:
                delattr(sys.modules[package], member)  # which would hold it
    gc.collect()
