"""The base installation has no numpy: it counts, explains, labels, teaches and talks to a board without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BOOT_OUT = (
    "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040 with rp2040\r\n"
    "Board ID:adafruit_feather_rp2040\r\n"
)
# As if neither was installed: Numba, of the extra `fast`, needs numpy.
WITHOUT = (
    "import sys; sys.modules.update(numpy=None, numba=None);"
    "from heeldrive_lab.commands.app import app; app(prog_name='heeldrive')"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a session, its annotations, settings, and a board's drive."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("clean_set.csv", "clean_set.truth.csv"):
        shutil.copy(ROOT / "recorded_sessions" / name, folder)
    shutil.copy(ROOT / "recorded_sessions" / "clean_set.csv", folder / "other.csv")
    (folder / "settings.toml").write_text("depth_min_deg = 60\n")
    (folder / "drive").mkdir()
    (folder / "drive" / "boot_out.txt").write_text(BOOT_OUT)
    return folder


def without_numpy(desk, command):
    """What a command does where numpy is not installed."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *command.split()],
        cwd=desk,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("demo clean_set.csv --wav cues.wav", "10 found, 0 missed, 0 false"),
        ("replay clean_set.csv", "10 reps in 1 set"),
        ("replay clean_set.csv --explain", "rep 10"),
        ("label other.csv --accept", "accepted 10 reps in 1 set"),
        ("teach clean_set.csv", "my_depth_deg"),
        ("settings", "depth_min_deg"),
        ("page --write page", "page/index.html: written"),
        ("deploy drive --dry-run", "would be written"),
        ("--help", "replay"),
    ],
)
def test_it_works(desk, command, says):
    done = without_numpy(desk, command)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


def test_a_board_without_firmware_is_looked_at_and_has_no_log(desk):
    assert "missing" in without_numpy(desk, "doctor drive").stdout
    assert "no such file" in without_numpy(desk, "pull drive logs").stderr


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("replay clean_set.csv --facts", "lab"),
        ("score clean_set.csv", "lab"),
        ("compare settings.toml settings.toml clean_set.csv", "lab"),
        ("import clean_set.csv imported.csv", "lab"),
        ("heel clean_set.csv", "lab"),
        ("export clean_set.csv --to edge-impulse -o out.csv", "lab"),
        ("report clean_set.csv -o out.html", "report"),
    ],
)
def test_what_computes_names_the_extra_that_brings_it(desk, command, extra):
    before = sorted(desk.rglob("*"))
    done = without_numpy(desk, command)
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("heeldrive: this needs numpy: install it with")
    assert f"pip install 'heeldrive[{extra}]'" in sentence
    assert sorted(desk.rglob("*")) == before


def test_recordings_of_people_are_scored_with_no_further_extra():
    program = "import sys; sys.modules.update(mujoco=None, scipy=None, matplotlib=None);"
    program += "import heeldrive_lab.evaluation.recordings"
    subprocess.run([sys.executable, "-c", program], check=True)
