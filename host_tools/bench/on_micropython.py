"""The part of the benchmark that runs on MicroPython: `micropython on_micropython.py COMMAND ARGUMENTS`.

- `step RUNS SESSION FOLDER...` prints the time of a step and of the reference in us for each run, then the
  bytes a step allocates.
- `firmware SAMPLES MOTION WHO_AM_I SETTINGS FOLDER...` runs the whole firmware on a minimal board, with the
  values of SETTINGS, a JSON object. It prints the time of the loop per sample divided by that of the
  reference.
- `log RUNS SESSION FOLDER...` prints the time of packing a sample into the log divided by that of the
  reference, for each run.

FOLDERs are put on the path.
"""

import gc
import json
import os
import sys
import time


def step(runs, path):
    """Print the times of step and reference for each run, then the bytes allocated by a step."""
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


TIMED = 2000  # bus batches measured; ten times as many steps are measured
PARTS = 9  # parts of the run, each compared with the reference; the median tolerates a busy machine


class Nowhere:
    """A log store that discards everything."""

    wrapped = False

    def new_log_id(self):
        """Return an arbitrary ID."""
        return 1

    def take_slot(self, log_id):
        """Return an arbitrary slot."""
        return 0

    def write(self, block, data):
        """Do nothing."""

    def sync(self):
        """Do nothing."""


def log(runs, path):
    """Print the time of packing a sample divided by the reference's, for each run."""
    from bench.reference import SixBiquads  # noqa: PLC0415
    from bench.step_cost import run  # noqa: PLC0415
    from log.writer import RING_BYTES, LogWriter  # noqa: PLC0415
    from sensor.rest_decimator import RestDecimator  # noqa: PLC0415

    units, as_recorded = read(path)
    rows: list[tuple[int, ...]] = []
    run(RestDecimator(lambda *row: rows.append(row), *units).step, as_recorded)
    for _ in range(runs):
        writer = LogWriter(lambda: b"", bytearray(RING_BYTES))
        writer.attach(Nowhere())  # type: ignore[arg-type]
        gc.collect()
        start = time.ticks_us()  # type: ignore[attr-defined]
        run(SixBiquads().step, rows)
        between = time.ticks_us()  # type: ignore[attr-defined]
        run(writer.sample, rows)
        end = time.ticks_us()  # type: ignore[attr-defined]
        print((end - between) / (between - start))


def firmware(samples, path, who_am_i, settings):
    """Print what the loop costs: its time per sample, divided by that of the reference."""
    from bench.board_on_micropython import app_on_board  # noqa: PLC0415
    from bench.reference import SixBiquads  # noqa: PLC0415

    reference = SixBiquads().step
    motion = bytearray(os.stat(path)[6])
    with open(path, "rb") as file:
        file.readinto(motion)  # in one call, so that no extra heap is used
    app, _, i2c, _ = app_on_board(motion, who_am_i, settings)
    app.service()
    app.turn()
    gc.collect()
    started_at = i2c.samples
    ratios = []
    for part in range(PARTS):
        loop = loop_s(app, i2c, started_at + (samples - started_at) * (part + 1) // PARTS, who_am_i)
        ratios.append(loop / reference_s(reference))
    print(sorted(ratios)[PARTS // 2])


# CPU time is measured, so that other processes make no difference.


def loop_s(app, i2c, until, who_am_i):
    """CPU time of the firmware's loop per sample, without the bus, until `until` samples are delivered, s."""
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
    """CPU time of this benchmark's bus per batch, s; on a board the hardware does this."""
    register, size = (b"\x78", 42) if who_am_i == 0x6C else (b"\x3e", 36)
    status, data = bytearray(4), bytearray(size)
    given = i2c.next
    begin_s = time.clock()  # type: ignore[attr-defined]
    for _ in range(TIMED):
        i2c.writeto_then_readfrom(0x6A, b"\x3a", status)
        i2c.writeto_then_readfrom(0x6A, register, data)
    took_s = time.clock() - begin_s  # type: ignore[attr-defined]
    i2c.next = given  # the firmware did not receive these
    return took_s / TIMED


def reference_s(step):
    """CPU time of a step of the reference, s."""
    begin_s = time.clock()  # type: ignore[attr-defined]
    for t_ms in range(10 * TIMED):
        step(t_ms, 40, 4090, -300, 60, -200, 15)
    return (time.clock() - begin_s) / TIMED / 10  # type: ignore[attr-defined]


def read(path):
    """Read sensitivities and rows of a session file written by this benchmark."""
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


if sys.argv[1] == "firmware":
    sys.path[:0] = sys.argv[6:]
    firmware(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), json.loads(sys.argv[5]))
else:
    sys.path[:0] = sys.argv[4:]
    {"step": step, "log": log}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
