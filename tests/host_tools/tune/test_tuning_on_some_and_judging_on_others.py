"""An evening with a laptop: bad settings are improved, good ones are kept, and held-out wearers decide."""

import json
import shutil
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.tune.margins import NO_REP, TRUE_REP
from heeldrive_lab.tune.run import TuneRequest, tune_on
from heeldrive_lab.tune.sessions import Sessions, TriedSettings
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
NOT_VERY_DEEP = "simulated person 32"
TOO_DEEP = 'CIRCUITPY_WIFI_SSID = "home"\ndepth_min_deg = 88  # was it 48?\n'


def run(*words):
    return CliRunner().invoke(app, ["tune", *(str(word) for word in words)])


def tune(logs, old, **more):
    order = TuneRequest(
        find_sessions([logs]), old, **{"trials": 8, "only": ["depth_min_deg"], "seed": 4, "jobs": 1} | more
    )
    return tune_on(order, lambda *_: None)


def test_a_study_is_of_the_settings_that_are_not_searched_too(logs):
    """Trials with another hold limit are not comparable; display settings do not matter."""
    name = tune(logs, Settings(), trials=1).study
    assert tune(logs, Settings({"display_rotation_deg": 0}), trials=1).study == name
    assert tune(logs, Settings({"hold_max_ms": 3000}), trials=1).study != name
    assert tune(logs, Settings({"depth_min_deg": 50}), trials=1).study == name


@pytest.mark.parametrize("totals", [False, True])
def test_a_threshold_that_loses_reps_is_mended_for_wearers_it_was_not_tuned_on(
    logs, only_totals, tmp_path, totals
):
    if totals:
        for path in logs.glob("*.csv"):
            if not path.name.endswith(".truth.csv"):
                only_totals(path)
    wrong, out = tmp_path / "wrong.toml", tmp_path / "settings.toml"
    wrong.write_text(TOO_DEEP)
    shown = run(logs, "--trials", 8, "--only", "depth_min_deg", "--seed", 4, "--jobs", 1,
               "--settings", wrong, "--out", out, "--json")  # fmt: skip
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert not found["kept_old"]
    assert found["unseen"]["old"]["missed"] > found["unseen"]["new"]["missed"]
    assert found["unseen"]["old"]["cost"] > found["unseen"]["new"]["cost"]
    assert found["unseen_wearers"]["better"] > 0
    tuned = load_settings(out)
    assert tuned.depth_min_deg < 80
    assert vars(tuned) | {"depth_min_deg": 88} == vars(load_settings(wrong))
    assert 'CIRCUITPY_WIFI_SSID = "home"\n' in out.read_text()
    assert wrong.read_text() == TOO_DEEP


def test_good_settings_stay_and_the_file_says_so(logs, tmp_path):
    good, out = tmp_path / "good.toml", tmp_path / "out.toml"
    good.write_text("# mine\ndepth_min_deg = 48\n")
    words = (logs, "--trials", 2, "--only", "lever_min_mm", "--seed", 4, "--jobs", 1, "--settings", good)
    shown = run(*words, "--out", out)
    assert shown.exit_code == 0, shown.output
    assert "The old settings are kept: " in shown.stdout
    assert f"{out}: the old settings." in shown.stdout.replace("\n", "")
    assert out.read_text() == good.read_text()
    before = good.stat().st_mtime_ns
    assert run(*words, "--out", good).exit_code == 0
    assert good.stat().st_mtime_ns == before


def test_the_other_mode_is_searched_and_written(logs, tmp_path):
    for end in (".csv", ".truth.csv"):
        shutil.copy(SESSIONS / f"back_leg_set{end}", logs)
    out = tmp_path / "out.toml"
    shown = run(logs, "--mode", "both_legs", "--trials", 1, "--only", "fall_min_mm", "--jobs", 1,
               "--json", "--out", out)  # fmt: skip
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["mode"] == "both_legs"
    in_front = sum(len(read_annotations(truth).reps) for truth in logs.glob("[!b]*.truth.csv"))
    assert found["tuned"]["old"]["done"] + found["unseen"]["old"]["done"] == in_front + 10
    assert vars(load_settings(out)) == vars(Settings({"mode": "both_legs"}))


def test_what_helps_only_the_wearers_tuned_on_is_not_taken(tmp_path):
    """A wearer who reaches 82 deg loses no rep to a threshold above squats; one who reaches 60 loses all."""
    for name in ("at_26_samples_a_second", "must_not_count/squats", "not_very_deep"):
        for end in (".csv", ".truth.csv"):
            shutil.copy(SESSIONS / f"{name}{end}", tmp_path)
    found = tune(tmp_path, Settings(), trials=10, held_out=[NOT_VERY_DEEP])
    assert found.folds.held_out == (NOT_VERY_DEEP,)
    assert found.new.tuned.cost < found.old.tuned.cost
    assert found.new.settings.depth_min_deg > 61
    assert found.why_old == "the new settings are no better for held-out wearers"
    assert found.best is found.old


def test_ctrl_c_keeps_the_best_until_then(logs):
    presses = iter([False, False, True])

    def press(what, *_):
        if what == "trials" and next(presses, False):
            raise KeyboardInterrupt

    old = Settings({"depth_min_deg": 88})
    found = tune_on(TuneRequest(find_sessions([logs]), old, 50, ["depth_min_deg"], seed=4, jobs=1), press)
    assert found.found.interrupted
    assert found.found.trials == 2
    assert not found.why_old
    assert found.best.settings.depth_min_deg < 80


def test_the_reps_with_the_smallest_margins_do_flip(logs):
    settings = Settings({"depth_min_deg": 60})
    found = tune(logs, settings, trials=1)
    assert [near.share for near in found.margins] == sorted(near.share for near in found.margins)
    assert {near.truth for near in found.margins} <= {TRUE_REP, NO_REP}
    near = next(one for one in found.margins if one.counted and one.gate.setting == "depth_min_deg")
    (path,) = logs.rglob(near.session)

    def counted(depth_min_deg):
        events = replay(path, Settings(vars(found.best.settings) | {"depth_min_deg": depth_min_deg}))
        return [event["start_ms"] for event in events if event["kind"] == "rep"]

    limit = found.best.settings.depth_min_deg
    beyond = int(limit * (1 + near.share)) + 1
    assert near.start_ms in counted(limit)
    assert near.start_ms not in counted(beyond)


def test_as_many_processes_as_one_likes_come_to_the_same(logs):
    files, tried = find_sessions([logs]), TriedSettings(Settings(), frozenset())
    numbers = [4, 0, 2]
    with Sessions(files, "sensor_leg", 1) as one, Sessions(files, "sensor_leg", 2) as two:
        assert one.about == two.about
        assert one.tallies(tried, numbers) == two.tallies(tried, numbers)


def test_the_tables_show_old_new_and_importance(logs, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(TOO_DEEP)
    only = ("--only", "depth_min_deg", "--settings", wrong)
    shown = run(logs, "--trials", 20, *only, "--seed", 4, "--jobs", 1)
    assert shown.exit_code == 0, shown.output
    words = " ".join(shown.stdout.split())
    assert "wearer held out" in words
    assert "The new settings are better for held-out wearers" in words
    assert "by chance alone, at least as many would be better" in words
    assert "depth_min_deg 88" in words
    assert "100 %" in words
    assert "smallest margins" in words
