"""The workbench without a browser: counting, changing, undoing and saving."""

import json
import shutil
from functools import partial

import pytest
from heeldrive import Settings, SettingsError
from heeldrive.window import settings_read
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.sessions.training_notes import TrainingNotes
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.taught.lunge import NOT_TAUGHT, lunge_of, lunge_settings, lunge_words
from heeldrive_lab.util.terminal_tables import clock
from heeldrive_lab.workbench import labels, readout
from heeldrive_lab.workbench.controls import controls

HALF = "half_reps_in_a_set"


def test_every_session_is_counted_against_its_truth(desk, folder):
    at = desk(folder)
    assert at.status(HALF) == (10, 10, "right")
    assert at.status("quick_reps") == (12, 12, "right")
    assert at.status("stairs") == (0, 0, "right")
    found = at.bench.totals()
    assert (found.now.exact_sessions, found.now.true, found.counted, found.sessions) == (3, 22, 3, 3)


def test_a_setting_changes_the_counts_of_all_sessions_and_undo_brings_them_back(desk, folder):
    at = desk(folder)
    at.bench.show(at.ids[HALF])
    at.bench.set("depth_min_deg", 100)
    at.settle()
    assert at.status(HALF) == (0, 10, "10 missed")
    assert at.bench.totals().now.errors > at.bench.totals().saved.errors == 0
    assert at.bench.undo() == "depth_min_deg = 100"
    assert at.status(HALF) == (10, 10, "right"), "what was counted before is known still"
    assert at.bench.redo() == "depth_min_deg = 100"
    at.settle()
    assert at.status(HALF) == (0, 10, "10 missed")
    assert (at.bench.redo(), at.bench.history.redo_words()) == ("", "")


def test_it_counts_what_a_replay_counts(desk, folder):
    at = desk(folder)
    at.bench.set("mode", "both_legs")
    at.settle()
    for session in at.ids.values():
        expected = tuple(replay(session, Settings({"mode": "both_legs"})))
        assert at.bench.counted(session).events == expected


def test_a_line_that_was_dragged_is_undone_at_once(desk, folder):
    at = desk(folder / "quick_reps.csv")
    for value in (47, 45, 40):
        at.bench.set("depth_min_deg", value)
    at.bench.release()
    at.bench.set("depth_min_deg", 39)
    at.bench.undo()
    assert at.bench.values == {"depth_min_deg": 40}
    at.bench.undo()
    assert at.bench.values == {}


def test_a_line_dragged_and_put_back_leaves_nothing_to_undo(desk, folder):
    at = desk(folder / "quick_reps.csv")
    at.bench.set("depth_min_deg", 40)
    at.bench.set("depth_min_deg", Settings().depth_min_deg)
    at.bench.release()
    assert at.bench.history.undo_words() == ""


def test_a_session_is_traced_once_a_line_is_released(desk, folder):
    at = desk(folder / "quick_reps.csv")
    (session,) = at.bench.entries
    at.bench.show(session)
    at.settle()
    at.bench.set("depth_min_deg", 40, moving=True)
    at.settle()
    assert at.bench.is_fresh(session)
    assert at.bench.trace(session) is None
    at.bench.release()
    at.settle()
    assert at.bench.trace(session) is not None


def test_counts_that_come_late_do_not_push_out_the_one_in_force(desk, folder):
    at = desk(folder / "quick_reps.csv", values={"depth_min_deg": 60})
    (session,) = at.bench.entries
    at.bench.show(session)
    at.bench.set("depth_min_deg", 48)
    at.settle()
    late = []
    for depth in range(47, 40, -1):
        at.bench.set("depth_min_deg", depth, moving=True)
        late += at.put_off()
    at.bench.set("depth_min_deg", 48)
    for handle in late:
        handle()
    at.settle()
    assert at.bench.is_fresh(session)


def test_a_value_out_of_range_is_refused_with_its_range(desk, folder):
    at = desk(folder / "quick_reps.csv")
    with pytest.raises(SettingsError, match="depth_min_deg = 5 is out of range: use 20 to 100"):
        at.bench.set("depth_min_deg", 5)
    assert at.bench.values == {}


def test_a_label_changes_the_verdict_and_is_saved_beside_the_session(desk, folder):
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    before = annotations_path(session).read_bytes()
    last = len(at.bench.annotations(session).rows) - 1
    at.bench.label(session, "removed", lambda rows: labels.remove(rows, last))
    assert at.status("quick_reps") == (12, 11, "1 false")
    assert at.bench.unsaved() == ["quick_reps.csv"]
    at.bench.save_annotations(session)
    assert at.bench.unsaved() == []
    assert len(read_annotations(annotations_path(session)).reps) == 11
    assert annotations_path(session).with_name("quick_reps.truth.csv.bak").read_bytes() == before
    at.bench.undo(session)
    assert at.status("quick_reps") == (12, 12, "right")
    assert at.bench.unsaved() == ["quick_reps.csv"], "the file has the change that was undone"


def without_last(number, rows):
    for _ in range(number):
        rows = labels.remove(rows, len(rows) - 1)
    return rows


def test_the_verdict_is_of_the_labels_in_force_however_many_came_and_went(desk, folder):
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    for number in [*range(1, 12)] * 3:
        at.bench.label(session, "removed", partial(without_last, number))
        assert at.status("quick_reps") == (12, 12 - number, f"{number} false")
        at.bench.undo(session)  # what was labelled is gone for good with the next label
        assert at.status("quick_reps") == (12, 12, "right")


def test_a_session_without_truth_is_labelled_by_its_counted_reps(desk, folder):
    annotations_path(folder / "quick_reps.csv").unlink()
    at = desk(folder)
    session = at.ids["quick_reps"]
    assert at.status("quick_reps") == (12, None, "no truth yet")
    assert at.bench.totals().now.sessions == 2
    with pytest.raises(SessionError, match="there are no labels to save"):
        at.bench.save_annotations(session)
    reps = at.bench.counted(session).of_kind("rep")
    at.bench.label(session, "taken", lambda rows: labels.add_counted(rows, reps))
    assert at.status("quick_reps") == (12, 12, "right")
    at.bench.save_annotations(session)
    assert [row.depth_deg for row in read_annotations(annotations_path(session)).reps] == [
        rep["depth_deg"] for rep in reps
    ]


def test_load_and_effort_are_noted_undone_and_saved_and_are_no_truth(desk, folder):
    annotations_path(folder / "quick_reps.csv").unlink()
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    at.bench.note(session, "load_kg", 12.5)
    at.bench.note(session, "rpe", 7)
    assert at.status("quick_reps") == (12, None, "no truth yet")
    assert at.bench.unsaved() == ["quick_reps.csv"]
    at.bench.undo(session)
    assert at.bench.notes(session) == TrainingNotes(load_kg=12.5)
    at.bench.redo(session)
    at.bench.save_annotations(session)
    assert read_annotations(annotations_path(session)).notes == TrainingNotes(12.5, 7)
    at.bench.stop()
    again = desk(folder / "quick_reps.csv")
    assert again.bench.notes(session) == TrainingNotes(12.5, 7)
    reps = again.bench.counted(session).of_kind("rep")
    again.bench.label(session, "taken", lambda rows: labels.add_counted(rows, reps))
    again.bench.save_annotations(session)
    assert read_annotations(annotations_path(session)).notes == TrainingNotes(12.5, 7)


def test_notes_in_the_header_are_shown_and_can_be_replaced_but_not_removed(desk, folder):
    path = folder / "quick_reps.csv"
    path.write_text(path.read_text().replace("t_ms,ax", "# load_kg: 20\nt_ms,ax", 1))
    at = desk(path)
    session = at.ids["quick_reps"]
    assert at.bench.notes(session) == TrainingNotes(load_kg=20)
    with pytest.raises(SessionError, match=r"the header of quick_reps\.csv says load_kg: 20"):
        at.bench.note(session, "load_kg", None)
    with pytest.raises(SessionError, match="load_kg is 501; it must be from 0 to 500"):
        at.bench.note(session, "load_kg", 501)
    at.bench.note(session, "load_kg", 22.5)
    assert at.bench.notes(session) == TrainingNotes(load_kg=22.5)


def test_this_set_had_eleven(desk, folder):
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    loaded = at.bench.cache.opened[session].loaded
    at.bench.label(session, "set", lambda rows: labels.set_total(rows, loaded.first_ms, loaded.last_ms, 11))
    assert at.status("quick_reps") == (12, 11, "1 false")


def test_labels_that_contradict_each_other_are_refused_and_nothing_changes(desk, folder):
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    first = at.bench.annotations(session).reps[0]
    with pytest.raises(SessionError, match="overlap"):
        at.bench.label(session, "?", lambda rows: labels.add_rep(rows, first.start_ms + 1, first.end_ms + 1))
    with pytest.raises(SessionError, match="outside the session"):
        at.bench.label(session, "?", lambda rows: labels.add_rep(rows, 10**8, 10**8 + 2000))
    assert at.bench.history.undo_words(session) == ""


def test_truth_that_somebody_else_changed_is_not_overwritten(desk, folder):
    at = desk(folder / "quick_reps.csv")
    session = at.ids["quick_reps"]
    path = annotations_path(session)
    at.bench.label(session, "removed", lambda rows: labels.remove(rows, 1))
    path.write_text(path.read_text().replace("backward_lunge", "forward_lunge"))
    theirs = path.read_bytes()
    with pytest.raises(SessionError, match="changed by another program"):
        at.bench.save_annotations(session)
    assert path.read_bytes() == theirs


def test_settings_are_saved_and_what_else_is_in_the_file_stays(desk, folder, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('CIRCUITPY_WIFI_SSID = "home"\n# mine\ndepth_min_deg = 50\n# rest_min_s = 15\n')
    before = path.read_text()
    at = desk(folder / "quick_reps.csv", values={"depth_min_deg": 50})
    at.bench.set("depth_min_deg", 36)
    at.bench.set("rest_min_s", 20)
    at.bench.set("mode", "both_legs")
    assert at.bench.settings_are_unsaved
    assert at.bench.save_settings() == f"settings saved to {path}; backup: settings.toml.bak"
    text = path.read_text()
    assert 'CIRCUITPY_WIFI_SSID = "home"\n# mine\ndepth_min_deg = 36\nrest_min_s = 20\n' in text
    assert vars(load_settings(path)) == vars(Settings({"rest_min_s": 20, "mode": "both_legs"}))
    assert (tmp_path / "settings.toml.bak").read_text() == before
    assert not at.bench.settings_are_unsaved
    assert sorted(file.name for file in tmp_path.glob("*settings*")) == ["settings.toml", "settings.toml.bak"]


def test_a_new_settings_file_is_the_one_the_board_ships_with(desk, folder, tmp_path):
    at = desk(folder / "quick_reps.csv")
    at.bench.set("depth_min_deg", 52)
    at.bench.save_settings()
    text = (tmp_path / "settings.toml").read_text()
    assert "\ndepth_min_deg = 52\n" in text
    assert f"\n# rep_min_ms = {Settings().rep_min_ms}\n" in text


def test_settings_that_cannot_be_written_are_reported_and_the_file_stays(desk, folder, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[section]\ndepth_min_deg = 50\n")
    at = desk(folder / "quick_reps.csv")
    at.bench.set("depth_min_deg", 52)
    with pytest.raises(SettingsError, match=r"\[section\]"):
        at.bench.save_settings()
    assert path.read_text() == "[section]\ndepth_min_deg = 50\n"
    assert at.bench.settings_are_unsaved


def test_two_sessions_with_the_same_name_are_distinguished(desk, folder):
    again = folder / "again" / "quick_reps.csv"
    again.parent.mkdir()
    shutil.copy(folder / "quick_reps.csv", again)
    at = desk(folder)
    names = [place.name for place in at.bench.entries.values()]
    assert "sessions/quick_reps.csv" in names
    assert "again/quick_reps.csv" in names


def test_a_damaged_session_is_named_and_the_others_go_on(desk, folder):
    path = folder / "quick_reps.csv"
    path.write_bytes(path.read_bytes()[:-20])
    (folder / "notes.csv").write_text("not,a,session\n")
    at = desk(folder)
    assert len(at.bench.entries) == 3
    found = at.bench.status(at.ids["quick_reps"])
    assert found.verdict == "unreadable"
    assert "the file ends in the middle of this line" in found.words
    assert at.status(HALF) == (10, 10, "right")
    assert at.bench.totals().sessions == 2


def test_truth_of_another_session_is_named_and_kept(desk, folder):
    path = annotations_path(folder / "quick_reps.csv")
    path.write_text(path.read_text().replace("quick_reps.csv", "slow_reps.csv"))
    theirs = path.read_bytes()
    at = desk(folder / "quick_reps.csv")
    assert at.status("quick_reps")[2].endswith("it belongs to slow_reps.csv")
    at.bench.label(at.ids["quick_reps"], "a rep", lambda rows: labels.add_rep(rows, 5000, 8000))
    at.bench.save_annotations(at.ids["quick_reps"])
    assert path.with_name("quick_reps.truth.csv.bak").read_bytes() == theirs


def test_a_folder_without_sessions_is_refused(desk, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SessionError, match="this folder contains no session"):
        desk(tmp_path / "empty")


def test_the_state_is_shown_at_a_moment(desk, folder):
    at = desk(folder)
    session = at.ids[HALF]
    at.bench.show(session)
    at.settle()
    rep = at.bench.counted(session).of_kind("rep")[3]
    seen = readout.moment(at.bench.trace(session), rep["rise_ms"] / 1000)
    when, depth, phase, ready = seen["words"].split(" · ")
    assert (when, phase, ready) == (clock(rep["rise_ms"]), "bottom", "ready")
    assert float(depth.removesuffix(" deg")) == pytest.approx(rep["depth_deg"], abs=6)


def test_the_digits_begin_again_with_each_set(desk, folder):
    path = folder / "quick_reps.csv"
    at = desk(path)
    known = at.bench.counted(at.ids["quick_reps"])
    assert [digits for _, digits in readout.timeline(known)] == [str(n) for n in range(13)]
    at.bench.set("rest_min_s", 3)
    at.bench.set("rep_min_ms", 2500)
    at.settle()
    known = at.bench.counted(at.ids["quick_reps"])
    sizes = [event["reps"] for event in known.of_kind("set")]
    assert [digits for _, digits in readout.timeline(known)] == ["0"] + [
        str(n) for size in sizes for n in range(1, size + 1)
    ]


def test_every_declared_setting_has_a_control_and_the_detectors_are_marked():
    made = {control["name"]: control for control in controls()}
    assert set(made) | set(NOT_TAUGHT) == set(vars(Settings()))  # a lunge is taken from reps, not set by hand
    assert {"depth_min_deg", "mode", "fall_min_mm", "rest_min_s"} <= settings_read()
    assert not {"reps_target", "display_rotation_deg", "log_when_full"} & settings_read()
    assert made["depth_min_deg"]["title"] == "depth min"
    assert made["depth_min_deg"]["unit"] == "deg"
    json.dumps(list(made.values()))


def test_a_taught_lunge_is_one_step_and_every_session_is_counted_again(desk, folder, pytestconfig):
    half_reps = "half_reps_only"
    for suffix in (".csv", ".truth.csv"):
        source = pytestconfig.rootpath / "recorded_sessions" / "must_not_count"
        shutil.copy(source / f"{half_reps}{suffix}", folder)
    at = desk(folder)
    assert at.status(half_reps)[0] > 0
    lunge = lunge_of(at.bench.counted(at.ids[HALF]).of_kind("rep"))
    values = lunge_settings(lunge)
    at.bench.set_all(values, "my lunge")
    at.settle()
    assert at.status(half_reps) == (0, 0, "right")
    assert readout.values(at.bench)["lunge"] == lunge_words(values)
    assert readout.values(at.bench)["undo"] == "my lunge"
    at.bench.undo()
    assert at.bench.values == {}
    assert readout.values(at.bench)["lunge"] == ""
    with pytest.raises(SettingsError):
        at.bench.set_all({"my_rise_ms": 900, "my_depth_deg": 500}, "my lunge")
    assert at.bench.values == {}
    at.bench.set_all(values, "my lunge")
    at.bench.set_all(NOT_TAUGHT, "my lunge forgotten")
    assert at.bench.values == {}


def test_all_data_for_the_page_is_json(desk, folder):
    at = desk(folder)
    session = at.ids[HALF]
    assert [line["name"] for line in readout.session_list(at.bench)] == [HALF, "quick_reps", "stairs"]
    data = readout.readout(at.bench, session)
    assert data["refused"] == "3 refused (shallow 3)"
    assert [one["words"] for one in data["sets"]] == ["set 1: 10 reps"]
    at.bench.set("depth_min_deg", 100)
    at.settle()
    sums = readout.totals(at.bench)
    assert sums["change"].endswith("more errors than with the saved settings")
    json.dumps([data, sums, readout.values(at.bench)])


def test_truth_by_its_total_stays_one_row(tmp_path):
    rows = labels.set_total((), 1000, 30_000, 10)
    assert rows == (Annotation("set", 1000, 30_000, reps=10, activity="backward_lunge"),)
    path = tmp_path / "x.truth.csv"
    write_annotations(path, Annotations("x.csv", rows))
    assert read_annotations(path).rows == rows
