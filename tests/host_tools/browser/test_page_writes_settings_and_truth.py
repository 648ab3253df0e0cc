"""What the page writes are the bytes that the laptop writes, and it scores as the laptop does."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from any_settings import SOME_SETTINGS
from heeldrive import Settings, SettingsError
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.modes import legs_of
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.save import write_settings
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from page_fault import PageFaultError

SETS = "two_sets_walk_and_sit.csv"
ANNOTATED = sorted(path for path in RECORDED_SESSIONS.rglob("*.truth.csv"))


@given(values=SOME_SETTINGS)
@hypothesis_settings(max_examples=30, deadline=None)
def test_settings_are_written_and_read_as_the_laptop_does(in_page, tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "written.toml"
    chosen = Settings(values)
    write_settings(path, chosen)
    text = in_page("settings", "tomlText", vars(chosen))
    assert text.encode() == path.read_bytes()
    changed = {name: value for name, value in values.items() if vars(Settings())[name] != value}
    assert in_page("settings", "readToml", text, len(text)) == changed


@pytest.mark.parametrize(
    "text",
    [
        "depth_min_deg = 19",
        "depth_min_deg = 101  # too deep",
        'depth_min_deg = "50"',
        'mode = "both"',
        "mode = 3",
        "display_rotation_deg = 90",
        'tempo = "9-9-9-99"',
        "[wrist]\na = 1",
    ],
)
def test_settings_are_refused_in_the_laptops_words(in_page, tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refusal:
        load_settings(path)
    with pytest.raises(PageFaultError) as fault:
        in_page("settings", "readToml", text, len(text))
    assert str(refusal.value) == f"{path}: {fault.value}"


@pytest.mark.parametrize(
    "text", ["depth_min_deg", "depth_min_deg = 40\ndepth_min_deg = 41", "deep = 4", "a = [1"]
)
def test_other_texts_are_refused_as_settings(in_page, text):
    with pytest.raises(PageFaultError):
        in_page("settings", "readToml", text, len(text))


def test_keys_of_circuitpython_are_left_alone(in_page):
    text = 'CIRCUITPY_WIFI_SSID = "home"\ndepth_min_deg = 50 # deep\n\n# mode = "both_legs"\n'
    assert in_page("settings", "readToml", text, len(text)) == {"depth_min_deg": 50}


@pytest.fixture
def events_of(in_page):
    """The page's events of a session."""

    def count(path, values):
        session = in_page("session_file", "readSession", path.name, path.read_bytes())
        return in_page("counting", "count", session, vars(Settings(values)))["events"]

    return count


@pytest.mark.parametrize(
    "name", ["two_sets_walk_and_sit.csv", "alternating_set.csv", "shoelace_and_stairs_between_sets.csv"]
)
@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
@pytest.mark.parametrize("others", [[], [(0, 7)], [(0, 8)], [(0, 0)], [(0, 20)], [(-1, 20), (0, 20)]])
@pytest.mark.parametrize("rest_min_s", [15, 40])
def test_what_was_really_done_is_written_as_by_heeldrive_label(
    in_page, events_of, tmp_path, name, mode, others, rest_min_s
):
    path = tmp_path / name
    shutil.copy(RECORDED_SESSIONS / name, path)
    path.with_suffix(".settings.toml").write_text(f'mode = "{mode}"\nrest_min_s = {rest_min_s}')
    labels = Labels(path)
    events = events_of(path, {"mode": mode, "rest_min_s": rest_min_s})
    sets = [event for event in events if event["kind"] == "set"]
    rows = []
    for one in sets:
        rows = in_page("truth", "accept", rows, one, events)
    labels.accept()
    for at, reps in others:
        rows = in_page("truth", "total", rows, sets[at], reps, events, rest_min_s)
        labels.total(at % len(sets) + 1, reps)
    written = in_page("truth", "truthText", {"session": name, "notes": [], "rows": rows})
    assert written.encode() == labels.save().read_bytes()


def test_a_total_leaves_what_must_not_count(in_page, tmp_path):
    path = tmp_path / SETS
    shutil.copy(RECORDED_SESSIONS / SETS, path)
    shutil.copy(annotations_path(RECORDED_SESSIONS / SETS), annotations_path(path))
    truth = in_page("truth", "readTruth", annotations_path(path).read_text("utf-8"))
    assert "other" in [row["kind"] for row in truth["rows"]]
    labels = Labels(path)
    first_ms, last_ms = labels.rows[0].start_ms, labels.rows[-1].end_ms
    labels.total_between(first_ms, last_ms, 7)
    span = {"start_ms": first_ms, "end_ms": last_ms, "reps": 0, "back": 0}
    rows = in_page("truth", "total", truth["rows"], span, 7, [], 15)
    assert in_page("truth", "truthText", {**truth, "rows": rows}).encode() == labels.save().read_bytes()


def test_a_total_takes_in_nothing_that_was_another_activity(in_page, events_of, tmp_path):
    name = "shoelace_and_stairs_between_sets.csv"
    path = Path(shutil.copy(RECORDED_SESSIONS / name, tmp_path))
    events = events_of(path, {})
    first, second = (event for event in events if event["kind"] == "set")
    stairs = Annotation("other", first["end_ms"] + 500, second["start_ms"] - 500, activity="stairs")
    write_annotations(annotations_path(path), Annotations(name, (stairs,)))
    truth = in_page("truth", "readTruth", annotations_path(path).read_text("utf-8"))
    labels = Labels(path)
    labels.total(1, 20)
    rows = in_page("truth", "total", truth["rows"], first, 20, events, 15)
    assert rows[0]["end_ms"] == first["end_ms"]
    assert in_page("truth", "truthText", {**truth, "rows": rows}).encode() == labels.save().read_bytes()


def test_a_set_that_is_right_leaves_what_must_not_count(in_page, events_of, tmp_path):
    path = tmp_path / SETS
    shutil.copy(RECORDED_SESSIONS / SETS, path)
    write_annotations(annotations_path(path), Annotations(SETS, (Annotation("other", 3000, 60_000),)))
    truth = in_page("truth", "readTruth", annotations_path(path).read_text("utf-8"))
    labels = Labels(path)
    events = events_of(path, {})
    first = next(event for event in events if event["kind"] == "set")
    assert first["start_ms"] < 60_000
    labels.accept(1)
    rows = in_page("truth", "accept", truth["rows"], first, events)
    assert in_page("truth", "truthText", {**truth, "rows": rows}).encode() == labels.save().read_bytes()


@pytest.mark.parametrize("path", ANNOTATED, ids=lambda path: path.name)
def test_a_truth_file_is_read_and_written_again_without_a_change(in_page, path):
    text = path.read_text("utf-8")
    read = in_page("truth", "readTruth", text)
    assert len(read["rows"]) == len(read_annotations(path).rows)
    assert in_page("truth", "truthText", read) == text


@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
@pytest.mark.parametrize("depth_min_deg", [36, 80])
@pytest.mark.parametrize("name", ["two_sets_walk_and_sit", "alternating_set", "half_reps_in_a_set"])
@pytest.mark.parametrize("change", ["none", "totals only", "later"])
def test_the_score_is_the_laptops(in_page, events_of, name, mode, depth_min_deg, change, tmp_path):
    path = RECORDED_SESSIONS / f"{name}.csv"
    text = annotations_path(path).read_text("utf-8")
    if change == "totals only":
        text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("rep"))
    truth = tmp_path / "any.truth.csv"
    truth.write_text(text)
    if change == "later":  # some reps still overlap by half, and some by less
        late = read_annotations(truth)
        moved = [
            replace(
                row,
                start_ms=row.start_ms + 250 * at,
                end_ms=row.end_ms + 250 * at,
                bottom_ms=None,
                rise_ms=None,
            )
            for at, row in enumerate(row for row in late.rows if row.kind == "rep")
        ]
        write_annotations(truth, replace(late, rows=tuple(moved)))
        text = truth.read_text("utf-8")
    values = {"mode": mode, "depth_min_deg": depth_min_deg}
    expected = score_session(replay(path, Settings(values)), read_annotations(truth), "", legs_of(mode))
    rows = in_page("truth", "readTruth", text)["rows"]
    found = in_page("truth", "score", events_of(path, values), rows, mode)
    assert found == {"really": expected.true, "missed": expected.missed, "falsely": expected.false}


COLUMNS = "kind,start_ms,end_ms,bottom_ms,rise_ms,depth_deg,sensor_leg,reps,activity"


@pytest.mark.parametrize(
    "lines",
    [
        ["# heeldrive-truth: 2", "# session: a.csv", COLUMNS],
        ["# heeldrive-truth: 1", "# sessions: a.csv", COLUMNS],
        ["# heeldrive-truth: 1"],
        ["# heeldrive-truth: 1", "# session: a.csv", "# mood: good", COLUMNS],
        ["# heeldrive-truth: 1", "# session: a.csv", "kind,start_ms"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,2"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,2,,,,,x,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,2,,,deep,,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,,,,,,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "lunge,1,2,,,,,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,2,,,,left,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,5,2,,,,front,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "rep,1,9,7,3,,front,,"],
        ["# heeldrive-truth: 1", "# session: a.csv", COLUMNS, "set,1,9,,,,front,-1,"],
    ],
)
def test_truth_is_refused_in_the_laptops_words(in_page, tmp_path, lines):
    path = tmp_path / "a.truth.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(SessionError) as refusal:
        read_annotations(path)
    with pytest.raises(PageFaultError) as fault:
        in_page("truth", "readTruth", path.read_text())
    assert str(refusal.value) == f"{path}, {fault.value}"
