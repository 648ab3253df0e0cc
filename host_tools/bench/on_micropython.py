"""The part of the bench that runs on MicroPython.

`micropython on_micropython.py heap FOLDER...` prints the bytes of heap the detector takes: its code, compiled
from source, and its objects. `micropython on_micropython.py step RUNS SESSION FOLDER...` prints the time of
a step and of the reference in microseconds, once for each run, and at last the bytes a step allocates.
`micropython on_micropython.py firmware SAMPLES MOTION WHO_AM_I FOLDER...` runs the whole firmware on a board
of bytes and prints the heap it has in use before and after, bytes, collected, without that board's own, and
the time its loop takes per sample by that of the reference.
`micropython on_micropython.py log RUNS SESSION FOLDER...` prints the time of packing a sample into the log by
that of the reference, once for each run. FOLDERs are put on the path.
"""

import gc
import os
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

    from bench.step_cost import run, times  # noqa: PLC0415

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


TIMED = 2000  # batches of the bus; steps are ten times as many
PARTS = 9  # of the run, each timed beside the reference: a median forgives a busy machine


class Nowhere:
    """A store that lets everything fall."""

    def new_log_id(self):
        """Any number."""
        return 1

    def take_slot(self, log_id):
        """Any place."""
        return 0

    def write(self, block, data):
        """Nothing."""

    def sync(self):
        """Nothing."""


def log(runs, path):
    """Print the time of packing a sample by the reference's, of each run."""
    from bench.reference import SixBiquads  # noqa: PLC0415
    from bench.step_cost import run  # noqa: PLC0415
    from log.writer import RING_BYTES, LogWriter  # noqa: PLC0415

    _, rows = read(path)
    for _ in range(runs):
        writer = LogWriter(b"", bytearray(RING_BYTES))
        writer.attach(Nowhere())  # type: ignore[arg-type]
        gc.collect()
        start = time.ticks_us()  # type: ignore[attr-defined]
        run(SixBiquads().step, rows)
        between = time.ticks_us()  # type: ignore[attr-defined]
        run(writer.sample, rows)
        end = time.ticks_us()  # type: ignore[attr-defined]
        print((end - between) / (between - start))


def firmware(samples, path, who_am_i):
    """Print the heap in use by the firmware once samples flow, and after so many of them; then its time."""
    from bench.board_on_micropython import app_on_board  # noqa: PLC0415
    from bench.reference import SixBiquads  # noqa: PLC0415

    reference = SixBiquads().step
    motion = bytearray(os.stat(path)[6])
    with open(path, "rb") as file:
        file.readinto(motion)  # at one go: no more heap than it takes
    gc.collect()
    empty = gc.mem_alloc()  # type: ignore[attr-defined]
    app, _, i2c, _ = app_on_board(motion, who_am_i)
    app.service()
    app.turn()
    gc.collect()
    started = gc.mem_alloc() - empty  # type: ignore[attr-defined]
    started_at = i2c.samples
    ratios = []
    for part in range(PARTS):
        loop = loop_s(app, i2c, started_at + (samples - started_at) * (part + 1) // PARTS, who_am_i)
        ratios.append(loop / reference_s(reference))
    ratio = sorted(ratios)[PARTS // 2]
    del ratios
    gc.collect()
    print(started, gc.mem_alloc() - empty, ratio)  # type: ignore[attr-defined]


# Time of the processor: what else the machine does makes no difference.


def loop_s(app, i2c, until, who_am_i):
    """The time of the firmware's loop per sample, without the bus, up to so many samples."""
    taken = i2c.samples
    batches = 0
    begin_s = time.clock()  # type: ignore[attr-defined]
    while i2c.samples < until:
        if app.clock.read() >= app.service_ms:
            app.service()
        app.turn()
        batches += 1
    took_s = time.clock() - begin_s  # type: ignore[attr-defined]
    return (took_s - batches * bus_s(i2c, who_am_i)) / (i2c.samples - taken)


def bus_s(i2c, who_am_i):
    """The time this bench's bus takes for a batch: on a board the wires do that."""
    register, size = (b"\x78", 42) if who_am_i == 0x6C else (b"\x3e", 36)
    status, data = bytearray(4), bytearray(size)
    given = i2c.next
    begin_s = time.clock()  # type: ignore[attr-defined]
    for _ in range(TIMED):
        i2c.writeto_then_readfrom(0x6A, b"\x3a", status)
        i2c.writeto_then_readfrom(0x6A, register, data)
    took_s = time.clock() - begin_s  # type: ignore[attr-defined]
    i2c.next = given  # the firmware has not had these
    return took_s / TIMED


def reference_s(step):
    """The time of a step of the reference."""
    begin_s = time.clock()  # type: ignore[attr-defined]
    for t_ms in range(10 * TIMED):
        step(t_ms, 40, 4090, -300, 60, -200, 15)
    return (time.clock() - begin_s) / TIMED / 10  # type: ignore[attr-defined]


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
elif sys.argv[1] == "firmware":
    sys.path[:0] = sys.argv[5:]
    firmware(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
else:
    sys.path[:0] = sys.argv[4:]
    {"step": step, "log": log}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
