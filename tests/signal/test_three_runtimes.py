"""One detector, three runtimes: MicroPython in a board's memory gives the same events as CPython.

For this code the third runtime, CircuitPython, differs from MicroPython only in its integers, which end at
2**30: see test_small_integers.py.
"""

import gzip
import subprocess
import sysconfig
from pathlib import Path

import pytest
from heeldrive import EVENT_TAUGHT, KNEES, RepCounter, Settings
from heeldrive.events import TABLE
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.simulator import LIBRARY

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"
# Well above what is needed: near the limit the heap fragments differently with the length of a folder's name;
# what a board needs is measured in tests/firmware/test_memory.py.
HEAP_KB = {"sensor_leg": 136, "both_legs": 172}
LESSON_KB = 16
KNEE_KB = 32  # the knee-travel module is compiled later, in a fragmented heap
RECORDED = sorted(
    path.relative_to(ROOT / "recorded_sessions").as_posix()
    for path in (ROOT / "recorded_sessions").rglob("*.csv*")
    if ".truth." not in path.name
)
# Other data rates of the chip than the recorded ones, an inaccurate data rate, lunges in place, and shaking.
FRESH = {
    "26 a second": ("clean_set", {"seed": 31, "rate_hz": 26}),
    "52 a second, 10 % slow": ("half_reps_in_a_set", {"seed": 32, "rate_hz": 52, "rate_error": -0.1}),
    "208 a second": ("clean_set", {"seed": 33, "rate_hz": 208}),
    "split squats": ("split_squat_set", {"seed": 34}),
    "stairs and a jog": ("stairs_and_jog", {"seed": 35, "rate_hz": 52}),
}


def on_cpython(path, mode="sensor_leg", knee_letter="off", taught_reps=0):
    """Return the expected output of `on_micropython.py` for a session, and the names of an event's fields."""
    lines = []
    with SessionReader(path) as session:
        header = session.header
        chosen = Settings({"mode": mode, "knee_letter": knee_letter})
        counter = RepCounter(chosen, header.accel_ug_per_count, header.gyro_udps_per_count)
        if taught_reps:
            counter.teach(taught_reps)
        fields = list(vars(counter.event))

        def tell(kind):
            lines.append(f"{kind} {' '.join(str(getattr(counter.event, field)) for field in fields)}")

        samples = live = 0
        for row in session:
            kind = counter.step(*row)
            samples += 1
            live = (live * 31 + counter.inclination_cdeg * 8 + counter.phase) & 0xFFFFFFF
            if kind:
                tell(kind)
    while kind := counter.finish():
        tell(kind)
    lines.append(f"end {samples} {live} {counter.reps} {counter.set_index} {counter.set_reps}")
    return lines, fields


def on_micropython(path, fields, mode="sensor_leg", knee_letter="off", script="on_micropython.py", more_kb=0):
    """Return the lines that MicroPython with a small heap prints for a session."""
    heap_kb = HEAP_KB[mode] + (KNEE_KB if knee_letter == "on" else 0) + more_kb
    done = subprocess.run(
        [
            MICROPYTHON,
            "-X",
            f"heapsize={heap_kb}k",
            HERE / script,
            ROOT / "signal",
            path,
            mode,
            knee_letter,
            *fields,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def assert_the_same_on_both(path, mode="sensor_leg", knee_letter="off"):
    lines, fields = on_cpython(path, mode, knee_letter)
    assert on_micropython(path, fields, mode, knee_letter) == lines
    return lines


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_session_gives_the_same_events_without_allocating(name, tmp_path):
    path = ROOT / "recorded_sessions" / name
    if path.suffix == ".gz":
        plain = tmp_path / "session.csv"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path = plain
    assert_the_same_on_both(path)


@pytest.mark.parametrize("what", FRESH)
def test_a_fresh_session_gives_the_same_events_without_allocating(what, simulated, tmp_path):
    name, how = FRESH[what]
    session = simulated(name, **how)
    path = tmp_path / "fresh.csv"
    write_session(path, session.header, session.rows)
    lines = assert_the_same_on_both(path)
    assert len(lines) > 3, "a session without events compares nothing"


@pytest.mark.parametrize(
    "name",
    [
        "alternating_set",
        "back_leg_set",
        "forward_lunges_back_leg",
        "split_squats_back_leg",
        "lost_samples",
        "must_not_count/half_reps_back_leg",
        "must_not_count/jumping",
        "must_not_count/stairs",
    ],
)
def test_with_both_legs_counted_it_gives_the_same_events_without_allocating(name):
    assert_the_same_on_both(ROOT / "recorded_sessions" / f"{name}.csv", "both_legs")


@pytest.mark.parametrize("name", ["heel_driven_then_toe_driven", "strap_turns_in_mid_set", "lost_samples"])
@pytest.mark.parametrize("mode", HEAP_KB)
def test_with_the_knee_followed_it_gives_the_same_words_without_allocating(name, mode):
    lines = assert_the_same_on_both(ROOT / "recorded_sessions" / f"{name}.csv", mode, "on")
    knee = TABLE[::2].index("knee") + 1  # after the code of the event
    knees = {line.split()[knee] for line in lines[:-1]}
    assert str(KNEES.index("baseline")) in knees
    assert name != "heel_driven_then_toe_driven" or str(KNEES.index("forward")) in knees


def test_all_sessions_that_are_kept_are_replayed():
    assert {f"{name}.csv" for name in LIBRARY} <= set(RECORDED)


def test_a_detector_that_allocates_once_is_caught_at_that_sample():
    path = ROOT / "recorded_sessions" / "clean_set.csv"
    lines, fields = on_cpython(path)
    first_event_ms = lines[0].split()[1 + fields.index("shown_ms")]
    printed = on_micropython(path, fields, script="allocating_on_micropython.py")
    assert printed == [f"allocated {first_event_ms}"]


@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
def test_a_lesson_gives_the_same_lunge_and_allocates_nothing(mode):
    path = ROOT / "recorded_sessions" / "clean_set.csv"
    lines, fields = on_cpython(path, mode, taught_reps=5)
    assert any(line.startswith(f"{EVENT_TAUGHT} ") for line in lines)
    assert on_micropython(path, fields, mode, script="teaching_on_micropython.py", more_kb=LESSON_KB) == lines
