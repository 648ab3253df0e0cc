"""Prints the table of `python -m bench`."""

import platform
import sys

from heeldrive_lab.evaluation.run import score_library
from heeldrive_lab.simulator import SimulatedSession, make_session

from bench.first_light import FirstLight, first_light
from bench.laptop_speed import help_time, replay_speed, simulation_speed
from bench.log_size import print_log_size
from bench.measure import (
    REFERENCE_MS,
    RUNS,
    SAMPLE_MS,
    WORKOUT_MIN,
    BenchError,
    StepCost,
    log_cost_on_micropython,
    loop_cost_on_micropython,
    loop_shares_on_micropython,
    step_cost_on_cpython,
    step_cost_on_micropython,
)
from bench.page import page_bytes, page_speeds
from bench.recount import recount
from bench.reference import OPERATIONS
from bench.report_time import report_time
from bench.small_board import FREE_KB, HEAP_AT_START, BoardHeap, board_heap
from bench.tune_speed import trials_per_second, tuning_time
from bench.workbench import (
    SESSIONS,
    DragDelay,
    drag_delay,
    long_session,
    sessions_counted_s,
)

# Two sets, with walking, sitting and standing between them: representative of a workout.
SESSION = "two_sets_walk_and_sit"


def main() -> None:
    """Run all benchmarks and print the results."""
    if sys.argv[1:]:
        raise BenchError(f"takes no arguments, but was given {' '.join(sys.argv[1:])}")
    usual, slow = make_session(SESSION, rate_hz=104), make_session(SESSION, rate_hz=52)
    seconds = (usual.rows[-1][0] - usual.rows[0][0]) / 1000
    print(f"{SESSION}, {seconds:.0f} s; medians of {RUNS} runs; Python {platform.python_version()}")
    print(f"reference: a step of an integer filter with {OPERATIONS} operations, on the same interpreter\n")
    print("mean cost of a step                      step  reference  ratio   goal   allocated   goal")
    for rate_hz, session in ((104, usual), (52, slow)):
        _print_cost(f"CPython, {rate_hz} samples per second", step_cost_on_cpython(session))
        _print_cost(f"MicroPython, {rate_hz} samples per second", step_cost_on_micropython(session))
    whole = board_heap(slow.rows)
    features = {
        name: whole.started - board_heap(slow.rows, minutes=0, without=name).started
        for name in ("cue", "tempo")
    }
    _print_board(whole, features)
    _print_first_light(first_light())
    _print_loop(loop_cost_on_micropython(slow), loop_shares_on_micropython(slow))
    _print_log(log_cost_on_micropython(slow))
    speed = replay_speed(usual)
    print("\nreplay at 104 samples per second on CPython")
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
    print(f"  tuning on the library  {trials_per_second():6.1f} trials per second, on all cores")
    tuning = tuning_time()
    print(
        f"  tuning on long logs    {tuning.trials / tuning.took_s:6.1f} trials per second:"
        f" {tuning.trials} trials over {tuning.session_s / 3600:.1f} h in {tuning.took_s:.0f} s   goal 60 s"
    )
    report = report_time()
    print(
        f"  report, knee travel in {report.session_s / report.took_s:6.0f} times real time:"
        f" {report.session_s / 3600:.1f} h in {report.logs} logs in {report.took_s:.0f} s   goal 20 s"
    )
    help_ = help_time()
    print(
        f"  heeldrive --help       {help_.took_s:6.2f} s, {help_.ratio:.0f} times as long as python -c pass"
        "   goal 0.25 s"
    )
    _print_workbench(usual)
    _print_page(usual)


def _print_workbench(session: SimulatedSession) -> None:
    delay = drag_delay(session)
    if delay is None:
        print("  the workbench's page: not measured, since Chromium is not installed")
        return
    _print_drag(delay, 100)
    hour = long_session(session)
    _print_drag(hour.drag, 200)
    print(f"  opening that hour      {hour.opened_s:6.1f} s until its curve is drawn   goal 2 s")
    print(f"  moving that hour       {hour.frames_hz:6.0f} frames a second   goal 20")
    print(f"  counting {SESSIONS} sessions  {sessions_counted_s():6.1f} s from the start of the workbench")


def _print_page(session: SimulatedSession) -> None:
    print(f"  the page in a browser  {page_bytes() / 1e6:6.2f} MB in all   goal 1.50 MB")
    for speed, goals in zip(page_speeds(session), ("1 s, 60 ms", "250 ms"), strict=False):
        print(
            f"  {speed.session_s / 60:2.0f} min on that page    {speed.first_s:6.2f} s from file to count,"
            f" {speed.drag_ms:.0f} ms from a dragged threshold to it   goal {goals}"
        )


def _print_drag(delay: DragDelay, goal_ms: int) -> None:
    print(
        f"  dragging a threshold   {delay.median_ms:6.0f} ms until the page shows the count, 95 % within"
        f" {delay.most_ms:.0f} ms, {delay.session_s / 60:.0f} min of session   goal 60 ms, {goal_ms} ms"
    )


def _print_recount(session: SimulatedSession) -> None:
    found = recount(session)
    print("\nrecounting five minutes at 104 samples per second")
    if found is None:
        print("  not measured: numba is not installed (pip install 'heeldrive[fast]')")
        return
    ratio = found.interpreted_s / found.compiled_s
    print(f"  on the interpreter     {found.interpreted_s * 1000:6.1f} ms")
    print(
        f"  compiled               {found.compiled_s * 1000:6.1f} ms   goal 100 ms, {ratio:.0f} times as fast"
    )
    print(
        f"  compilation takes {found.compile_s:.1f} s, once; loading takes {found.load_s:.1f} s per process"
    )


def _print_board(heap: BoardHeap, features: dict[str, int]) -> None:
    print(f"\nheap of the firmware on a board, as deployed, all features on, {heap.names} names of its own")
    print("(on a MicroPython for 32 bits, of which a board is within one per cent)")
    print(f"  after the first samples        {heap.started / 1024:6.1f} KB")
    for name, in_bytes in features.items():
        print(f"  of that for the setting {name:<6} {in_bytes / 1024:6.1f} KB")
    print(f"  with the link open             {heap.linked / 1024:6.1f} KB")
    print(f"  most in {WORKOUT_MIN} minutes of workout   {heap.most / 1024:6.1f} KB")
    for name, at_start in HEAP_AT_START.items():
        free_kb = (at_start - heap.most) / 1024
        print(f"  then free on {name:<12}      {free_kb:6.1f} KB   goal {FREE_KB[name]} KB")


def _print_first_light(light: FirstLight) -> None:
    print("\nfrom power-on of a Feather RP2040, estimated from the bytes it loads (bench/first_light.py)")
    for word, loaded, (least_s, most_s), goal_s in (
        ("LoAd", light.word_bytes, light.word_s, 2),
        ("0", light.all_bytes, light.zero_s, 6),
    ):
        print(
            f"  {word:<6}{loaded / 1024:5.1f} KB loaded   {least_s:.1f} to {most_s:.1f} s   goal {goal_s} s"
        )


def _print_loop(ratio: float, shares: dict[str, float]) -> None:
    print("\nthe whole loop without the bus, 52 samples per second")
    print(f"  costs {ratio:.1f} times the reference per sample")
    for name, reference_ms in REFERENCE_MS.items():
        share = 100 * ratio * reference_ms / SAMPLE_MS
        print(
            f"  share of the sample period on {name:<10}{share:5.0f} %   with {reference_ms} ms per reference"
        )
    for name, share in shares.items():
        print(f"  with {name:<24}{share:5.2f} times as long   goal 1.10")


def _print_log(ratio: float) -> None:
    print()
    print_log_size()
    print(f"  packing a sample, at 52 per second, costs {ratio:.2f} times the reference on MicroPython")


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
