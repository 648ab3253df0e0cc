"""Prints the table of `python -m bench`."""

import platform
import sys

from heeldrive_lab.evaluation import score_library
from heeldrive_lab.simulator import SimulatedSession, make_session

from bench.log_size import growths, room
from bench.measure import (
    HEAP_LIMIT_KB,
    REFERENCE_MS,
    RUNS,
    SAMPLE_MS,
    WORKOUT_MIN,
    BenchError,
    FirmwareCost,
    StepCost,
    firmware_cost_on_micropython,
    heap_on_micropython,
    log_cost_on_micropython,
    replay_speed,
    simulation_speed,
    step_cost_on_cpython,
    step_cost_on_micropython,
)
from bench.recount import recount
from bench.reference import OPERATIONS
from bench.report_time import report_time
from bench.tune_speed import trials_per_second
from bench.workbench import drag_delay, help_share

# Two sets, walking, sitting and standing about: the mean step of a workout, in a set and out of one.
SESSION = "two_sets_walk_and_sit"


def main() -> None:
    """Measure and print."""
    usual, slow = make_session(SESSION, rate_hz=104), make_session(SESSION, rate_hz=52)
    seconds = (usual.rows[-1][0] - usual.rows[0][0]) / 1000
    print(f"{SESSION}, {seconds:.0f} s; medians of {RUNS} runs; Python {platform.python_version()}")
    print(f"reference: an integer filter's step of {OPERATIONS} operations on the same interpreter\n")
    print("mean cost of a step                      step  reference  ratio   goal   allocated   goal")
    for rate_hz, session in ((104, usual), (52, slow)):
        _print_cost(f"CPython, {rate_hz} samples a second", step_cost_on_cpython(session))
        _print_cost(f"MicroPython, {rate_hz} samples a second", step_cost_on_micropython(session))
    heap = heap_on_micropython()
    print("\nheap of the detector on MicroPython, compiled there from source")
    print("(words of 64 bits here, of 32 on a board: objects take half there, code somewhat less than here)")
    print(f"  code         {heap.code / 1024:6.1f} KB")
    print(f"  objects      {heap.objects / 1024:6.1f} KB")
    print(f"  in all       {(heap.code + heap.objects) / 1024:6.1f} KB   goal on a board 24 KB")
    _print_firmware(firmware_cost_on_micropython(slow))
    _print_log(log_cost_on_micropython(slow))
    speed = replay_speed(usual)
    print("\nreplay at 104 samples a second on CPython")
    print(f"  detector alone         {speed.detector:6.0f} times real time   goal 500")
    print(f"  with reading the file  {speed.with_reading:6.0f} times real time")
    _print_recount(usual)
    library = score_library()
    print("\non the laptop")
    print(f"  simulating workouts    {simulation_speed():6.0f} times real time   goal 20, on one core")
    print(
        f"  scoring the library    {library.duration_s / library.scoring_s:6.0f} times real time:"
        f" {library.duration_s / 60:.1f} min of sessions in {library.scoring_s:.1f} s"
    )
    print(f"  tuning on the library  {trials_per_second():6.1f} trials a second, on all cores")
    report = report_time()
    print(
        f"  report, knee travel in {report.session_s / report.took_s:6.0f} times real time:"
        f" {report.session_s / 3600:.1f} h in {report.logs} logs in {report.took_s:.0f} s"
    )
    _print_workbench(usual)


def _print_workbench(session: SimulatedSession) -> None:
    share = help_share()
    print(f"  heeldrive --help       {share:6.2f} of the time of importing Bokeh   goal 0.33")
    delay = drag_delay(session)
    if delay is None:
        print("  a threshold dragged: there is no Chromium on this computer, so nothing was measured")
        return
    print(
        f"  a threshold dragged    {delay.median_ms:6.0f} ms until the count is on the page, at most"
        f" {delay.worst_ms:.0f} ms, {delay.session_s / 60:.0f} min of session   goal 100 ms"
    )


def _print_recount(session: SimulatedSession) -> None:
    found = recount(session)
    print("\ncounting five minutes at 104 samples a second again")
    if found is None:
        print("  not measured: numba is missing (pip install 'heeldrive[fast]')")
        return
    ratio = found.interpreted_s / found.compiled_s
    print(f"  on the interpreter     {found.interpreted_s * 1000:6.1f} ms")
    print(
        f"  compiled               {found.compiled_s * 1000:6.1f} ms   goal 100 ms, {ratio:.0f} times as fast"
    )
    print(
        f"  compiling it takes {found.compile_s:.1f} s, once; loading it {found.load_s:.1f} s, once a process"
    )


def _print_firmware(cost: FirmwareCost) -> None:
    print("\nheap of the whole firmware on MicroPython, compiled there from source, words of 64 bits")
    print(f"  once samples flow              {cost.started / 1024:6.1f} KB")
    print(f"  after {WORKOUT_MIN} minutes of workout     {cost.after / 1024:6.1f} KB   goal 100 KB")
    print(f"  the smallest heap it runs in   {cost.smallest / 1024:6.1f} KB   limit {HEAP_LIMIT_KB} KB")
    print("\nthe whole loop, bus excepted, 52 samples a second")
    print(f"  costs {cost.ratio:.1f} times the reference a sample")
    for name, reference_ms in REFERENCE_MS.items():
        share = 100 * cost.ratio * reference_ms / SAMPLE_MS
        print(
            f"  of the sample period on an {name:<10}{share:5.0f} %   at {reference_ms} ms for the reference"
        )


def _print_log(ratio: float) -> None:
    fits = room()
    print("\nthe board's log, as the firmware writes it on the virtual board")
    for growth in growths():
        rate = growth.bytes_per_minute / 1000
        print(f"  {growth.name:<30}{rate:6.1f} KB a minute, over {growth.minutes:.1f} min")
    print(f"  room beside the firmware on a drive of 2 MB: {fits / 1000:.0f} KB   goal 45 min of workout")
    print(f"  packing a sample, 52 a second, costs {ratio:.2f} times the reference on MicroPython")


def _print_cost(where: str, cost: StepCost) -> None:
    line = f"  {where:<34}{cost.step_us:6.2f} us {cost.reference_us:7.2f} us {cost.ratio:6.2f}      4"
    if cost.bytes_allocated is not None:
        line += f"   {cost.bytes_allocated:7g} B    0 B"
    print(line)


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"heeldrive bench: {error}")
