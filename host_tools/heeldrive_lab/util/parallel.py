"""Work on all cores."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

Done = TypeVar("Done")
# Read at start by the libraries that numpy may use: OpenBLAS, MKL, Apple's Accelerate, OpenMP.
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "OMP_NUM_THREADS")


def parallel_map(
    work: Callable[[Path], Done], paths: Sequence[Path], workers: int | None = None
) -> Iterator[Done]:
    """Apply `work` to each file and yield the results, largest file first.

    Args:
        work: a module-level function, or a partial of one, so that it can be sent to another process.
        paths: the files.
        workers: number of processes; None for one per core, 1 for this process alone.
    """
    # Largest first; otherwise one core may still work on it when all others are done.
    ordered = sorted(paths, key=lambda path: -path.stat().st_size)
    processes = min(workers or os.cpu_count() or 1, len(ordered))
    if processes <= 1:
        yield from map(work, ordered)
        return
    with _one_thread_each(), process_pool(processes) as pool:
        yield from pool.map(work, ordered)


def process_pool(workers: int | None = None) -> ProcessPoolExecutor:
    """Processes, one per core unless a number is given; they leave Ctrl-C to this one."""
    # Spawned on every system: a fork would copy the locks of running threads.
    return ProcessPoolExecutor(workers, get_context("spawn"), _ignore_interrupts)


def _ignore_interrupts() -> None:
    """Ignore Ctrl-C, which reaches every process of a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Make processes started in the block use one thread for linear algebra: every core is busy already."""
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
