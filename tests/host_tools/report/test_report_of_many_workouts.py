"""The report of a folder of workouts: progress by week, and a list of files that cannot be counted."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.report.data import history_json
from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.page import history_html, history_markdown
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.start_time import read_start_time
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"


def put(folder, name, session, *extra):
    """A copy of a recorded session, with more lines in its header."""
    text = (SESSIONS / f"{session}.csv").read_text()
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text.replace("t_ms,ax", "".join(f"# {line}\n" for line in extra) + "t_ms,ax", 1))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    put(folder, "monday.csv", "quick_reps", "started: 2026-11-16T18:30")
    put(folder, "sunday.csv", "split_squats", "started: 2026-11-22")
    put(folder, "later.csv", "slow_reps", "started: 2026-12-01T07:00")
    put(folder, "may/log_0001.csv", "held_at_the_bottom")
    put(folder, "june/log_0001.csv", "not_very_deep")
    put(folder, "june/copy.csv", "quick_reps", "started: 2026-11-16T18:30")
    put(folder, "dateless.csv", "alternating_set", "started: yesterday")
    (folder / "empty.csv").write_text("")
    (folder / "labels.csv").write_text("a,b\n1,2\n")
    (folder / "monday.truth.csv").write_bytes((SESSIONS / "quick_reps.truth.csv").read_bytes())
    return folder


@pytest.fixture(scope="module")
def history(folder):
    return gather_history(folder, None, workers=1)


def test_weeks_begin_on_monday(history):
    weeks = history.people[0].weeks
    assert [(str(week.monday), week.workouts, week.reps) for week in weeks] == [
        ("2026-11-16", 2, 12 + 8),
        ("2026-11-30", 1, 8),
    ]


def test_a_weeks_mean_is_over_its_reps(history):
    first, second = (workout.legs[0] for workout in history.people[0].dated[:2])
    week = history.people[0].weeks[0]
    mean = (first.length_ms * first.reps + second.length_ms * second.reps) / (first.reps + second.reps)
    assert week.legs[0].length_ms == pytest.approx(mean, abs=1)


def test_two_sessions_with_the_same_name_are_both_included(history):
    assert [workout.name for person in history.people for workout in person.undated] == [
        "june/log_0001.csv",
        "may/log_0001.csv",
    ]


def test_a_duplicate_recording_is_counted_once_and_listed(history):
    assert history.duplicates == (("june/copy.csv", "monday.csv"),)


def test_an_unreadable_file_is_listed_with_its_reason_and_without_its_folder(history, folder):
    reasons = {one.name: one.reason for one in history.unread}
    assert set(reasons) == {"dateless.csv", "empty.csv", "labels.csv"}
    assert "started is 'yesterday'; it must be a date" in reasons["dateless.csv"]
    assert reasons["empty.csv"].startswith("the file is empty")
    assert not any(str(folder) in reason for reason in reasons.values())


def test_the_page_shows_weeks_undated_workouts_and_files_left_out(history, folder):
    page = history_html(history, folder, None)
    expected = (
        "Week by week",
        "2026-11-16",
        "Without a date",
        "may/log_0001",
        "Files not included",
        "empty.csv",
    )
    assert all(text in page for text in expected)
    assert "#0102" not in page


def test_other_forms_of_a_folder(history, folder):
    report = json.loads(json.dumps(history_json(history)))
    assert [week["reps"] for week in report["people"][0]["weeks"]] == [20, 8]
    assert "| 2026-11-16 | right leg | 2 | 2 | 20 |" in history_markdown(history, folder, None)


def test_the_command_takes_a_folder(tmp_path):
    put(tmp_path, "a.csv", "quick_reps", "started: 2026-11-16")
    result = CliRunner().invoke(app, ["report", str(tmp_path), "--format", "csv"])
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\na,2026-11-16T00:00:00,") == 12


def test_wearers_are_kept_apart(tmp_path):
    put(tmp_path, "a.csv", "quick_reps", "wearer: Ada", "started: 2026-11-16")
    put(tmp_path, "b.csv", "split_squats", "wearer: Ben", "started: 2026-11-17")
    people = gather_history(tmp_path, None, workers=1).people
    assert [(one.name, one.weeks[0].reps) for one in people] == [("Ada", 12), ("Ben", 8)]


def test_a_folder_stands_for_a_wearer_as_in_tune(tmp_path):
    put(tmp_path, "ada/a.csv", "quick_reps", "started: 2026-11-16")
    put(tmp_path, "ben/b.csv", "split_squats", "wearer: ADA", "started: 2026-11-17")
    (tmp_path / "ben" / "must_not_count").mkdir()
    put(tmp_path, "ben/must_not_count/c.csv", "slow_reps", "started: 2026-11-18")
    put(tmp_path, "d.csv", "held_at_the_bottom")
    history = gather_history(tmp_path, None, workers=1)
    assert [(person.name, len(person.workouts)) for person in history.people] == [
        ("", 1), ("ADA", 2), ("ben", 1)
    ]  # fmt: skip
    rows = CliRunner().invoke(app, ["report", str(tmp_path), "--format", "csv"]).stdout
    assert ",ben," in rows


@pytest.fixture(scope="module")
def athletes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("athletes")
    put(folder, "ada/1.csv", "quick_reps", "started: 2026-11-16")
    put(folder, "ada/2.csv", "slow_reps", "started: 2026-11-18")
    put(folder, "ada/3.csv", "two_sets_walk_and_sit", "started: 2026-11-20")
    put(folder, "ben/1.csv", "split_squats")
    return gather_history(folder, None, workers=1), folder


def test_the_overview_has_a_line_for_each_wearer(athletes):
    ada, ben = (person.overview for person in athletes[0].people)
    assert (ada.name, ada.workouts, ada.sets, ada.reps) == ("ada", 3, 4, 12 + 8 + 16)
    assert (str(ada.last)[:10], ada.last_reps, ada.best_set_reps, ada.best_workout_reps) == (
        "2026-11-20", 16, 12, 16
    )  # fmt: skip
    assert ada.reps_change == 16 - (12 + 8) / 2
    legs = [workout.legs[0] for workout in athletes[0].people[0].dated]
    before = [
        sum(getattr(leg, name) * leg.reps for leg in legs[:2]) / 20 for name in ("depth_deg", "length_ms")
    ]
    assert ada.depth_change_deg == pytest.approx(legs[2].depth_deg - before[0], abs=0.1)
    assert ada.length_change_ms == pytest.approx(legs[2].length_ms - before[1], abs=1)
    assert (ben.last, ben.reps_change, ben.depth_change_deg, ben.length_change_ms) == (None,) * 4


def test_the_page_begins_with_the_overview_and_each_name_leads_to_its_part(athletes):
    page = history_html(*athletes, None)
    assert page.index("Overview") < page.index("Week by week")
    for number, name in enumerate(("ada", "ben"), 1):
        assert re.search(rf'<a href="#wearer-{number}"[^>]*>{name}</a>', page)
        assert f'id="wearer-{number}"' in page
    assert "| ada | 2026-11-20 | 3 | 4 | 36 |" in history_markdown(*athletes, None)
    report = json.loads(json.dumps(history_json(athletes[0])))
    assert report["people"][0]["overview"]["last"].startswith("2026-11-20")


def test_load_and_effort_of_each_workout_and_of_the_last_one_are_in_the_tables(tmp_path):
    put(tmp_path, "first.csv", "quick_reps", "started: 2026-11-16", "load_kg: 10", "rpe: 6.5")
    put(tmp_path, "second.csv", "split_squats", "started: 2026-11-17", "load_kg: 12.5")
    history = gather_history(tmp_path, None, workers=1)
    overview = history.people[0].overview
    assert (overview.last_load_kg, overview.last_rpe) == (12.5, None)
    page = history_html(history, tmp_path, None)
    assert page.count("<td>12.5</td>") == 2
    assert page.count("<td>6.5</td>") == 1
    assert "| 2026-11-16 | 10 | 6.5 |" in history_markdown(history, tmp_path, None)


def test_an_index_leads_to_a_page_for_each_workout(tmp_path):
    athletes = tmp_path / "athletes"
    put(athletes, "a.csv", "quick_reps", "started: 2026-11-16")
    put(athletes, "ada/log 1.csv", "held_at_the_bottom")
    put(athletes, "ben/log 1.csv", "split_squats")
    index = tmp_path / "index.html"
    shown = CliRunner().invoke(app, ["report", str(athletes), "-o", str(index), "--pages"])
    assert shown.exit_code == 0, shown.output
    assert "an index, with 3 pages in index_workouts" in shown.stdout
    links = re.findall(r'href="(index_workouts/[^"]+)"', index.read_text())
    assert len(links) == 3
    pages = [tmp_path / unquote(link) for link in links]
    assert sorted(pages) == sorted((tmp_path / "index_workouts").iterdir())
    assert all("Set by set" in page.read_text() for page in pages)


@pytest.mark.parametrize("words", [["--format", "md"], ["-o", "x.pdf"]])
def test_pages_are_html(tmp_path, words):
    put(tmp_path, "a.csv", "quick_reps")
    shown = CliRunner().invoke(app, ["report", str(tmp_path), "--pages", *words])
    assert shown.exit_code == 2
    assert "HTML only" in shown.stderr


def test_an_empty_folder_and_one_without_a_readable_session_are_rejected(tmp_path):
    with pytest.raises(SessionError, match="holds no session"):
        gather_history(tmp_path, None)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(SessionError, match="no session in this folder can be read"):
        gather_history(tmp_path, None)


def test_a_date_may_have_a_time_and_a_zone(tmp_path):
    path = put(tmp_path, "a.csv", "quick_reps", "started: 2026-11-16T18:30+01:00")
    assert read_start_time(read_recording(path).header).isoformat() == "2026-11-16T18:30:00+01:00"
