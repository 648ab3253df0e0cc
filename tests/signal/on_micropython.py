"""Replays a session file on MicroPython under a small heap, with the heap locked around every step.

Run as `micropython -X heapsize=96k on_micropython.py SIGNAL_FOLDER SESSION MODE KNEE_LETTER FIELD...`. Prints
a line for each event (the returned kind, then the named fields of the event), and finally `end`, the number
of samples and a sum over the live state after every sample. A step that allocates ends the replay with
`allocated` and the time of its sample.
"""

import gc
import sys

import micropython

sys.path.insert(0, sys.argv[1])

from heeldrive import RepCounter, Settings


def main(make_counter=RepCounter):
    """Replay the session of the command line with a counter from `make_counter`."""
    fields = sys.argv[5:]
    units = {}
    with open(sys.argv[2]) as file:
        for line in file:
            if line[0] != "#":
                break  # the names of the columns
            key, _, value = line[2:].partition(": ")
            units[key] = value
        gc.collect()  # as on the board: the module for the other leg is compiled only now
        counter = make_counter(
            Settings({"mode": sys.argv[3], "knee_letter": sys.argv[4]}),
            int(units["accel_ug_per_count"]),
            int(units["gyro_udps_per_count"]),
        )
        samples = live = 0
        for line in file:  # line by line: a whole session does not fit into the heap
            t_ms, ax, ay, az, gx, gy, gz = [int(cell) for cell in line.split(",")]
            micropython.heap_lock()
            try:
                kind = counter.step(t_ms, ax, ay, az, gx, gy, gz)
            except MemoryError:
                kind = -1
            micropython.heap_unlock()
            if kind < 0:
                print("allocated", t_ms)
                return
            samples += 1
            live = (live * 31 + counter.inclination_cdeg * 8 + counter.phase) & 0xFFFFFFF
            if kind:
                print_event(kind, counter.event, fields)
    while True:
        kind = counter.finish()
        if not kind:
            break
        print_event(kind, counter.event, fields)
    print("end", samples, live, counter.reps, counter.set_index, counter.set_reps)


def print_event(kind, event, fields):
    """Print an event."""
    print(kind, " ".join([str(getattr(event, field)) for field in fields]))


if __name__ == "__main__":
    main()
