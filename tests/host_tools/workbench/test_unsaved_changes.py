"""Unsaved labels and settings outlive the workbench, and nothing that others write is overwritten unasked."""

import json
import os
import shutil
from pathlib import Path

import pytest
from heeldrive import SettingsError
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.settings.load import named_values
from heeldrive_lab.workbench import labels
from heeldrive_lab.workbench.notices import notices

HALF, QUICK, STAIRS = "half_reps_in_a_set", "quick_reps", "stairs"


@pytest.fixture
def settings_path(tmp_path):
    return tmp_path / "settings.toml"


def without_the_last(at, name):
    """Remove the last label of a session; returns the session's id."""
    session = at.ids[name]
    last = len(at.bench.annotations(session).rows) - 1
    at.bench.label(session, "a label removed", lambda rows: labels.remove(rows, last))
    return session


def said(at, session):
    return [notice["words"] for notice in notices(at.bench, session)]


def choices(at, session):
    return [title for notice in notices(at.bench, session) for title, _, _ in notice["buttons"]]


def drafts_in(tmp_path):
    """The files that have a draft, by the beginning of their names."""
    found = (json.loads(path.read_text()) for path in (tmp_path / "drafts").rglob("*.json"))
    return sorted(Path(draft["target"]).name.split(".")[0] for draft in found)


def rewrite(path, old="backward_lunge", new="forward_lunge"):
    """Another program changes a file; returns what it contains then."""
    path.write_text(path.read_text().replace(old, new))
    return path.read_bytes()


def test_what_was_not_saved_is_there_the_next_time(desk, folder, tmp_path, settings_path):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.set("depth_min_deg", 52)
    assert drafts_in(tmp_path) == [QUICK, "settings"]
    at.bench.stop()
    assert not settings_path.exists()
    at = desk(folder)
    assert at.bench.values == {"depth_min_deg": 52}
    assert at.status(QUICK)[1] == 11
    assert at.bench.unsaved() == ["quick_reps.csv", "settings.toml"]
    assert said(at, session) == [
        "Unsaved labels from the last time are here again (quick_reps.truth.csv). Save or discard them.",
        "Unsaved settings from the last time are here again (settings.toml). Save or discard them.",
    ]
    at.bench.save_annotations(session)
    at.bench.save_settings()
    assert (said(at, session), drafts_in(tmp_path)) == ([], [])
    assert named_values(settings_path) == {"depth_min_deg": 52}
    assert len(read_annotations(annotations_path(session)).reps) == 11


def test_load_and_effort_that_were_not_saved_are_there_the_next_time(desk, folder):
    at = desk(folder / "quick_reps.csv")
    at.bench.note(at.ids[QUICK], "rpe", 8.5)
    at.bench.stop()
    at = desk(folder / "quick_reps.csv")
    assert at.bench.notes(at.ids[QUICK]).rpe == 8.5
    assert at.bench.unsaved() == ["quick_reps.csv"]


def test_a_line_that_is_dragged_is_kept_once_it_is_released(desk, folder, tmp_path):
    at = desk(folder / "quick_reps.csv")
    at.bench.set("depth_min_deg", 40, moving=True)
    assert drafts_in(tmp_path) == []
    at.bench.release()
    assert drafts_in(tmp_path) == ["settings"]


def test_a_change_that_is_undone_leaves_no_draft(desk, folder, tmp_path):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.undo(session)
    assert drafts_in(tmp_path) == []
    at.bench.stop()
    assert list((tmp_path / "drafts").iterdir()) == []


def test_what_an_earlier_workbench_left_can_be_discarded_and_that_be_undone(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.stop()
    at = desk(folder)
    at.bench.others.discard(session)
    assert (at.status(QUICK), said(at, session)) == ((12, 12, "right"), [])
    at.bench.undo(session)
    assert at.status(QUICK) == (12, 11, "1 false")


def test_two_workbenches_at_once_keep_drafts_of_their_own(desk, folder, tmp_path):
    first, second = desk(folder), desk(folder)
    without_the_last(first, QUICK)
    without_the_last(second, HALF)
    assert second.status(QUICK) == (12, 12, "right"), "the draft of a workbench that runs is not taken"
    assert drafts_in(tmp_path) == [HALF, QUICK]
    first.bench.stop()
    third = desk(folder)
    assert third.bench.unsaved() == ["quick_reps.csv"]


def test_of_two_drafts_the_latest_is_taken_and_the_other_asked_about_later(desk, folder, tmp_path):
    first, second = desk(folder), desk(folder)
    session = without_the_last(first, QUICK)
    without_the_last(second, QUICK)
    without_the_last(second, QUICK)
    first.bench.stop()
    second.bench.stop()
    for path in (tmp_path / "drafts").rglob("*.json"):
        os.utime(path, (0, path.stat().st_size))  # the one with more labels is the later one
    third = desk(folder)
    assert third.status(QUICK)[1] == 11
    third.bench.save_annotations(session)
    third.bench.stop()
    fourth = desk(folder)
    assert fourth.status(QUICK)[1] == 10
    assert choices(fourth, session) == ["Keep mine", "Take theirs"]


def test_a_draft_of_a_file_that_others_have_changed_since_is_asked_about(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.stop()
    theirs = rewrite(annotations_path(session))
    at = desk(folder)
    assert at.status(QUICK)[1] == 11
    assert choices(at, session) == ["Keep mine", "Take theirs"]
    with pytest.raises(SessionError, match="changed by another program: nothing was written"):
        at.bench.save_annotations(session)
    assert annotations_path(session).read_bytes() == theirs


@pytest.mark.parametrize("damage", ["", "{", '{"target": 1}', "[]", "null"])
def test_a_damaged_draft_stays_where_it_is_and_the_rest_goes_on(desk, folder, tmp_path, damage):
    at = desk(folder)
    without_the_last(at, QUICK)
    at.bench.stop()
    (draft,) = (tmp_path / "drafts").rglob("*.json")
    draft.write_text(damage)
    at = desk(folder)
    assert at.status(QUICK) == (12, 12, "right")
    assert draft.read_text() == damage


def test_settings_of_a_draft_that_are_out_of_range_now_are_set_aside_and_said(desk, folder, tmp_path):
    at = desk(folder)
    at.bench.set("depth_min_deg", 52)
    at.bench.stop()
    (draft,) = (tmp_path / "drafts").rglob("*.json")
    draft.write_text(json.dumps(json.loads(draft.read_text()) | {"edited": {"depth_min_deg": 5}}))
    at = desk(folder)
    assert at.bench.values == {}
    (words,) = said(at, at.ids[QUICK])
    assert "depth_min_deg = 5 is out of range: use 20 to 100" in words
    (aside,) = (tmp_path / "drafts").rglob("*.unusable")
    assert str(aside) in words


def test_labels_of_a_draft_that_do_not_fit_the_session_any_more_are_set_aside_and_said(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.stop()
    lines = (folder / "quick_reps.csv").read_text().splitlines(keepends=True)
    (folder / "quick_reps.csv").write_text("".join(lines[: len(lines) // 2]))
    annotations_path(session).unlink()
    at = desk(folder)
    assert at.status(QUICK)[2] == "no truth yet"
    (words,) = said(at, session)
    assert "lies outside the session" in words


def test_the_page_says_when_drafts_cannot_be_kept(desk, folder, tmp_path):
    (tmp_path / "drafts").write_text("a file where the folder should be")
    at = desk(folder)
    session = without_the_last(at, QUICK)
    (words,) = said(at, session)
    assert words.startswith("Unsaved changes are not kept: ")
    assert words.endswith("Save them before you leave.")


# Others change the files


def test_truth_that_others_change_is_read_again_and_said(desk, folder):
    at = desk(folder)
    session = at.ids[QUICK]
    theirs = rewrite(annotations_path(session))
    at.look()
    assert at.bench.annotations(session).reps[0].activity == "forward_lunge"
    assert ("told", "quick_reps.truth.csv was changed by another program: it is read again") in at.heard
    assert (at.bench.unsaved(), said(at, session)) == ([], [])
    heard = len(at.heard)
    at.look()
    assert len(at.heard) == heard, "it is said once"
    at.bench.undo(session)
    assert at.bench.annotations(session).reps[0].activity == "backward_lunge"
    assert at.bench.unsaved() == ["quick_reps.csv"]
    at.bench.redo(session)
    without_the_last(at, QUICK)
    at.bench.save_annotations(session)
    assert annotations_path(session).with_name("quick_reps.truth.csv.bak").read_bytes() == theirs


def test_truth_that_both_have_changed_waits_for_a_decision(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    theirs = rewrite(annotations_path(session))
    at.look()
    assert said(at, session) == [
        "quick_reps.truth.csv was changed by another program. Your labels are not saved."
    ]
    with pytest.raises(SessionError, match="decide which to keep"):
        at.bench.save_annotations(session)
    at.bench.others.take_theirs(session)
    assert at.bench.annotations(session).reps[0].activity == "forward_lunge"
    assert (at.status(QUICK)[1], at.bench.unsaved()) == (12, [])
    at.bench.undo(session)
    assert (at.status(QUICK)[1], at.bench.unsaved()) == (11, ["quick_reps.csv"])
    at.bench.save_annotations(session)
    assert annotations_path(session).with_name("quick_reps.truth.csv.bak").read_bytes() == theirs


def test_mine_are_kept_and_then_saved_over_theirs(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    theirs = rewrite(annotations_path(session))
    at.look()
    at.bench.others.keep_mine(session)
    assert said(at, session) == []
    at.bench.save_annotations(session)
    assert len(read_annotations(annotations_path(session)).reps) == 11
    assert annotations_path(session).with_name("quick_reps.truth.csv.bak").read_bytes() == theirs


def test_a_truth_file_that_others_are_breaking_cannot_be_taken(desk, folder, tmp_path):
    at = desk(folder)
    session = at.ids[QUICK]
    whole = annotations_path(session).read_bytes()
    annotations_path(session).write_bytes(whole[: len(whole) // 2])
    at.look()
    assert at.status(QUICK) == (12, 12, "right")
    assert choices(at, session) == ["Keep mine"]
    assert drafts_in(tmp_path) == [QUICK], "it stands nowhere else now"
    with pytest.raises(SessionError, match="cannot be read now"):
        at.bench.others.take_theirs(session)
    annotations_path(session).write_bytes(whole)
    at.look()
    assert (said(at, session), drafts_in(tmp_path)) == ([], [])


def test_a_drive_that_is_unplugged_leaves_the_sessions_in_the_list(desk, folder):
    at = desk(folder)
    folder.rename(folder.with_name("away"))
    at.look()
    assert list(at.bench.entries) == list(at.ids.values())
    folder.with_name("away").rename(folder)
    at.look()
    assert at.status(QUICK) == (12, 12, "right")


def test_a_truth_file_that_others_delete_is_kept_in_a_draft(desk, folder, tmp_path):
    at = desk(folder)
    session = at.ids[QUICK]
    annotations_path(session).unlink()
    at.look()
    assert at.status(QUICK) == (12, 12, "right")
    assert said(at, session)[0].startswith("quick_reps.truth.csv was deleted by another program.")
    assert drafts_in(tmp_path) == [QUICK]
    at.bench.save_annotations(session)
    assert len(read_annotations(annotations_path(session)).reps) == 12
    assert said(at, session) == []


def test_settings_that_others_change_are_read_again(desk, folder, settings_path):
    settings_path.write_text("depth_min_deg = 50\n")
    at = desk(folder, values={"depth_min_deg": 50})
    settings_path.write_text("depth_min_deg = 60\n")
    at.look()
    assert (at.bench.values, at.bench.settings_are_unsaved) == ({"depth_min_deg": 60}, False)
    assert ("told", "settings.toml was changed by another program: it is read again") in at.heard
    at.bench.undo()
    assert at.bench.values == {"depth_min_deg": 50}


def test_settings_that_both_have_changed_wait_for_a_decision(desk, folder, settings_path):
    settings_path.write_text("depth_min_deg = 50\n")
    at = desk(folder, values={"depth_min_deg": 50})
    at.bench.set("rest_min_s", 20)
    settings_path.write_text("depth_min_deg = 60\n")
    with pytest.raises(SettingsError, match=r"settings\.toml was changed by another program: nothing was"):
        at.bench.save_settings()  # before anybody has looked
    assert settings_path.read_text() == "depth_min_deg = 60\n"
    at.look()
    assert choices(at, at.ids[QUICK]) == ["Keep mine", "Take theirs"]
    at.bench.others.keep_mine("")
    at.bench.save_settings()
    assert named_values(settings_path) == {"depth_min_deg": 50, "rest_min_s": 20}


def test_settings_that_others_delete_stay_in_force(desk, folder, settings_path):
    settings_path.write_text("depth_min_deg = 50\n")
    at = desk(folder, values={"depth_min_deg": 50})
    settings_path.unlink()
    at.look()
    assert (at.bench.values, at.bench.settings_are_unsaved) == ({"depth_min_deg": 50}, True)
    assert said(at, at.ids[QUICK])[0].startswith("settings.toml was deleted by another program.")


def test_a_new_session_appears_and_is_counted(desk, folder):
    at = desk(folder)
    shutil.copy(folder / "quick_reps.csv", folder / "today.csv")
    (folder / "notes.csv").write_text("not,a,session\n")
    at.look()
    (today,) = set(at.bench.entries) - set(at.ids.values())
    assert at.bench.entries[today].name == "today.csv"
    assert at.bench.status(today).counted == 12


def test_a_session_that_grows_is_read_and_counted_again(desk, folder):
    path = folder / "quick_reps.csv"
    whole = path.read_text()
    lines = whole.splitlines(keepends=True)
    path.write_text("".join(lines[: len(lines) // 3]))
    annotations_path(path).unlink()
    at = desk(folder)
    assert 0 < at.status(QUICK)[0] < 12
    at.bench.show(at.ids[QUICK])
    path.write_text(whole)
    at.look()
    assert at.status(QUICK)[0] == 12
    assert ("told", "quick_reps.csv was changed by another program: it is read again") in at.heard


def test_a_session_that_could_not_be_read_is_read_once_it_is_whole(desk, folder):
    path = folder / "quick_reps.csv"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    at = desk(folder)
    assert at.bench.status(at.ids[QUICK]).verdict == "unreadable"
    path.write_bytes(whole)
    at.look()
    assert at.status(QUICK) == (12, 12, "right")


def test_a_session_that_goes_away_leaves_the_list_unless_it_has_labels_to_save(desk, folder):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    for name in ("quick_reps.csv", "must_not_count/stairs.csv"):
        (folder / name).rename(folder / f"{name}.away")
    at.look()
    assert list(at.bench.entries) == [at.ids[HALF], session]
    assert at.status(QUICK)[2] == "the file is no longer there"
    with pytest.raises(SessionError, match=r"quick_reps\.csv is no longer there: put it back"):
        at.bench.save_annotations(session)
    (folder / "quick_reps.csv.away").rename(folder / "quick_reps.csv")
    at.look()
    assert at.status(QUICK) == (12, 11, "1 false")
    at.bench.save_annotations(session)


def test_undo_changes_no_other_session_than_the_one_it_is_given(desk, folder):
    at = desk(folder)
    half, quick = at.ids[HALF], without_the_last(at, QUICK)
    at.bench.set("depth_min_deg", 52)
    without_the_last(at, HALF)
    assert at.bench.undo(quick) == "depth_min_deg = 52"
    assert at.bench.undo(quick) == "a label removed"
    assert at.bench.undo(quick) == ""
    assert at.bench.annotations_are_unsaved(half)
    assert at.bench.undo(half) == "a label removed"
    assert at.bench.unsaved() == []
    assert at.bench.redo(quick) == "a label removed"
    assert at.bench.unsaved() == ["quick_reps.csv"]


def test_both_sessions_of_two_tabs_are_traced(desk, folder):
    at = desk(folder)
    for tab, name in enumerate((HALF, QUICK)):
        at.bench.show(at.ids[name], tab)
    at.bench.set("depth_min_deg", 40)
    at.settle()
    assert all(at.bench.trace(at.ids[name]) for name in (HALF, QUICK))
    at.bench.leave(0)
    at.bench.set("depth_min_deg", 41)
    at.settle()
    assert at.bench.trace(at.ids[HALF]) is None


def test_a_save_that_fails_leaves_the_truth_as_it_was(desk, folder, monkeypatch):
    at = desk(folder)
    session = without_the_last(at, QUICK)
    before = {path: path.read_bytes() for path in folder.glob("quick_reps*")}

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("heeldrive_lab.workbench.saving.os.fsync", full)
    with pytest.raises(SessionError, match="No space left on device"):
        at.bench.save_annotations(session)
    assert {path: path.read_bytes() for path in folder.glob("*quick_reps*")} == before
    assert at.bench.unsaved() == ["quick_reps.csv"]
    monkeypatch.undo()
    at.bench.save_annotations(session)
    assert at.bench.unsaved() == []


@pytest.mark.parametrize("saved", ["truth", "settings"])
def test_saving_writes_through_a_link(desk, folder, tmp_path, settings_path, saved):
    path = folder / "quick_reps.truth.csv" if saved == "truth" else settings_path
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path.touch()
    before = path.read_bytes()
    path.rename(elsewhere / "mine")
    path.symlink_to(elsewhere / "mine")
    at = desk(folder)
    session = without_the_last(at, QUICK)
    at.bench.set("depth_min_deg", 40)
    (at.bench.save_settings if saved == "settings" else lambda: at.bench.save_annotations(session))()
    assert path.is_symlink()
    assert [file.name for file in elsewhere.iterdir()] == ["mine"]
    assert (elsewhere / "mine").read_bytes() != before
    assert path.with_name(f"{path.name}.bak").read_bytes() == before
