"""Parts of the workbench under any use: undo, labels, saving, points, the worker."""

from threading import Event

import pytest
from heeldrive import Settings, declared
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import Annotation, Annotations, read_annotations, write_annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.workbench import columns, labels
from heeldrive_lab.workbench.drafts import digest
from heeldrive_lab.workbench.history import UndoHistory, WorkbenchState
from heeldrive_lab.workbench.saving import save_settings
from heeldrive_lab.workbench.worker import Job, Superseded, Worker
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting import DEADLINE_S

LAST_MS = 60_000
times = st.integers(0, LAST_MS - 1000)
lengths = st.integers(300, 20_000)
NUMBERS = [setting for setting in declared() if not setting.choices]


@st.composite
def changes(draw):
    """A change of labels by the user: rows to rows."""
    kind = draw(st.sampled_from(["add", "move", "remove", "total", "none", "counted"]))
    start_ms, length_ms = draw(times), draw(lengths)
    end_ms = min(start_ms + length_ms, LAST_MS)
    if kind == "add":
        return lambda rows: labels.add_rep(rows, start_ms, end_ms)
    if kind == "total":
        total = draw(st.integers(0, 30))
        return lambda rows: labels.set_total(rows, start_ms, end_ms, total)
    if kind == "none":
        return lambda rows: labels.nothing_counts(rows, start_ms, end_ms)
    if kind == "counted":
        event = {"start_ms": start_ms, "end_ms": end_ms, "depth_deg": 80.0, "sensor_leg": "front"}
        return lambda rows: labels.add_counted(rows, [event, event])
    place = draw(st.integers(0, 20))
    if kind == "remove":
        return lambda rows: labels.remove(rows, place % len(rows)) if rows else rows
    return lambda rows: labels.move(rows, place % len(rows), start_ms, end_ms) if rows else rows


@settings(max_examples=50)
@given(st.lists(changes(), max_size=12))
def test_whatever_is_labelled_can_be_saved_and_read_again(tmp_path_factory, doings):
    rows = ()
    for change in doings:
        try:
            after = change(rows)
            check_annotations(Annotations("x.csv", after), 0, LAST_MS)
        except SessionError:
            continue  # refused on the page, and the rows stay as they were
        rows = after
    path = tmp_path_factory.mktemp("truth") / "x.truth.csv"
    write_annotations(path, Annotations("x.csv", rows))
    assert read_annotations(path) == Annotations("x.csv", rows)
    check_annotations(read_annotations(path), 0, LAST_MS)


def test_a_moved_rep_takes_its_bottom_along_and_a_narrowed_one_loses_it():
    rep = Annotation("rep", 1000, 4000, 2000, 2500, 80.0, "front")
    assert labels.move((rep,), 0, 1500, 4500)[0] == Annotation("rep", 1500, 4500, 2500, 3000, 80.0, "front")
    assert labels.move((rep,), 0, 1000, 3000)[0] == Annotation("rep", 1000, 3000, 2000, 2500, 80.0, "front")
    assert labels.move((rep,), 0, 2300, 4000)[0] == Annotation("rep", 2300, 4000, None, None, 80.0, "front")
    assert labels.move((rep,), 0, 1000, 1010)[0].end_ms == 1000 + labels.SHORTEST_MS


def test_a_sets_total_follows_its_reps_and_the_set_goes_with_the_last():
    rep = Annotation("rep", 1000, 4000)
    rows = labels.add_rep((Annotation("set", 0, 20_000, reps=1), rep), 5000, 8000)
    assert rows[0].reps == 2
    rows = labels.remove(labels.remove(rows, 2), 1)
    assert rows == ()


steps = st.one_of(
    st.tuples(st.sampled_from(NUMBERS), st.integers(0, 100)),
    st.sampled_from(["close", "undo", "redo"]),
)


@given(st.lists(steps, max_size=40))
def test_undo_goes_all_the_way_back_and_redo_all_the_way_forth(doings):
    initial = WorkbenchState({"depth_min_deg": 40}, {"a": Annotations("a.csv")})
    history = UndoHistory(initial)
    for doing in doings:
        if isinstance(doing, tuple):
            setting, share = doing
            value = setting.smallest + (setting.largest - setting.smallest) * share // 100
            state = history.state.with_setting(setting.name, value, setting.default)
            history.do(f"{setting.name} = {value}", state, key=setting.name)
        else:
            getattr(history, doing)()
        Settings(history.state.settings)
    end, redone = history.state, 0
    while history.redo():
        redone += 1
    for _ in range(redone):
        history.undo()
    assert history.state == end
    undone = 0
    while history.undo():
        undone += 1
    assert history.state == initial
    for _ in range(undone):
        assert history.redo()
    assert history.state == end


values = st.fixed_dictionaries(
    {}, optional={one.name: st.integers(one.smallest, one.largest) for one in NUMBERS}
)


@settings(max_examples=25)
@given(st.sampled_from(["", "X = 1\n", "# mine", toml_text()]), values, values)
def test_any_settings_can_be_saved_over_any_others(tmp_path_factory, before, first, then):
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    path.write_text(before)
    save_settings(path, first, digest(path.read_bytes()))
    save_settings(path, then, digest(path.read_bytes()))
    assert vars(load_settings(path)) == vars(Settings(then))
    assert path.read_text().startswith(before[:5])


def test_of_points_on_top_of_each_other_one_of_each_colour_is_drawn():
    points = {
        "x": [1.0, 1.1, 1.2, 1.3, 5.0, 99.0],
        "y": [7.0, 7.1, 7.1, 9.0, 7.0, 7.0],
        "colour": [*"aabaaa"],
    }
    shown = columns.points_in(points, 0, 10, (1.0, 1.0))
    assert list(zip(*shown.values(), strict=True)) == [
        (1, 7, "a"),
        (1.2, 7.1, "b"),
        (1.3, 9, "a"),
        (5, 7, "a"),
    ]


@pytest.fixture
def worker():
    faults = []
    one = Worker(faults.append)
    one.faults = faults
    one.start()
    yield one
    one.stop()


def test_while_one_count_runs_only_the_latest_of_the_others_waits(worker):
    started, go_on, done = Event(), Event(), []

    def first(check):
        started.set()
        assert go_on.wait(DEADLINE_S)
        check()
        done.append(0)

    worker.request("count", Job(0, first))
    assert started.wait(DEADLINE_S)
    for number in (1, 2, 3):
        worker.request("count", Job(0, lambda _, number=number: done.append(number)))
    go_on.set()
    assert worker.wait_idle(DEADLINE_S)
    assert done == [0, 3]


def test_what_is_urgent_goes_first_and_the_other_is_started_again(worker):
    started, done = Event(), []

    def long(check):
        done.append("started")
        started.set()
        while "urgent" not in done:
            check()
        done.append("done")

    worker.request("rest", Job(2, long))
    assert started.wait(DEADLINE_S)
    worker.request("count", Job(0, lambda _: done.append("urgent")))
    assert worker.wait_idle(DEADLINE_S)
    assert done == ["started", "urgent", "started", "done"]


def test_what_is_dropped_ends(worker):
    started, ended = Event(), []

    def endless(check):
        started.set()
        try:
            while True:
                check()
        except Superseded:
            ended.append(True)
            raise

    worker.request("rest a", Job(2, endless))
    assert started.wait(DEADLINE_S)
    worker.request("rest b", Job(2, endless))
    worker.cancel("rest ")
    assert worker.wait_idle(DEADLINE_S)
    assert ended == [True]


def test_a_fault_is_reported_and_the_thread_goes_on(worker):
    done = []
    worker.request("a", Job(0, lambda _: 1 / 0))
    worker.request("b", Job(1, lambda _: done.append(True)))
    assert worker.wait_idle(DEADLINE_S)
    assert done == [True]
    assert isinstance(worker.faults[0], ZeroDivisionError)
