"""The same work on many files, over all cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

Done = TypeVar("Done")
# What the libraries under numpy read when they start: OpenBLAS, MKL, Apple's Accelerate, and OpenMP.
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "OMP_NUM_THREADS")


def parallel_map(
    work: Callable[[Path], Done], paths: Sequence[Path], workers: int | None = None
) -> Iterator[Done]:
    """What came of each file, the largest file first.

    Args:
        work: a function of a module, or a partial of one, so that it can be sent to another process.
        paths: the files.
        workers: processes; None for one a core, 1 for this one.
    """
    # The largest first, or one core ends up alone with it.
    ordered = sorted(paths, key=lambda path: -path.stat().st_size)
    processes = min(workers or os.cpu_count() or 1, len(ordered))
    if processes <= 1:
        yield from map(work, ordered)
        return
    # Spawned, as everywhere but on Linux: a fork copies the locks of whatever threads there are.
    with _one_thread_each(), ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(work, ordered)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes begun here do their linear algebra in one thread: the cores are taken already."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ |= dict.fromkeys(THREADS, "1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
