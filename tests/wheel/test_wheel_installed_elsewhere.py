"""What a user has who installs the wheel: `make wheel-test` runs this, since it builds and installs."""

import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# They run against the wheel under every Python: the whole way of a sample, and every golden event.
TESTS = (
    "test_demo.py",
    "test_events_stay_as_they_are.py",
    "test_replay_of_sessions.py",
    "test_settings_on_the_laptop.py",
)


@pytest.mark.release
def test_the_wheel_holds_detector_tools_firmware_and_sessions_and_nothing_for_developers(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"heeldrive", "heeldrive_lab"}
    for name in (
        "heeldrive/py.typed",
        "heeldrive_lab/py.typed",
        "heeldrive_lab/browser/page/index.html",
        "heeldrive_lab/_board/firmware/code.py",
        "heeldrive_lab/_board/recorded_sessions/clean_set.csv",
    ):
        assert name in names


@pytest.mark.release
def test_the_base_installation_is_below_60_mb_and_has_no_numpy(installed):
    assert installed.megabytes() < 60
    assert not list((installed.packages).glob("numpy*"))


def test_a_session_is_replayed_as_in_the_checkout(installed):
    done = installed.heeldrive("replay", "clean_set.csv", "--json")
    assert done.returncode == 0, done.stderr
    replay = [Path(sys.executable).with_name("heeldrive"), "replay", "clean_set.csv", "--json"]
    here = subprocess.run(
        replay, cwd=ROOT / "recorded_sessions", capture_output=True, text=True, check=True
    ).stdout
    assert done.stdout == here
    assert [json.loads(line)["kind"] for line in here.splitlines()].count("rep") == 10


@pytest.mark.parametrize(
    "command",
    [
        "page --write page",
        "label other.csv --set 1 --total 10",
        "replay clean_set.csv --explain",
        "settings",
        "teach clean_set.csv",
        "--help",
        "--version",
    ],
)
def test_what_needs_no_extra_works_without(installed, command):
    (installed.folder / "settings.toml").write_text("depth_min_deg = 60\n")
    shutil.copy(installed.folder / "clean_set.csv", installed.folder / "other.csv")
    done = installed.heeldrive(*command.split())
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("compare settings.toml settings.toml clean_set.csv", "lab"),
        ("demo", "board"),
        ("deploy drive", "deploy"),
        ("export clean_set.csv --to fit -o clean.fit", "fit"),
        ("export clean_set.csv --to mcap -o clean.mcap", "mcap"),
        ("export clean_set.csv --to parquet -o clean.parquet", "parquet"),
        ("heel clean_set.csv", "lab"),
        ("import clean_set.csv imported.csv", "lab"),
        ("replay clean_set.csv --facts", "lab"),
        ("report clean_set.csv -o clean.html", "report"),
        ("score clean_set.csv", "lab"),
        ("score clean_set.csv --peers", "score"),
        ("simulate spec.toml -o simulated.csv", "sim"),
        ("tune .", "tune"),
        ("workbench .", "workbench"),
    ],
)
def test_what_needs_an_extra_names_it_in_one_sentence(installed, command, extra):
    (installed.folder / "spec.toml").write_text("seed = 1\n")
    done = installed.heeldrive(*command.split())
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("heeldrive: this needs ")
    how = f"install it with  {installed.python} -m pip install 'heeldrive[{extra}]'  ("
    assert how in sentence
    assert sentence.endswith("(heeldrive is on no package index yet: this adds to the one you installed)")


def test_without_a_board_live_and_pull_say_so(installed):
    for command in ("live", "pull /dev/ttyACM99 sessions"):
        done = installed.heeldrive(*command.split())
        assert done.returncode == 2
        assert "pip install" not in done.stderr


def test_a_program_of_a_users_own_is_checked_against_the_types(installed):
    program = installed.folder / "program.py"
    program.write_text("from heeldrive import RepCounter\n\nRepCounter().no_such_name\n")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--python-executable", installed.python, program],
        cwd=installed.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert '"RepCounter" has no attribute "no_such_name"' in checked.stdout


@pytest.mark.release
def test_with_the_extra_for_a_board_the_plain_way_to_counted_logs_is_open(installed):
    """Demo, replay, deploy and pull, with what the wheel has and a drive. What it adds stays there."""
    installed.add("deploy")
    assert installed.megabytes() < 60
    recorded = gzip.decompress((ROOT / "tests" / "written_by_0_1_0" / "heeldrive.log.gz").read_bytes())
    (installed.folder / "drive" / "heeldrive.log").write_bytes(recorded)
    for command, says in (
        ("demo clean_set.csv", "10 found, 0 missed, 0 false"),
        ("replay clean_set.csv", "set 1"),
        ("deploy drive", "heeldrive-00001 written and verified"),
        ("pull drive logs", "15"),
    ):
        done = installed.heeldrive(*command.split())
        assert done.returncode == 0, done.stderr
        assert says in done.stdout, done.stdout
    assert (installed.folder / "logs" / "log_0001.csv").exists()


def test_with_the_extras_for_a_board_the_tests_pass_on_it(installed):
    """The last one here: what it adds to the environment stays there."""
    installed.add("deploy", "test")
    elsewhere = installed.folder / "project"
    shutil.copytree(ROOT / "tests", elsewhere / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "recorded_sessions", elsewhere / "recorded_sessions")
    shutil.copy(ROOT / "pyproject.toml", elsewhere)
    files = [str(*(elsewhere / "tests").rglob(name)) for name in TESTS]
    reported = installed.run("-m", "pytest", "-q", *files, cwd=elsewhere)
    print(reported)
    where = installed.run(
        "-c", "import heeldrive, heeldrive_lab as lab; print(heeldrive.__file__, lab.__file__)"
    )
    assert all(str(installed.folder) in path for path in where.split())
    done = installed.heeldrive("deploy", "drive", "--dry-run")
    assert done.returncode == 0, done.stderr
