"""`heeldrive score` and `heeldrive real` with baselines, pages and invalid annotations, run by a user."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.half_turns import in_half_turns
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.util import optional_dependencies
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"
REP_1 = read_annotations(annotations_path(CLEAN)).reps[0]
HEAD = "file,start_ms,end_ms,activity,sensor_leg,reps\n"

needs_extra = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("scipy", "matplotlib")),
    reason="baselines and plots need scipy and matplotlib: pip install 'heeldrive[score]'",
)


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_score_in_four_mountings_shows_how_much_of_it_is_chance():
    shown = run("score", CLEAN, "--half-turns").stdout
    (row,) = (line for line in shown.splitlines() if line.startswith("recorded_sessions  sensor_leg"))
    assert row.split()[2:] == ["1.0000"] * 4 + ["0", "of", "1"]
    report = json.loads(run("score", CLEAN, "--half-turns", "--json").stdout)
    assert report["modes"]["sensor_leg"]["true"] == 40


def test_a_half_turn_changes_the_signs_of_two_axes():
    (worn, *turned) = (source.load().table for source in in_half_turns(find_sessions([CLEAN])))
    assert (worn == find_sessions([CLEAN])[0].load().table).all()
    for keep, table in enumerate(turned):
        signs = [1 if axis == keep else -1 for axis in range(3)]
        assert (table[:, 1:] == worn[:, 1:] * (signs * 2)).all()


def test_score_says_how_it_matches_and_how_far_off_it_is():
    shown = run("score", CLEAN)
    assert shown.exit_code == 0
    assert "overlaps it by at least half of the shorter" in shown.stdout
    assert "descent starts, ms" in shown.stdout
    assert "From the true end of a rep to its number on the display: median" in shown.stdout
    assert "Mode: sensor_leg." in shown.stdout
    report = json.loads(run("score", CLEAN, "--json").stdout)
    assert (report["mode"], set(report["modes"])) == ("sensor_leg", {"sensor_leg", "both_legs"})
    assert report["modes"]["both_legs"]["sets"] == [{"reps": 10, "counted": 10, "back": 0, "counted_back": 0}]
    everything = report["all"]
    assert everything["phase_error_ms"].keys() == {"start_ms", "bottom_ms", "rise_ms", "end_ms"}
    assert everything["phase_error_ms"]["bottom_ms"]["count"] == 10
    assert everything["delay_ms"]["count"] == 10
    assert everything["depth_error_deg"]["mean_abs"] < 5
    assert everything["f1"] == 1.0


@needs_extra
def test_baselines_are_in_tables_and_json():
    shown = run("score", CLEAN, "--peers")
    names = ["find_peaks on PCA", "RecoFit counting", "autocorrelation", "tilt, two thresholds"]
    assert all(name in shown.stdout for name in names)
    two = (CLEAN, SESSIONS / "must_not_count" / "sit_and_stand.csv")
    report = json.loads(run("score", *two, "--peers", "--json").stdout)
    assert set(names) < report["peers"].keys()
    assert all(baseline["true"] == 10 for baseline in report["peers"].values())
    assert all(session["peers"].keys() == report["peers"].keys() for session in report["sessions"])


@needs_extra
def test_the_html_is_self_contained_and_shows_the_misses(tmp_path):
    page = tmp_path / "evaluation.html"
    too_deep = tmp_path / "settings.toml"
    too_deep.write_text("depth_min_deg = 100\n")
    assert run("score", CLEAN, "--peers", "--settings", too_deep, "--html", page).exit_code == 0
    text = page.read_text("utf-8")
    assert re.findall(r'(?:src|href)="(?!data:)', text) == []
    assert text.count('<img alt="') >= 2
    assert "thigh inclination, true and counted reps" in text
    assert "RecoFit counting" in text


@needs_extra
def test_the_accuracy_page_has_people_first_the_baselines_and_the_command(tmp_path, monkeypatch):
    from heeldrive_lab.evaluation import evidence, seated_starts

    # All sessions would take too long; the page is the same with one recorded session instead.
    monkeypatch.setattr(evidence, "WORKOUTS_OF_EACH", 0)
    monkeypatch.setattr(seated_starts, "SESSIONS", 0)
    monkeypatch.setattr(evidence, "find_sessions", lambda _: find_sessions([CLEAN]))
    folder = tmp_path / "datasets" / "life"
    folder.mkdir(parents=True)
    rows = (f"{n * 20},0,0,9.8,0,0,0\n" for n in range(200))
    (folder / "still.csv").write_text("t_ms,ax,ay,az,gx,gy,gz\n" + "".join(rows))
    (folder / "labels.csv").write_text(
        HEAD + "still.csv,500,2000,sitting,,\nstill.csv,2000,3500,lunge,front,1\n"
    )
    page = tmp_path / "docs" / "accuracy.md"
    page.parent.mkdir()
    shown = run("real", folder.parent, "--write", page, "--files")
    assert shown.exit_code == 0, shown.output
    assert "life/still.csv" in shown.stdout
    text = page.read_text("utf-8")
    assert "    heeldrive real DATASETS_DIR --write docs/accuracy.md\n" in text
    places = [
        text.index(f"\n## {name}\n")
        for name in ("In short", "Never seen before", "Goals", "People", "Simulated")
    ]
    assert places == sorted(places)
    assert text[: places[0]].count("\n") < 12, "the first screen has the answer"
    assert "- People: lunges with the sensor leg in front (`sensor_leg`): **not among" in text
    assert text.count("<details>") == text.count("\n\n</details>\n") > 5
    reached, goals = re.search(r"<summary>(\d+) of (\d+) goals are reached</summary>", text).groups()
    assert 0 < int(reached) == text.count("| yes |") < int(goals)
    assert "| life | not seen |" in text
    assert "### life (not seen in development)" in text
    assert "| recorded_sessions | seen |" in text
    assert "seeds none of the kinematic one" in text
    assert text.index("## People") < text.index("| lunge (front leg) |") < text.index("## Simulated")
    assert "| life, started in sitting | both_legs | not seen |" in text
    assert "| life: lunge (front leg) | not seen | 1 | 0 |" in text
    assert "| clock 8 % fast | 1/1 100% | 1/1 100% |" in text
    assert "| tilt, two thresholds |" in text
    assert str(tmp_path) not in text
    pictures = re.findall(r"\]\((pictures/[^)]+)", text)
    assert "pictures/accuracy_worst_real.svg" in pictures
    assert all((page.parent / picture).read_text("utf-8").startswith("<?xml") for picture in pictures)
    assert run("real", folder.parent, "--write", tmp_path / "nowhere" / "accuracy.md").exit_code == 2


def test_real_prints_folders_as_json(tmp_path):
    folder = tmp_path / "life"
    folder.mkdir()
    rows = (f"{n * 20},0,0,9.8,0,0,0\n" for n in range(200))
    (folder / "still.csv").write_text("t_ms,ax,ay,az,gx,gy,gz\n" + "".join(rows))
    (folder / "labels.csv").write_text(HEAD + "still.csv,0,3000,standing,,\n")
    shown = json.loads(run("real", tmp_path, "--json").stdout)
    assert [entry["name"] for entry in shown["folders"]] == ["life", "all"]


@pytest.mark.parametrize(("words", "package"), [(["--peers"], "scipy"), (["--html", "x.html"], "matplotlib")])
def test_a_missing_extra_is_answered_with_the_command_that_installs_it(monkeypatch, words, package):
    there = optional_dependencies.find_spec
    monkeypatch.setattr(
        optional_dependencies, "find_spec", lambda name: None if name == package else there(name)
    )
    shown = run("score", CLEAN, *words)
    assert shown.exit_code == 2
    (sentence,) = shown.stderr.splitlines()
    assert f"needs {package}: install it with  make all  in " in sentence
    assert sentence.endswith("-m pip install 'heeldrive[score]'")


@pytest.mark.parametrize(
    ("kind", "start_ms", "end_ms", "says"),
    [
        ("rep", REP_1.start_ms + 100, REP_1.end_ms, "overlap; one must end before the next begins"),
        ("other", 0, 9_000_000, "the other 0..9000000 ms lies outside the session"),
        ("other", 1, 0, "are not in the order start, bottom, rise, end"),
    ],
)
def test_invalid_annotations_are_one_sentence_and_exit_code_2(tmp_path, kind, start_ms, end_ms, says):
    shutil.copy(CLEAN, tmp_path)
    annotations = (SESSIONS / "clean_set.truth.csv").read_text("utf-8")
    header = next(line for line in annotations.splitlines() if line.startswith("kind,"))
    cells = {"kind": kind, "start_ms": start_ms, "end_ms": end_ms, "activity": "walking"}
    line = ",".join(str(cells.get(column, "")) for column in header.split(","))
    (tmp_path / "clean_set.truth.csv").write_text(annotations + line + "\n")
    shown = run("score", tmp_path)
    assert (shown.exit_code, shown.stdout) == (2, "")
    (sentence,) = shown.stderr.splitlines()
    assert "clean_set.truth.csv" in sentence
    assert says in sentence
