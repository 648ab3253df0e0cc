"""A wearer sends a workout to the coach: the page shows what was measured and is self-contained."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from statistics import fmean

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.rep_metrics import metrics_of_session
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.knee_travel import heel_report
from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.page import workout_html
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.settings.of_session import SessionSettings
from heeldrive_lab.util import optional_dependencies
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
ALTERNATING = SESSIONS / "alternating_set.csv"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


class Page(HTMLParser):
    """The content of a page: its text, and the attributes of each element by name."""

    def __init__(self, text):
        super().__init__()
        self.found, self.words, self._inside = {}, [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.setdefault(tag, []).append(dict(attrs))
        self._inside.append(tag)

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self._inside:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(half_reps, tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "workout.html"
    result = run("report", half_reps, "-o", target)
    assert result.exit_code == 0, result.output
    return target.read_text("utf-8")


def test_the_page_is_self_contained(page):
    found = Page(page).found
    assert "script" not in found
    assert "link" not in found
    addresses = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?([^"\')\s]*)', page)
    assert all(address.startswith("#") for address in addresses)


def test_every_picture_has_a_text_alternative(page):
    found = Page(page).found
    assert len(found["svg"]) > 4
    assert all(svg["role"] == "img" and len(svg["aria-label"]) > 30 for svg in found["svg"])
    assert len(found["caption"]) == len(found["table"])
    assert all(head["scope"] in ("col", "row") for head in found["th"])


def test_pictures_take_the_pages_colours_and_share_no_id(page):
    assert "#0102" not in page
    assert "prefers-color-scheme: dark" in page
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for used in re.findall(r'(?:url\(#|href="#)([^)"]*)', page):
        assert used in ids


def test_refusals_are_explained_for_the_wearer(page, half_reps):
    text = Page(page).text
    assert "shallow: 3 times, in a set" in text
    assert "The thigh did not go down far enough" in text
    refused = [event for event in replay(half_reps, Settings()) if event["kind"] == "refused"]
    assert len(refused) == 3
    for event in refused:
        assert f"{event['depth_deg']:.1f}"[:-2] in text


def test_knee_travel_comes_with_its_uncertainty(page, half_reps):
    text = Page(page).text
    for rep in heel_report(read_recording(half_reps), replay(half_reps, Settings())).reps:
        change = f"{100 * rep.travel.change_m:+.1f}".replace("-", "−")
        change = "0" if change in ("+0.0", "−0.0") else change
        assert f"{change} ± {100 * rep.travel.change_sd_m:.1f}" in text
    assert "not pressure" in text.lower()


def test_a_withheld_knee_says_why():
    report = run("report", SESSIONS / "split_squats.csv", "--format", "md").stdout
    assert "withheld: no standing between reps" in report


def test_no_verdict_is_given(page):
    words = Page(page).text.lower()
    assert not re.findall(r"\b(well done|great|poor|bad|excellent|should|correct form)\b", words)


def test_both_legs_are_compared():
    settings = Settings({"mode": "both_legs"})
    workout = gather(read_recording(ALTERNATING), settings)
    text = Page(workout_html(workout, SessionSettings(settings, "mine.toml"))).text
    assert "Each leg in front, over the whole session. in front reps" in text
    assert re.search(r"right leg 6 .* left leg 6 .* difference 0", text)
    depth = [leg.depth_deg for leg in workout.legs]
    assert depth[0] > 60
    assert depth[1] is None


def test_json_has_the_metrics_of_every_rep(half_reps):
    report = json.loads(run("report", half_reps, "--format", "json").stdout)
    facts = [fact.as_dict() for fact in metrics_of_session(read_recording(half_reps), Settings())]
    assert report["reps"] == json.loads(json.dumps(facts))
    assert [one["reps"] for one in report["sets"]] == [10]
    assert [refusal["set_index"] for refusal in report["refused"]] == [1, 1, 1]


def test_the_file_suffix_selects_the_format_and_csv_has_a_line_for_every_rep(half_reps, tmp_path):
    target = tmp_path / "reps.csv"
    assert run("report", half_reps, "-o", target).exit_code == 0
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    facts = metrics_of_session(read_recording(half_reps), Settings())
    assert [int(row["rep"]) for row in rows] == [fact.index for fact in facts]
    assert [float(row["depth_deg"]) for row in rows] == [fact.depth_deg for fact in facts]
    assert [row["drift_depth_deg"] == "" for row in rows] == [fact.drift is None for fact in facts]


def test_a_pulled_session_is_counted_with_the_boards_own_settings(tmp_path):
    session = tmp_path / "log_0007.csv"
    session.write_bytes(ALTERNATING.read_bytes())
    alone = json.loads(run("report", session, "--format", "json").stdout)
    (tmp_path / "log_0007.settings.toml").write_text('mode = "both_legs"\n')
    beside = json.loads(run("report", session, "--format", "json").stdout)
    assert (len(alone["reps"]), len(beside["reps"])) == (6, 12)


def test_the_wearers_markers_are_on_the_page_and_cannot_break_it():
    workout = gather(read_recording(SESSIONS / "must_not_count" / "strapping.csv"), Settings())
    marked = replace(workout, markers=((23_000, "wrong <script>rep</script>"), (24_000, "board: restarted")))
    page = Page(workout_html(marked, SessionSettings(Settings(), "the default settings")))
    assert "No rep was counted in this session." in page.text
    assert "0:23: the wearer marked “wrong <script>rep</script>”" in page.text
    assert "board: restarted" not in page.text
    assert "script" not in page.found


def discarding(folder, name, *spans_ms):
    """A copy of a session in which the wearer discarded sets: (start of the first rep, the press)."""
    recording = read_recording(SESSIONS / f"{name}.csv")
    markers = [(at_ms, f"set discarded from {start_ms} ms") for start_ms, at_ms in spans_ms]
    write_session(folder / f"{name}.csv", recording.header, recording, markers)
    return folder / f"{name}.csv"


def test_a_discarded_set_is_named_and_counts_nowhere(tmp_path):
    whole = json.loads(run("report", SESSIONS / "two_sets_walk_and_sit.csv", "--format", "json").stdout)
    first, second = whole["sets"]
    session = discarding(tmp_path, "two_sets_walk_and_sit", (first["start_ms"], first["end_ms"] + 5000))
    left = json.loads(run("report", session, "--format", "json").stdout)
    assert left["discarded"] == [
        {"start_ms": first["start_ms"], "at_ms": first["end_ms"] + 5000, "reps": first["reps"]}
    ]
    assert left["sets"] == [second | {"index": 1, "rest_ms": None}]
    assert [rep["index"] for rep in left["reps"]] == [rep["index"] for rep in whole["reps"][8:]]
    assert len(left["heel"]["reps"]) == 8
    for form in ("html", "md"):
        run("report", session, "--format", form, "-o", tmp_path / form)
        text = (tmp_path / form).read_text("utf-8")
        assert "the wearer discarded a set of 8 reps" in text
        assert "8 reps in 1 set" in text or "<dt>Reps</dt><dd>8<" in text
    brief = gather_history(tmp_path, None, workers=1)
    assert [len(workout.reps) for workout in brief.workouts] == [8]


def test_reps_after_the_press_belong_to_the_set_that_begins_anew(tmp_path):
    reps = [event for event in replay(SESSIONS / "clean_set.csv", Settings()) if event["kind"] == "rep"]
    session = discarding(tmp_path, "clean_set", (reps[0]["start_ms"], reps[2]["shown_ms"]))
    workout = gather(read_recording(session), Settings())
    (one,) = workout.sets
    assert (one.reps, one.start_ms) == (7, reps[3]["start_ms"])
    assert workout.discarded[0].reps == 3
    assert workout.reps[0].times.pause_ms is None
    everything = discarding(tmp_path, "clean_set", (0, 60_000))
    page = run("report", everything, "-o", tmp_path / "a.html")
    assert page.exit_code == 0, page.output
    text = Page((tmp_path / "a.html").read_text("utf-8")).text
    assert "discarded a set of 10 reps" in text
    assert "No rep was counted" not in text


def test_confidence_and_the_answers_to_the_boards_questions_are_summed_up(half_reps, tmp_path):
    reps = [event for event in replay(half_reps, Settings()) if event["kind"] == "rep"]
    sure = [rep["facts"]["confidence_percent"] for rep in reps]
    asked = [(41_000, f"not a rep from {reps[3]['start_ms']} ms"), (60_000, "was a rep from 7 ms")]
    asked += [(50_000, f"was a rep from {reps[0]['start_ms']} ms")]
    target = tmp_path / "asked.csv"
    with SessionReader(half_reps) as reader:
        write_session(target, reader.header, list(reader), asked)
    least = f"lowest {min(sure)} % (rep {1 + sure.index(min(sure))})"
    told = f"Confidence of the reps: median {sorted(sure)[4]} %, {least}."
    for form in ("html", "md"):
        done = run("report", target, "-o", tmp_path / f"asked.{form}")
        assert done.exit_code == 0, done.output
        text = Page((tmp_path / f"asked.{form}").read_text("utf-8")).text
        assert f"{told} The board asked about 2 reps: 1 no (rep 4)." in text
    rows = list(csv.DictReader(run("report", target, "--format", "csv").stdout.splitlines()))
    assert [row["answer"] for row in rows] == ["yes", "", "", "no"] + [""] * 6
    assert [int(row["confidence_percent"]) for row in rows] == sure
    found = json.loads(run("report", target, "--format", "json").stdout)["reps"]
    assert {rep["index"]: rep["answer"] for rep in found if "answer" in rep} == {1: "yes", 4: "no"}
    silent = run("report", half_reps, "--format", "md").stdout
    assert told in silent
    assert "The board asked" not in silent


def test_each_rep_is_compared_with_the_tempo_and_without_one_none_is(half_reps, tmp_path):
    (tmp_path / "tempo.toml").write_text('tempo = "2-1-1-3"\n')
    words = "report", half_reps, "--settings", tmp_path / "tempo.toml"
    found = json.loads(run(*words, "--format", "json").stdout)
    assert found["tempo"] == "2-1-1-3"
    for rep in found["reps"]:
        times, off = rep["times"], rep["off_tempo"]
        assert off["down_s"] == round(times["descent_ms"] / 1000 - 2, 2)
        assert off["bottom_s"] == round(times["hold_ms"] / 1000 - 1, 2)
        assert off["up_s"] == round(times["rise_ms"] / 1000 - 1, 2)
        pause_ms = times["pause_ms"]
        assert off["top_s"] == (None if pause_ms is None else round(pause_ms / 1000 - 3, 2))
    assert found["reps"][0]["off_tempo"]["top_s"] is None
    rows = list(csv.DictReader(run(*words, "--format", "csv").stdout.splitlines()))
    assert [row["off_tempo_down_s"] for row in rows] == [
        str(rep["off_tempo"]["down_s"]) for rep in found["reps"]
    ]
    means = [fmean(rep["off_tempo"][f"{part}_s"] for rep in found["reps"]) for part in ("down", "bottom")]
    for form in ("html", "md"):
        run(*words, "--format", form, "-o", tmp_path / form)
    text = Page((tmp_path / "html").read_text("utf-8")).text
    down, bottom = (f"{mean:+.1f}".replace("-", "−") for mean in means)
    assert f"Tempo 2-1-1-3: on average {down} s down, {bottom} s at the bottom" in text
    assert "off tempo, s" in text
    assert "## Tempo 2-1-1-3" in (tmp_path / "md").read_text("utf-8")
    alone = json.loads(run("report", half_reps, "--format", "json").stdout)
    assert alone["tempo"] == "off"
    assert not any("off_tempo" in rep for rep in alone["reps"])
    run("report", half_reps, "-o", tmp_path / "alone.html")
    assert "off tempo" not in (tmp_path / "alone.html").read_text("utf-8")


def test_load_and_effort_are_on_the_page_and_in_every_row(tmp_path):
    recording = read_recording(SESSIONS / "quick_reps.csv")
    session = tmp_path / "quick_reps.csv"
    header = replace(recording.header, extra={"load_kg": "12.5", "rpe": "7", "wearer": "anna"})
    write_session(session, header, recording)
    for form in ("html", "md"):
        run("report", session, "--format", form, "-o", tmp_path / form)
        text = Page((tmp_path / form).read_text("utf-8")).text
        assert "load 12.5 kg" in text.lower()
        assert "effort 7 of 10" in text.lower()
    found = json.loads(run("report", session, "--format", "json").stdout)
    assert (found["load_kg"], found["rpe"]) == (12.5, 7)
    rows = list(csv.DictReader(run("report", session, "--format", "csv").stdout.splitlines()))
    assert {(row["load_kg"], row["rpe"], row["set"]) for row in rows} == {("12.5", "7.0", "1")}
    header.extra["rpe"] = "hard"
    write_session(session, header, recording)
    refused = run("report", session, "--format", "json")
    assert refused.exit_code == 2
    assert "rpe is 'hard', which is not a number" in refused.output


@pytest.mark.parametrize("form", ["html", "md", "json", "csv"])
def test_an_empty_log_is_reported(tmp_path, form):
    (tmp_path / "empty.csv").write_text("")
    result = run("report", tmp_path / "empty.csv", "--format", form, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "empty.csv: the file is empty: nothing was recorded" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "package", "extra"),
    [
        (["report", ALTERNATING, "-o", "page.html"], "jinja2", "report"),
        (["export", ALTERNATING, "--to", "mcap", "-o", "x.mcap"], "mcap", "mcap"),
        (["export", ALTERNATING, "--to", "fit", "-o", "x.fit"], "fit_tool", "fit"),
        (["export", ALTERNATING, "--to", "parquet", "-o", "x.parquet"], "pyarrow", "parquet"),
    ],
)
def test_a_missing_extra_is_answered_with_the_command_that_installs_it(monkeypatch, words, package, extra):
    there = optional_dependencies.find_spec
    monkeypatch.setattr(
        optional_dependencies, "find_spec", lambda name: None if name == package else there(name)
    )
    result = run(*words)
    assert result.exit_code == 2
    assert f"this needs {package}: install it with  make all  in " in result.stderr
    assert f"-m pip install 'heeldrive[{extra}]'" in result.stderr


def test_a_log_cut_to_one_sample_is_a_page_too(half_reps, tmp_path):
    with SessionReader(half_reps) as reader:
        write_session(tmp_path / "one.csv.gz", reader.header, islice(reader, 1))
    assert run("report", tmp_path / "one.csv.gz", "-o", tmp_path / "one.html").exit_code == 0
    assert "No rep was counted" in (tmp_path / "one.html").read_text("utf-8")


def test_each_rep_has_its_rise_velocity_with_its_uncertainty_and_the_set_its_loss(half_reps):
    facts = metrics_of_session(read_recording(half_reps), Settings())
    text = run("report", half_reps, "--format", "md").stdout
    for fact in facts:
        rise = fact.hip_rise
        assert f"| {rise.mean_mps:.2f} ± {rise.mean_sd_mps:.2f} |" in text
    assert f"| {facts[-1].hip_rise.loss_percent} |" in text
