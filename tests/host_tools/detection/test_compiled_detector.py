"""The compiled detector tells what the interpreter tells, and nobody notices when it is not there."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from heeldrive import Settings, declared
from heeldrive.events import Event
from heeldrive_lab.detection.compiled import (
    FIELDS,
    Counting,
    Empty,
    Shelf,
    backend,
    count,
    count_each,
    joined,
)
from heeldrive_lab.detection.compiled.cache import COMPILE_SAMPLES, LOAD_SAMPLES
from heeldrive_lab.detection.compiled.layout import Layout, LayoutError
from heeldrive_lab.detection.compiled.transpiler import TranslationError, Translator
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


class After(Shelf):
    """A shelf whose machine is there from the second piece of a session on."""

    def __init__(self, shelf):
        super().__init__()
        self.pieces = 0
        self.full = shelf

    def machine(self, samples):
        self.pieces += 1
        return self.full.machine(0) if self.pieces > 1 else None


@cache
def loaded(name):
    return SessionFile(SESSIONS / name).load()


def same(one, other):
    """Whether events, their attributes, when each was told, and what was watched are the same."""
    names = ("told", "told_at", "watched", "watched_at")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def units(session):
    return session.header.accel_ug_per_count, session.header.gyro_udps_per_count


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_session_is_told_alike(name, shelf):
    session = loaded(name)
    for settings in CHOSEN:
        arguments = (session.table, settings, *units(session), WATCHED, 7)
        compiled, interpreted = count(*arguments, shelf), count(*arguments, Empty())
        assert same(compiled, interpreted)
        assert len(compiled.watched) == -(-len(session.table) // 7)


def one_setting(setting):
    if setting.choices:
        return st.sampled_from(setting.choices)
    return st.integers(setting.smallest, setting.largest)


SOME_SETTINGS = st.fixed_dictionaries({}, optional={each.name: one_setting(each) for each in declared()})


@st.composite
def motions(draw):
    """Half a minute or so of a recorded session, with holes in it and stretches that no leg makes."""
    session = loaded(
        draw(st.sampled_from(["half_reps_in_a_set.csv", "alternating_set.csv", "lost_samples.csv"]))
    )
    begin = draw(st.integers(0, len(session.table) // 2))
    table = session.table[begin : begin + draw(st.integers(1, 3000))].copy()
    random = np.random.default_rng(draw(st.integers(0, 999)))
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(table) - 1))
        wild = table[first : first + draw(st.integers(1, 60)), 1:]
        wild[:] = random.integers(-32768, 32768, wild.shape)
        table[first:, 0] += draw(st.sampled_from([0, 30, 240, 260, 20000]))
    return table


@given(motions(), SOME_SETTINGS, st.integers(1, 500), st.integers(1, 70000), st.integers(0, 3000))
@hypothesis_settings(max_examples=80, deadline=None)
def test_whatever_the_settings_the_sensor_and_the_motion(shelf, table, values, ug, udps, moved_at):
    chosen = Settings(values)
    interpreted = count(table, chosen, ug, udps, WATCHED, 5, Empty())
    assert same(count(table, chosen, ug, udps, WATCHED, 5, shelf), interpreted)
    moving = Counting(chosen, ug, udps, WATCHED, 5, After(shelf))
    pieces = [moving.feed(table[:moved_at]), moving.feed(table[moved_at:]), moving.finish()]
    assert same(joined(pieces), interpreted)


def test_more_events_than_there_is_room_for_at_once_are_all_told(shelf, monkeypatch):
    session = loaded("half_reps_in_a_set.csv")
    arguments = (session.table, Settings(), *units(session), ("reps",), 3, shelf)
    whole = count(*arguments)
    monkeypatch.setattr("heeldrive_lab.detection.compiled.counting._TOLD_AT_ONCE", 2)
    assert len(whole) > 4
    assert same(count(*arguments), whole)


def test_several_settings_in_one_call_count_as_one_by_one(shelf):
    session = loaded("half_reps_in_a_set.csv")
    chosen = [Settings({"depth_min_deg": deg}) for deg in (48, 70, 100)]
    together = count_each(session.table, chosen, *units(session), shelf=shelf)
    for counted, each in zip(together, chosen, strict=True):
        assert same(counted, count(session.table, each, *units(session), shelf=Empty()))
    reps = [int((counted.field("kind") == 1).sum()) for counted in together]
    assert (reps[0], reps[2]) == (10, 0)


def test_an_event_is_whole_numbers_as_on_the_interpreter(shelf):
    session = loaded("alternating_set.csv")
    for where in (shelf, Empty()):
        told = count(session.table, Settings({"mode": "both_legs"}), *units(session), shelf=where)
        assert {type(value) for event in told.events() for value in vars(event).values()} == {int}
    assert list(vars(Event())) == list(FIELDS)
    assert list(shelf.machine(0).layout.places[Event]) == list(FIELDS)


def test_a_session_in_memory_is_replayed_as_its_file_is():
    name = "lost_samples.csv"
    assert list(replay(loaded(name), Settings())) == list(replay(SESSIONS / name, Settings()))


def test_nothing_to_count_tells_nothing(shelf):
    for where in (shelf, Empty()):
        counted = count([], Settings(), *LSM6DS, ["phase"], shelf=where)
        assert (len(counted), counted.watched.shape) == (0, (0, 1))


def test_what_cannot_be_watched_is_named():
    for name in ("nonsense", "_attitude", "gates", "event.reason"):
        with pytest.raises(AttributeError, match=name.split(".")[-1]):
            Counting(Settings(), *LSM6DS, [name])


# When it is loaded, and when it is not


def test_it_is_loaded_only_when_that_pays(shelf):
    fresh = Shelf(shelf.place.parent)
    assert fresh.machine(LOAD_SAMPLES - 1) is None
    assert fresh.machine(1) is not None


def test_it_is_compiled_only_when_that_pays(tmp_path, shelf):
    fresh = Shelf(tmp_path / "cache")
    assert fresh.machine(COMPILE_SAMPLES - 1) is None
    assert not (tmp_path / "cache").exists()


def test_while_another_process_compiles_counting_goes_on_without(tmp_path, shelf, capsys):
    fresh = Shelf(tmp_path)
    fresh.place.mkdir()
    with FileLock(fresh.place / "busy"):
        assert fresh.machine(COMPILE_SAMPLES) is None
    assert capsys.readouterr().err == ""


def test_without_numba_the_interpreter_counts_and_nothing_is_said(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)
    session = loaded("clean_set.csv")
    bare = Shelf()
    assert not bare.prepare()
    assert len(count(session.table, Settings(), *units(session), shelf=bare)) > 10
    assert capsys.readouterr().err == ""


# The real text takes fifteen seconds to compile; these stories are about where it is put.
SHORT = """from numba import njit
@njit("int64(int64)", cache={cached})
def run(x):
    return x + 1
finish = None
"""


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(backend.module_text, "module_text", lambda cached: SHORT.format(cached=cached))


def test_a_cache_that_cannot_be_written_costs_a_line_and_no_more(tmp_path, shelf, short, capsys):
    (tmp_path / "file").touch()
    unwritable = Shelf(tmp_path / "file" / "cache")
    assert unwritable.prepare()
    assert unwritable.machine(0).run(1) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "file") in line
    assert "cannot be written" in line


def test_old_ones_leave_the_cache(tmp_path, shelf, short):
    for old in range(5):
        (tmp_path / f"old{old}").mkdir()
    assert Shelf(tmp_path).prepare()
    assert len(list(tmp_path.iterdir())) == backend.KEPT
    assert (Shelf(tmp_path).place / "ready").exists()


def test_what_is_damaged_in_the_cache_is_made_anew_the_next_time(tmp_path, shelf, short, capsys):
    assert Shelf(tmp_path).prepare()
    [index] = tmp_path.rglob("*.nbi")
    index.write_bytes(index.read_bytes()[:40])
    capsys.readouterr()
    assert not Shelf(tmp_path).prepare()
    [line] = capsys.readouterr().err.splitlines()
    assert "was damaged" in line
    assert Shelf(tmp_path).prepare()


def test_a_detector_that_cannot_be_translated_is_interpreted_and_one_line_says_why(
    tmp_path, shelf, monkeypatch, capsys
):
    def refuse(cached):
        raise TranslationError("heeldrive.counter, line 7: Lambda has no translation")

    monkeypatch.setattr(backend.module_text, "module_text", refuse)
    fresh = Shelf(tmp_path)
    assert not fresh.prepare()
    assert fresh.machine(COMPILE_SAMPLES) is None
    *_, line = capsys.readouterr().err.splitlines()
    assert "counter, line 7" in line
    with FileLock(fresh.place / "busy").acquire(timeout=0):
        pass  # nobody is kept waiting


# What has no translation is refused by name and line, not translated wrongly.


class Stage:
    """A stage as nobody should write it."""

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
    with pytest.raises(TranslationError, match=r"line \d+|itself"):
        Translator(Layout(Stage())).method(Stage, name)


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
    cells, places = layout.laid_out(root)
    items = cells[places[id(root)] + layout.places[Root]["held"]]
    one, other = (cells[cells[items + k] + layout.places[Holder]["held"]] for k in (0, 1))
    assert one == other == places[id(shared)]
    assert cells[one + layout.places[Shared]["held"]] == 123
