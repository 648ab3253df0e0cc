"""The compiled detector gives the same events as the interpreter, and counting works without it."""

import os
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from any_motion import motions
from any_settings import SOME_SETTINGS
from filelock import FileLock
from heeldrive import EVENT_TAUGHT, Settings
from heeldrive.events import Event
from heeldrive_lab.detection.compiled import backend
from heeldrive_lab.detection.compiled.cache import (
    COMPILE_SAMPLES,
    LOAD_SAMPLES,
    DetectorCache,
    InterpreterOnly,
)
from heeldrive_lab.detection.compiled.compiled_counter import FIELDS
from heeldrive_lab.detection.compiled.counting import Counting, count, count_each, joined
from heeldrive_lab.detection.compiled.layout import Layout, LayoutError
from heeldrive_lab.detection.compiled.transpiler import Transpiler, TranspilerError
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.sources import SessionFile
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
RECORDED = sorted(
    path.relative_to(SESSIONS).as_posix() for path in SESSIONS.rglob("*.csv*") if ".truth." not in path.name
)
WATCHED = (
    "phase",
    "waits_for",
    "inclination_cdeg",
    "set_reps",
    "reps",
    "rate_sq",
    "lever_sum",
)
LSM6DS = (244, 17500)
CHOSEN = (Settings(), Settings({"mode": "both_legs", "knee_letter": "on"}))


class After(DetectorCache):
    """A cache that has the backend from the second chunk of a session on."""

    def __init__(self, compiled_cache):
        super().__init__()
        self.pieces = 0
        self.full = compiled_cache

    def backend(self, samples):
        self.pieces += 1
        return self.full.backend(samples) if self.pieces > 1 else None


@cache
def loaded(name):
    return SessionFile(SESSIONS / name).load()


def same(one, other):
    """Whether events, the samples that reported them, and watched values are the same."""
    names = ("reported", "reported_at", "watched", "watched_at")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def units(session):
    return session.header.accel_ug_per_count, session.header.gyro_udps_per_count


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_session_gives_the_same_events(name, compiled_cache):
    session = loaded(name)
    for settings in CHOSEN:
        arguments = (session.table, settings, *units(session), WATCHED, 7)
        compiled, interpreted = count(*arguments, compiled_cache), count(*arguments, InterpreterOnly())
        assert same(compiled, interpreted)
        assert len(compiled.watched) == -(-len(session.table) // 7)


@pytest.mark.parametrize("chosen", CHOSEN, ids=["sensor_leg", "both_legs"])
@pytest.mark.parametrize("moved_at", [0, 1200, 2000])
def test_a_lesson_gives_the_same_lunge_wherever_it_begins(chosen, moved_at, compiled_cache):
    table = loaded("clean_set.csv").table

    def lesson(cache):
        counting = Counting(chosen, *LSM6DS, cache=cache)
        parts = [counting.feed(table[:moved_at])]
        counting.teach(4)
        parts.append(counting.feed(table[moved_at : moved_at + 500]))
        counting.teach(5)
        return joined([*parts, counting.feed(table[moved_at + 500 :]), counting.finish()])

    compiled, interpreted = lesson(compiled_cache), lesson(InterpreterOnly())
    assert np.array_equal(compiled.reported, interpreted.reported)
    assert (compiled.field("kind") == EVENT_TAUGHT).sum() == 1


@given(motions(loaded), SOME_SETTINGS, st.integers(1, 500), st.integers(1, 70000), st.integers(0, 3000))
@hypothesis_settings(max_examples=80, deadline=None)
def test_random_settings_sensors_and_motions_give_the_same_events(
    compiled_cache, table, values, ug, udps, moved_at
):
    chosen = Settings(values)
    interpreted = count(table, chosen, ug, udps, WATCHED, 5, InterpreterOnly())
    assert same(count(table, chosen, ug, udps, WATCHED, 5, compiled_cache), interpreted)
    moving = Counting(chosen, ug, udps, WATCHED, 5, After(compiled_cache))
    pieces = [moving.feed(table[:moved_at]), moving.feed(table[moved_at:]), moving.finish()]
    assert same(joined(pieces), interpreted)


def test_more_events_than_fit_in_the_buffer_are_all_reported(compiled_cache, monkeypatch):
    session = loaded("half_reps_in_a_set.csv")
    arguments = (session.table, Settings(), *units(session), ("reps",), 3, compiled_cache)
    whole = count(*arguments)
    monkeypatch.setattr("heeldrive_lab.detection.compiled.compiled_counter.EVENTS_AT_ONCE", 2)
    assert len(whole) > 4
    assert same(count(*arguments), whole)


def test_several_settings_in_one_call_count_as_one_by_one(compiled_cache):
    session = loaded("half_reps_in_a_set.csv")
    chosen = [Settings({"depth_min_deg": deg}) for deg in (48, 70, 100)]
    together = count_each(session.table, chosen, *units(session), cache=compiled_cache)
    for counted, each in zip(together, chosen, strict=True):
        assert same(counted, count(session.table, each, *units(session), cache=InterpreterOnly()))
    reps = [int((counted.field("kind") == 1).sum()) for counted in together]
    assert (reps[0], reps[2]) == (10, 0)


def test_an_event_holds_integers_as_on_the_interpreter(compiled_cache):
    session = loaded("alternating_set.csv")
    for where in (compiled_cache, InterpreterOnly()):
        counted = count(session.table, Settings({"mode": "both_legs"}), *units(session), cache=where)
        assert {type(value) for event in counted.events() for value in vars(event).values()} == {int}
    assert list(vars(Event())) == list(FIELDS)
    assert list(compiled_cache.backend(0).layout.offsets[Event]) == list(FIELDS)


def test_a_session_in_memory_is_replayed_as_its_file_is():
    name = "lost_samples.csv"
    assert list(replay(loaded(name), Settings())) == list(replay(SESSIONS / name, Settings()))


@pytest.mark.parametrize("name", ["lost_samples.csv", "two_sets_walk_and_sit.csv", "taught.csv"])
def test_a_replay_yields_the_same_with_and_without_it(name, compiled_cache, monkeypatch, tmp_path):
    path = SESSIONS / name
    if name == "taught.csv":
        lines = (SESSIONS / "clean_set.csv").read_text().splitlines(keepends=True)
        path = tmp_path / name
        lines.insert(1500, f"marker,{lines[1499].split(',')[0]},teach 5\n")
        path.write_text("".join(lines))
    interpreted = list(replay(path, Settings()))
    monkeypatch.setattr("heeldrive_lab.detection.compiled.cache.CACHE", compiled_cache)
    assert list(replay(path, Settings())) == interpreted
    assert ("taught" in {event["kind"] for event in interpreted}) == (name == "taught.csv")
    assert (interpreted[-1]["gaps"] > 0) == (name == "lost_samples.csv")


def test_an_empty_session_has_no_events(compiled_cache):
    for where in (compiled_cache, InterpreterOnly()):
        counted = count([], Settings(), *LSM6DS, ["phase"], cache=where)
        assert (len(counted), counted.watched.shape) == (0, (0, 1))


def test_what_cannot_be_watched_is_named():
    for name in ("nonsense", "_attitude", "gates", "event.reason"):
        with pytest.raises(AttributeError, match=name.split(".")[-1]):
            Counting(Settings(), *LSM6DS, [name])


# When it is loaded, and when it is not


def test_it_is_loaded_only_when_that_pays(compiled_cache):
    fresh = DetectorCache(compiled_cache.place.parent)
    assert fresh.backend(LOAD_SAMPLES - 1) is None
    assert fresh.backend(1) is not None


def test_it_is_compiled_only_when_that_pays(tmp_path, compiled_cache):
    fresh = DetectorCache(tmp_path / "cache")
    assert fresh.backend(COMPILE_SAMPLES - 1) is None
    assert not (tmp_path / "cache").exists()


def test_while_another_process_compiles_counting_goes_on_without(tmp_path, compiled_cache, capsys):
    fresh = DetectorCache(tmp_path)
    fresh.place.mkdir()
    with FileLock(fresh.place / "busy"):
        assert fresh.backend(COMPILE_SAMPLES) is None
    assert capsys.readouterr().err == ""


def test_without_numba_the_interpreter_counts_and_nothing_is_said(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)
    session = loaded("clean_set.csv")
    bare = DetectorCache()
    assert not bare.prepare()
    assert len(count(session.table, Settings(), *units(session), cache=bare)) > 10
    assert capsys.readouterr().err == ""


# The real text takes fifteen seconds to compile; these stories are about where it is put.
SHORT = """from numba import njit
@njit("int64(int64)", cache={cached})
def run(x):
    return x + 1
finish = teach = None
"""


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(backend.module_text, "module_text", lambda cached: SHORT.format(cached=cached))


def test_a_cache_that_cannot_be_written_costs_a_line_and_no_more(tmp_path, compiled_cache, short, capsys):
    (tmp_path / "file").touch()
    unwritable = DetectorCache(tmp_path / "file" / "cache")
    assert unwritable.prepare()
    assert unwritable.backend(0).run(1) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "file") in line
    assert "cannot be written" in line


def test_old_backends_are_deleted_from_the_cache(tmp_path, compiled_cache, short):
    for old in range(5):
        (tmp_path / f"old{old}").mkdir()
    assert DetectorCache(tmp_path).prepare()
    assert len(list(tmp_path.iterdir())) == backend.KEPT
    assert (DetectorCache(tmp_path).place / "ready").exists()


SHORT_THERE = f"""
from heeldrive_lab.detection.compiled import backend
backend.module_text.module_text = lambda cached: {SHORT!r}.format(cached=cached)
"""


def test_what_is_compiled_already_is_only_loaded_here(tmp_path, compiled_cache, monkeypatch):
    """Something short that another process has just compiled, and the whole detector."""
    (tmp_path / "sitecustomize.py").write_text(SHORT_THERE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    apart = DetectorCache(tmp_path / "cache")
    apart.compile_apart()
    monkeypatch.setattr(backend, "notify", pytest.fail)  # it would say that it compiles
    for made_before in (apart, DetectorCache(compiled_cache.place.parent)):
        assert (made_before.place / "ready").exists()
        made = {file: file.stat().st_mtime_ns for file in made_before.place.rglob("*.nb?")}
        assert made
        made_before.compile_apart()
        assert made_before.prepare()
        assert {file: file.stat().st_mtime_ns for file in made_before.place.rglob("*.nb?")} == made
    assert apart.backend(0).run(1) == 2


def test_a_cache_without_a_backend_compiles_in_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    bare = InterpreterOnly(tmp_path)
    bare.compile_apart()
    assert not bare.prepare()


@pytest.mark.parametrize(
    ("files", "damage"),
    [
        ("*.nbi", lambda data: data[:40]),
        ("*.nbi", lambda data: b"\x80\x04" + bytes(200)),
        ("*.nbi", lambda data: b""),
        # Machine code with one wrong bit would be run as it is.
        ("*.nbc", lambda data: data[:-50] + bytes([data[-50] ^ 1]) + data[-49:]),
        ("detector.py", lambda data: data[: len(data) // 2]),
        ("ready", lambda data: b"\xff"),
    ],
)
def test_a_damaged_cache_is_thrown_away_and_made_anew(tmp_path, compiled_cache, short, capsys, files, damage):
    assert DetectorCache(tmp_path).prepare()
    [file] = tmp_path.rglob(files)
    file.write_bytes(damage(file.read_bytes()))
    capsys.readouterr()
    again = DetectorCache(tmp_path)
    assert again.prepare()
    assert again.backend(0).run(1) == 2
    damaged, compiling = capsys.readouterr().err.splitlines()
    assert "is damaged and is made anew" in damaged
    assert "compiling" in compiling
    assert DetectorCache(tmp_path).prepare()
    assert capsys.readouterr().err == ""


def test_a_compiler_that_was_killed_leaves_nothing_that_is_used(tmp_path, compiled_cache, short):
    half = DetectorCache(tmp_path)
    (half.place / "__pycache__").mkdir(parents=True)
    (half.place / "__pycache__" / "detector.run-1.py311.nbi").write_bytes(b"half")
    (half.place / "detector.py").write_text("from numba imp")
    assert half.prepare()
    assert half.backend(0).run(1) == 2


def test_compiling_shows_how_many_functions_are_done(tmp_path, compiled_cache, short, monkeypatch):
    drawn = []

    @contextmanager
    def bar(what, total):
        drawn.append((what, total))
        yield drawn.append

    monkeypatch.setattr(backend, "bar", bar)
    assert DetectorCache(tmp_path).prepare()
    assert drawn == [("compiling the detector", 1), 1]


@pytest.mark.parametrize(
    "error", [RuntimeError("no LLVM\nfor this processor"), SystemError(), ValueError("x")]
)
def test_whatever_is_wrong_with_numba_the_interpreter_counts(
    tmp_path, compiled_cache, short, monkeypatch, capsys, error
):
    def broken(place):
        raise error

    monkeypatch.setattr(backend, "_load", broken)
    session = loaded("clean_set.csv")
    without = DetectorCache(tmp_path)
    assert not without.prepare()
    assert len(count(session.table, Settings(), *units(session), cache=without)) > 10
    *_, line = capsys.readouterr().err.splitlines()
    assert "counting uses the interpreter, which is slower" in line


def test_a_detector_that_cannot_be_translated_is_interpreted_and_one_line_says_why(
    tmp_path, compiled_cache, monkeypatch, capsys
):
    def refuse(cached):
        raise TranspilerError("heeldrive.counter, line 7: Lambda has no translation")

    monkeypatch.setattr(backend.module_text, "module_text", refuse)
    fresh = DetectorCache(tmp_path)
    assert not fresh.prepare()
    assert fresh.backend(COMPILE_SAMPLES) is None
    *_, line = capsys.readouterr().err.splitlines()
    assert "counter, line 7" in line
    with FileLock(fresh.place / "busy").acquire(timeout=0):
        pass  # nobody is kept waiting


# What has no translation is refused by name and line, not translated wrongly.


class Stage:
    """A stage with unsupported code."""

    def __init__(self):
        self.n = 0
        self.items = [1, 2]
        self.word = "on"
        self.other = None

    def fraction(self):
        return self.n * 0.5

    def slice(self):
        return self.items[0:1]

    def word_used(self):
        return self.word

    def never_set(self):
        return self.other

    def later(self):
        self.late = 1

    def by_name(self):
        return self.takes(x=1)

    def takes(self, x):
        return x

    def two_kinds(self):
        what = self.items
        what = self.n
        self.n = what

    def itself(self):
        return self.itself()

    def every(self):
        for item in self.items:
            self.n += item


@pytest.mark.parametrize(
    "name",
    ["fraction", "slice", "word_used", "never_set", "later", "by_name", "two_kinds", "itself", "every"],
)
def test_what_has_no_translation_is_refused(name):
    with pytest.raises(TranspilerError, match=r"line \d+|itself"):
        Transpiler(Layout(Stage())).method(Stage, name)


def test_an_attribute_of_two_kinds_is_refused():
    one, other = Stage(), Stage()
    one.other, other.other = 1, [2]
    with pytest.raises(LayoutError, match=r"Stage\.other"):
        Layout(one, other)


class Holder:
    """Holds one thing."""

    def __init__(self, held):
        self.held = held


def test_objects_that_two_share_stay_one():
    class Shared(Holder):
        """What two hold."""

    class Root(Holder):
        """Holds both."""

    shared = Shared(123)
    root = Root([Holder(shared), Holder(shared)])
    layout = Layout(root)
    cells, places = layout.lay_out(root)
    items = cells[places[id(root)] + layout.offsets[Root]["held"]]
    one, other = (cells[cells[items + k] + layout.offsets[Holder]["held"]] for k in (0, 1))
    assert one == other == places[id(shared)]
    assert cells[one + layout.offsets[Shared]["held"]] == 123
