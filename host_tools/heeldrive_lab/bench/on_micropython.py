"""The part of the bench that runs on MicroPython.

`micropython on_micropython.py heap FOLDER...` prints the bytes of heap the detector takes: its code, compiled
from source, and its objects. `micropython on_micropython.py step RUNS SESSION FOLDER...` prints the time of
a step and of the reference in microseconds, once for each run, and at last the bytes a step allocates.
FOLDERs are put on the path.
"""

import gc
import sys
import time


def heap():
    """Print the heap taken by code and by objects, bytes."""
    gc.collect()
    empty = gc.mem_alloc()  # type: ignore[attr-defined]
    import heeldrive  # noqa: PLC0415

    gc.collect()
    loaded = gc.mem_alloc()  # type: ignore[attr-defined]
    counter = heeldrive.RepCounter(heeldrive.Settings(), 244, 17500)
    gc.collect()
    made = gc.mem_alloc()  # type: ignore[attr-defined]
    counter.finish()  # it was alive until here
    print(loaded - empty, made - loaded)


def step(runs, path):
    """Print step and reference time of each run, then the bytes allocated by a step."""
    from heeldrive import RepCounter, Settings  # noqa: PLC0415

    from heeldrive_lab.bench.step_cost import run, times  # noqa: PLC0415

    units, rows = read(path)
    for _ in range(runs):
        gc.collect()
        print(*times(rows, units[0], units[1], time.ticks_us))  # type: ignore[attr-defined]
    counter_step = RepCounter(Settings(), *units).step
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()  # type: ignore[attr-defined]
    run(counter_step, rows)
    print((gc.mem_alloc() - before) / len(rows))  # type: ignore[attr-defined]


def read(path):
    """Sensitivities and rows of a session file; only files the bench has written itself."""
    header = {}
    rows = []
    with open(path) as file:
        for line in file:
            if line[0] == "#":
                key, _, value = line[2:].partition(": ")
                header[key] = value
            elif line[0] != "t":
                rows.append(tuple([int(cell) for cell in line.split(",")]))
    return (int(header["accel_ug_per_count"]), int(header["gyro_udps_per_count"])), rows


if sys.argv[1] == "heap":
    sys.path[:0] = sys.argv[2:]
    heap()
else:
    sys.path[:0] = sys.argv[4:]
    step(int(sys.argv[2]), sys.argv[3])
