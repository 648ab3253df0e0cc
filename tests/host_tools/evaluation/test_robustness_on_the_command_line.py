"""`heeldrive robustness`, run by a user: a table of what keeps its count, and the names of what does not."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.robustness import changed_lines, reached, variants_sheet
from heeldrive_lab.evaluation.run import Result, VariantCount
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.sources import SessionFile
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"


def run(*words):
    return CliRunner().invoke(app, ["robustness", *map(str, words)])


def result(name, counted, variants):
    """A session and its variants: the counts of each kind."""
    made = [
        VariantCount(kind, f"{kind}, draw {number}", count)
        for kind, counts in variants.items()
        for number, count in enumerate(counts, 1)
    ]
    return Result(SessionFile(Path(name)), {"heeldrive": SessionScore(name, counted=counted)}, True, made)


@pytest.fixture
def _compiled(compiled_cache, monkeypatch):
    """Three hard workouts in 34 variants and two modes take a minute on the interpreter, in any process."""
    monkeypatch.setattr("heeldrive_lab.detection.compiled.cache.CACHE", compiled_cache)
    monkeypatch.setattr("heeldrive_lab.evaluation.run.process_pool", ThreadPoolExecutor)


@pytest.mark.usefixtures("_compiled")
def test_pools_and_modes_are_columns_and_kinds_are_rows(tmp_path):
    folder = tmp_path / "datasets" / "life"
    folder.mkdir(parents=True)
    rows = (f"{n * 20},0,0,9.8,0,0,0\n" for n in range(200))
    (folder / "still.csv").write_text("t_ms,ax,ay,az,gx,gy,gz\n" + "".join(rows))
    (folder / "labels.csv").write_text(
        "file,start_ms,end_ms,activity,sensor_leg,reps\nstill.csv,0,3000,standing,,\n"
    )
    shown = run(CLEAN, folder.parent, "--kinematic", 1, "--first-seed", 77000, "--json")
    assert shown.exit_code == 0, shown.output
    pools = json.loads(shown.stdout)
    assert list(pools) == ["sessions", "recordings", "kinematic"]
    assert all(list(pool) == ["sensor_leg", "both_legs"] for pool in pools.values())
    assert pools["recordings"]["sensor_leg"]["kinds"]["both offsets"] == {"same": 4, "variants": 4}
    assert pools["kinematic"]["both_legs"]["kinds"]["mirrored"]["variants"] == 3
    table = run(CLEAN).stdout
    assert "sessions, sensor_leg" in table
    assert "mirrored" in table


def test_without_anything_to_count_the_command_says_what_to_give():
    shown = run()
    assert shown.exit_code == 2
    assert "name sessions or folders, or give --hard or --kinematic N" in shown.stderr


def test_the_first_sessions_that_change_are_named_and_the_rest_counted():
    results = [
        result("a.csv", 10, {"zero-g offset": [10, 9, 7], "mirrored": [10]}),
        result("b.csv", 8, {"zero-g offset": [8, 8, 0], "mirrored": [8]}),
    ]
    (line,) = changed_lines({"people": {"both_legs": results}}, 2)
    assert line == (
        "zero-g offset, people, both_legs: a.csv, draw 2: 9 instead of 10; a.csv, draw 3: 7 instead of 10;"
        " and 1 more"
    )
    assert reached(results, "mirrored")
    assert not reached(results, "zero-g offset")


def test_a_rest_may_not_change_any_count_and_an_offset_one_in_a_hundred():
    most = [10] * 99 + [9]
    one_off = [result("a.csv", 10, {"both offsets": most, "rest before": most})]
    assert reached(one_off, "both offsets")
    assert not reached(one_off, "rest before")


def test_a_share_is_100_percent_only_if_all_keep_their_count():
    results = [result("a.csv", 10, {"mirrored": [10] * 2999 + [9], "26 Hz": [10, 10]})]
    rows = dict(variants_sheet("", {"sessions": {"sensor_leg": results}}).rows)
    assert (rows["mirrored"], rows["26 Hz"]) == ("2999/3000 99.9%", "2/2 100%")
    assert rows["all, of sessions with reps"] == ""
