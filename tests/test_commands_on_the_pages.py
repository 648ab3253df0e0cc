"""Every command that the pages print works as printed, in the home of someone who has just begun.

What is not run here is in NOT_RUN with its reason; a command that is neither fails.
"""

import gzip
import re
import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from heeldrive_lab.board.deploy import contents
from heeldrive_lab.board.deploy.log_file import FEWEST_BYTES
from heeldrive_lab.commands.app import app
from printed_commands import PAGES, ROOT, in_blocks, in_sentences
from recording_layouts import LAYOUTS, start_of
from typer.main import get_command
from typer.testing import CliRunner

LOG = ROOT / "tests" / "written_by_0_1_0" / "heeldrive.log.gz"
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
SESSIONS = ROOT / "recorded_sessions"
# The beginning of a command, as a regular expression, and why no test here runs it.
NOT_RUN = {
    r"git clone ": "network",
    r"cd heeldrive$": "no program",
    r"\. \.venv/bin/activate$": "a shell's own command",
    r"brew |pipx? |py -m venv": "another package manager, or the network",
    r"make (?!demo|deploy)": "minutes, or the network; that the target exists is tested below",
    r"optuna-dashboard ": "another project's program",
    r"python -m pytest ": "tests",
    r"python -m (bench|heeldrive_lab\.evaluation\.baseline_tuning|docs_build)": "minutes",
    r"python -c .*write_library": "minutes; tests/host_tools/simulator compares what it writes",
    r"heeldrive live": "needs a board; tests/host_tools/board/link has one",
    r"heeldrive pull (PORT|--load-kg)": "needs a board; tests/host_tools/board/link has one",
    r"heeldrive (workbench|page)\b": "serves a page until Ctrl-C; other tests open it",
    r"heeldrive demo --sound": "needs a loudspeaker",
    r"heeldrive (real|people|exercises|velocity|confidence) DATASETS_DIR": "recordings of people",
    r"heeldrive \S+ .*(utd|georgia-tech|ProcessedData)": "a download: tests/host_tools/evaluation makes one",
    r"heeldrive import NAME ": "a download: tests/host_tools/importers makes each",
    r"heeldrive tune .*postgresql:": "needs a server",
}
# A page's words, and what they are here: a folder for a mount, fewer trials, a file for its placeholder.
INSTEAD = {
    "/media/CIRCUITPY": "CIRCUITPY",
    "/media/me/CIRCUITPY": "CIRCUITPY",
    "/media/CIRCUITPY/settings.toml": "CIRCUITPY/settings.toml",
    "DRIVE": "CIRCUITPY",
    "FOLDER": "logs",
    "DIR": "logs",
    "SESSION": "mine.csv",
    "SESSION.csv": "mine.csv",
    "FILE": "mine.csv",
    "TIME": "0:24",
    "IN": "phyphox.zip",
    "IN.csv": "phone.csv",
}
# Options that make a long command short; the last one counts.
SHORT = {
    r"heeldrive tune ": ["--trials", "1", "--jobs", "1"],
    r"heeldrive score --kinematic": ["--kinematic", "1"],
    r"heeldrive score --hard": ["--hard", "1"],
}
COMMANDS = get_command(app).commands
BOOT_OUT = (
    "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040\r\n"
    "Board ID:adafruit_feather_rp2040\r\n"
)
# Made once: the program does not change while it is tested.
made_once = cache(contents.contents)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A home with a board's drive, logs of two wearers, and recordings of a phone."""
    home = tmp_path_factory.mktemp("home")
    drive = home / "CIRCUITPY"
    drive.mkdir()
    (drive / "boot_out.txt").write_text(BOOT_OUT, newline="")
    (drive / "heeldrive.log").write_bytes(gzip.decompress(LOG.read_bytes()).ljust(FEWEST_BYTES, b"\0"))
    _session("clean_set", home / "logs" / "anna" / "monday")
    _session("quick_reps", home / "logs" / "bert" / "monday")
    _session("quick_reps", home / "logs" / "log_0001")
    _session("half_reps_in_a_set", home / "logs" / "log_0002")
    _session("quick_reps", home / "logs" / "log_0007")
    _session("clean_set", home / "recorded_sessions" / "clean_set")
    _session("two_sets_walk_and_sit", home / "mine")
    _session("two_sets_walk_and_sit", home / "log_0007")
    for name, depth_deg in (("settings", 38), ("tuned", 40), ("A", 36), ("B", 84)):
        (home / f"{name}.toml").write_text(f"depth_min_deg = {depth_deg}\n")
    (home / "my_spec.toml").write_text('seed = 1\ndo = [{ activity = "stand", seconds = 5 }]\n')
    lunges = start_of(SESSIONS / "clean_set.csv")
    for layout in ("phyphox, two files", "phyphox, zip"):
        LAYOUTS[layout](lunges, home)
    LAYOUTS["Comma, names, milliseconds"](lunges, home)[0].rename(home / "phone.csv")
    (home / "docs").mkdir()
    (home / "firmware").mkdir()
    return home


def _session(name, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SESSIONS / f"{name}.csv", f"{target}.csv")
    truth = (SESSIONS / f"{name}.truth.csv").read_text("utf-8")
    Path(f"{target}.truth.csv").write_text(truth.replace(f"{name}.csv", f"{target.name}.csv"), "utf-8")


@pytest.fixture
def home(prepared, tmp_path, monkeypatch):
    """That home, for one page alone."""
    shutil.copytree(prepared, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    drives = [SimpleNamespace(mountpoint=str(tmp_path / "home" / "CIRCUITPY"))]
    monkeypatch.setattr("psutil.disk_partitions", lambda: drives)
    monkeypatch.setattr(contents, "contents", made_once)
    monkeypatch.setattr("os.fsync", lambda file: None)
    return tmp_path / "home"


def why_not_run(words):
    typed = " ".join(words)
    return [reason for start, reason in NOT_RUN.items() if re.match(start, typed)]


def run(words):
    """Run a command as it is printed, but for INSTEAD and SHORT; return what it printed if it failed."""
    typed = [INSTEAD.get(word, word) for word in words]
    target = None
    if ">" in typed:
        typed, target = typed[: typed.index(">")], Path(typed[typed.index(">") + 1])
    typed += [word for start, more in SHORT.items() if re.match(start, " ".join(words)) for word in more]
    done = CliRunner().invoke(app, typed[1:])
    if target:
        target.write_text(done.stdout, "utf-8")
    return None if done.exit_code == 0 else f"{' '.join(words)}: {done.output}{done.exception}"


def without_make(words):
    """The command of a target that only runs one, in the installed program, after the set-up."""
    if words[0] != "make":
        return words
    recipe = re.search(rf"^{words[1]}:.*\n\t\$\(BIN\)/(heeldrive .*)\n", MAKEFILE, re.MULTILINE)[1]
    given = dict(word.split("=") for word in words[2:])
    return re.sub(r"\$\((\w+)\)", lambda name: given.get(name[1], ""), recipe).split()


def run_all(commands):
    for printed in commands:
        if not why_not_run(printed):
            words = without_make(printed)
            assert words[0] == "heeldrive", f"neither run nor in NOT_RUN: {' '.join(words)}"
            failed = run(words)
            assert failed is None, failed


@pytest.mark.parametrize("page", [page for page in PAGES if in_blocks(page)], ids=lambda page: page.name)
def test_the_commands_in_the_blocks_of_a_page_work_in_their_order(page, home):
    run_all(in_blocks(page))


def whole(words):
    """Whether a command that a sentence names has arguments and all that it needs, and so can be run.

    Raises:
        LookupError: there is no such command or option.
    """
    if words[0] != "heeldrive":
        return True
    if words[1].startswith("-"):
        return False
    parameters = COMMANDS[words[1]].params
    options = {name: each for each in parameters for name in [*each.opts, *each.secondary_opts]}
    given, rest = 0, iter(words[2:])
    for word in rest:
        if not word.startswith("-"):
            given += 1
        elif not getattr(options[word], "is_flag", False) and next(rest, None) is None:
            return False
    needed = sum(each.param_type_name == "argument" and each.required for each in parameters)
    return given >= max(1, needed)


@pytest.mark.parametrize("page", [page for page in PAGES if in_sentences(page)], ids=lambda page: page.name)
def test_the_commands_in_the_sentences_of_a_page_work_or_exist(page, home):
    run_all(words for words in in_sentences(page) if whole(words))


def test_a_command_or_an_option_that_does_not_exist_is_noticed():
    assert whole(["heeldrive", "replay", "mine.csv", "--explain"])
    assert not whole(["heeldrive", "replay", "--explain"])
    assert not whole(["heeldrive", "replay", "mine.csv", "--settings"])
    for wrong in ("heeldrive replay mine.csv --explian", "heeldrive repaly mine.csv"):
        with pytest.raises(LookupError):
            whole(wrong.split())


def test_a_command_that_is_neither_run_nor_excused_is_noticed():
    with pytest.raises(AssertionError, match="neither run nor in NOT_RUN: circup install"):
        run_all([["circup", "install"]])


def test_targets_that_the_pages_name_are_in_the_makefile():
    for page in PAGES:
        for words in [*in_blocks(page), *in_sentences(page)]:
            if words[0] == "make":
                for target in [word for word in words[1:] if "=" not in word]:
                    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), f"{page.name}: make {target}"


def test_nothing_is_excused_that_no_page_prints():
    printed = [" ".join(words) for page in PAGES for words in [*in_blocks(page), *in_sentences(page)]]
    for start in NOT_RUN:
        assert any(re.match(start, typed) for typed in printed), start
