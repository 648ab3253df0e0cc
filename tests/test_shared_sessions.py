"""Simulated sessions shared by tests are made once, and again after their sources have changed."""

import subprocess
import sys
from pathlib import Path

import pytest
import simulated_sessions
from simulated_sessions import VERSIONS_KEPT, Shelf, named_session, simulator_sources, stamp

pytest.importorskip("mujoco", reason="this needs the extra `sim`")

# Another worker that needs the same session at the same time.
WORKER = """
import sys, time
from pathlib import Path
from simulated_sessions import Shelf
def make():
    time.sleep(0.2)  # long enough that the others come meanwhile
    with open(sys.argv[2], "a") as made:
        made.write("made\\n")
    return "a session"
print(Shelf(Path(sys.argv[1]), "now").get("key", make))
"""


def test_several_workers_that_ask_at_once_get_one_session(tmp_path):
    path = [str(Path(simulated_sessions.__file__).parent), *sys.path]
    code = f"import sys; sys.path[:0] = {path!r}\n{WORKER}"
    command = [sys.executable, "-c", code, tmp_path / "cache", tmp_path / "made"]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [worker.communicate()[0] for worker in workers] == ["a session\n"] * 3
    assert (tmp_path / "made").read_text() == "made\n"
    assert [file.suffix for file in (tmp_path / "cache" / "made-now").iterdir()] == [".pickle"]


def test_what_is_read_again_is_what_was_made(tmp_path):
    session = named_session("clean_set", rate_hz=52)
    Shelf(tmp_path, "now").get("key", lambda: session)
    assert Shelf(tmp_path, "now").get("key", pytest.fail) == session
    assert Shelf(tmp_path, "later").get("key", lambda: "another") == "another"


def test_outdated_sessions_do_not_pile_up(tmp_path):
    for version in range(9):
        Shelf(tmp_path, str(version)).get("key", lambda: "a session")
    kept = {folder.name for folder in tmp_path.glob("made-*")}
    assert len(kept) == VERSIONS_KEPT
    assert "made-8" in kept


def test_a_change_of_any_source_of_the_simulator_is_another_stamp(tmp_path, monkeypatch):
    names = {path.name for path in simulator_sources()}
    assert {"lunges.py", "chip.py", "library.toml", "session.py", "annotations.py"} <= names
    before = stamp()
    assert stamp() == before
    for path in simulator_sources():
        copy = tmp_path / path.relative_to(simulated_sessions.PACKAGES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(simulated_sessions, "PACKAGES", tmp_path)
    assert stamp() == before
    chip = tmp_path / "heeldrive_lab" / "simulator" / "chip.py"
    chip.write_text(chip.read_text() + "\n")
    assert stamp() != before
