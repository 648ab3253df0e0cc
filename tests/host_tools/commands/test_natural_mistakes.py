"""The mistakes that people make first: another file, a folder, a place that is not theirs. One sentence each.

Other columns and units are in tests/host_tools/importers, missing extras in tests/host_tools/util, an old
Python in tests/test_set_up.py.
"""

import os
import shutil
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
SESSIONS = ROOT / "recorded_sessions"
NO_SESSION = "this is not a session file"
FOLDER = "this is a folder: give a file in it"
NO_TOML = "this is not TOML"
NO_FOLDER = "this is a file: give the folder"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the files that somebody may take one for another."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "docs" / "pictures" / "worn.png", "picture.png")
    shutil.copy(SESSIONS / "clean_set.csv", tmp_path)
    shutil.copy(SESSIONS / "clean_set.truth.csv", tmp_path)
    Path("notes.txt").write_text("Bought milk.\n")
    Path("empty.csv").touch()
    Path("settings.toml").write_text("depth_min_deg = 40\n")
    Path("heeldrive.log").write_bytes(b"HD" + bytes(range(256)) * 300)
    Path("folder").mkdir()
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def sentence(ran):
    """The one sentence of a command that was refused and printed nothing else."""
    assert ran.exit_code == 2, ran.output
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    return line.removeprefix("heeldrive: ")


OF_A_SESSION = (
    "replay {}",
    "demo {}",
    "report {} -o out",
    "heel {}",
    "export {} --to fit -o out",
    "teach {}",
    "label {} --accept",
)
OF_SESSIONS = ("score {}", "tune {} --trials 1", "robustness {}")
OF_SETTINGS = (
    "replay clean_set.csv --settings {}",
    "demo clean_set.csv --settings {}",
    "compare {} settings.toml clean_set.csv",
    "teach clean_set.csv --write {}",
)
OF_FOLDERS = ("real {}", "people {}", "exercises {}", "velocity {}", "confidence {}", "import mm-fit {} out")
OF_A_DRIVE = ("deploy {}", "doctor {}")

MISTAKES = [
    *[(command, "notes.txt", f"notes.txt: {NO_SESSION}") for command in OF_A_SESSION + OF_SESSIONS],
    *[(command, "picture.png", f"picture.png: {NO_SESSION}") for command in OF_A_SESSION + OF_SESSIONS],
    *[(command, "heeldrive.log", "(heeldrive pull converts a board's log") for command in OF_A_SESSION],
    *[(command, "empty.csv", "empty.csv: the file is empty") for command in OF_A_SESSION + OF_SESSIONS],
    *[
        (command, "clean_set.truth.csv", "these are the annotations of a session: give the session")
        for command in OF_A_SESSION + OF_SESSIONS
    ],
    *[(command, "folder", f"folder: {FOLDER}") for command in OF_A_SESSION if "report" not in command],
    *[(command, "folder", "this folder contains no session") for command in OF_SESSIONS],
    *[(command, "none.csv", "none.csv: there is no such file") for command in OF_A_SESSION + OF_SESSIONS],
    *[(command, "notes.txt", f"notes.txt: {NO_TOML}") for command in OF_SETTINGS],
    *[(command, "picture.png", "picture.png: line 1 is not UTF-8 text") for command in OF_SETTINGS],
    *[(command, "heeldrive.log", "larger than 64 kB): give a settings.toml") for command in OF_SETTINGS],
    *[(command, "folder", "folder: cannot be read (Is a directory)") for command in OF_SETTINGS],
    *[(command, "notes.txt", f"notes.txt: {NO_FOLDER}") for command in OF_FOLDERS],
    *[(command, "folder", "folder: ") for command in OF_FOLDERS],
    *[(command, "none", "none: there is no such folder: check the name") for command in OF_FOLDERS],
    *[(command, "notes.txt", "notes.txt: this is a file: give the folder where") for command in OF_A_DRIVE],
    *[(command, "folder", "folder: contains no boot_out.txt") for command in OF_A_DRIVE],
    ("report {} -o out", "folder", "folder: this folder holds no session"),
    ("compare settings.toml settings.toml {}", "notes.txt", NO_SESSION),
    ("pull {} out", "notes.txt", "notes.txt: contains no log"),
    ("pull {} out", "folder", "folder/heeldrive.log: no such file"),
    ("simulate {} -o out.csv", "notes.txt", f"notes.txt: {NO_TOML}"),
    ("simulate {} -o out.csv", "settings.toml", "unknown key 'depth_min_deg'; the keys of a spec are"),
    ("simulate {} -o out.csv", "folder", f"folder: {FOLDER}"),
    ("import {} out.csv", "picture.png", "picture.png: this is a picture, not a table of numbers"),
    ("import {} out.csv", "heeldrive.log", "(heeldrive pull converts a board's log)"),
    ("import {} out.csv", "notes.txt", "notes.txt: no line of it has numbers in columns"),
    ("import {} out.csv", "clean_set.csv", "this is a session of heeldrive already: use it as it is"),
    ("workbench {} --no-browser", "notes.txt", f"notes.txt: {NO_SESSION}"),
]


@pytest.mark.parametrize(("command", "given", "says"), MISTAKES)
def test_another_file_is_one_sentence_and_leaves_nothing(desk, command, given, says):
    before = {path: path.read_bytes() for path in desk.iterdir() if path.is_file()}
    assert says in sentence(run(*command.format(given).split()))
    assert {path: path.read_bytes() for path in desk.iterdir() if path.is_file()} == before
    assert list(Path("folder").iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        "report clean_set.csv -o folder",
        "export clean_set.csv --to fit -o folder",
        "demo clean_set.csv --wav folder",
        "score clean_set.csv --html folder",
    ],
)
def test_a_folder_in_place_of_the_file_to_write(desk, command):
    ran = run(*command.split())
    assert ran.exit_code == 2
    assert ran.stderr.splitlines()[-1].startswith("heeldrive: folder: cannot be written (Is a directory)")
    assert list(Path("folder").iterdir()) == []


def test_a_report_is_not_written_under_a_name_of_another_kind(desk):
    ran = run("report", "clean_set.csv", "-o", "workout.docx")
    assert ran.exit_code == 2
    assert "no report ends in .docx" in ran.stderr
    assert not (desk / "workout.docx").exists()
    assert run("report", "clean_set.csv", "-o", "workout.docx", "--format", "json").exit_code == 0


@pytest.fixture
def without_rights():
    """As somebody who may neither read nor write what belongs to others; root could do both."""
    owner = os.geteuid()
    if owner == 0:
        os.seteuid(65534)
    yield
    os.seteuid(owner)


@pytest.fixture
def not_ours(desk):
    """A session that nobody may read, and a folder in which nobody may write."""
    run("replay", "clean_set.csv")  # imports all that it needs while we may still read it
    run("report", "clean_set.csv", "-o", "warm.html")
    Path("warm.html").unlink()
    Path("clean_set.csv").chmod(0)
    shutil.copy(SESSIONS / "quick_reps.csv", "mine.csv")
    Path("mine.csv").chmod(0o644)
    Path("folder").chmod(0o555)
    desk.chmod(0o755)  # relative names work although the folders above may be closed to us
    return desk


@pytest.mark.usefixtures("not_ours", "without_rights")
def test_what_may_not_be_read_or_written_is_named():
    assert sentence(run("replay", "clean_set.csv")).startswith("clean_set.csv: cannot be read (Permission")
    ran = run("report", "mine.csv", "-o", "folder/out.html")
    assert ran.exit_code == 2
    assert "folder/out.html: cannot be written (Permission denied)" in ran.stderr
    assert list(Path("folder").iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ("replay", "IN"),
        ("demo", "IN"),
        ("report", "IN", "-o", "OUT.html"),
        ("export", "IN", "--to", "fit", "-o", "OUT.fit"),
        ("teach", "IN", "--write", "OUT.toml"),
        ("label", "IN", "--accept"),
        ("score", "IN"),
        ("compare", "settings.toml", "settings.toml", "IN"),
    ],
    ids=lambda command: command[0],
)
def test_spaces_and_umlauts_in_names_work(desk, command):
    folder = desk / "Übung mit Lücken"
    folder.mkdir()
    named = folder / "Montag früh.csv"
    Path("clean_set.csv").rename(named)
    truth = Path("clean_set.truth.csv").read_text("utf-8").replace("clean_set.csv", named.name)
    named.with_name("Montag früh.truth.csv").write_text(truth, "utf-8")
    (folder / "größer.toml").write_text("depth_min_deg = 40\n")
    words = [word.replace("IN", str(named)).replace("OUT", str(folder / "größer")) for word in command]
    ran = run(*words)
    assert ran.exit_code == 0, ran.output
    for word in words:
        if "größer" in word:
            assert Path(word).stat().st_size > 100
