"""A file is replaced whole or not at all, and what a killed process left is cleaned."""

import os
import subprocess
import sys
from threading import Thread

import pytest
from heeldrive_lab.util.files import read_text, replacing


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), replacing(path) as file:
        print("half", "\ud800", file=file)
    assert [other.name for other in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "old"


def test_what_a_killed_process_left_is_deleted_and_what_a_running_one_writes_is_not(tmp_path):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    left = tmp_path / f".a.csv.{killed.pid}.part"
    kept = [
        tmp_path / f".a.csv.{os.getppid()}.part",  # it still runs
        tmp_path / f".b.csv.{killed.pid}.part",  # of another file
        tmp_path / ".a.csv.part",
    ]
    for file in (left, *kept):
        file.touch()
    with replacing(tmp_path / "a.csv") as file:
        file.write("new")
    assert sorted(tmp_path.iterdir()) == sorted([*kept, tmp_path / "a.csv"])


def test_a_pipe_or_a_device_is_written_to_and_not_replaced(tmp_path):
    """`-o /dev/stdout` or a named pipe; run by root, a device would be gone."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    came = []
    reader = Thread(target=lambda: came.append(pipe.read_text()))
    reader.start()
    with replacing(pipe) as file:
        file.write("all of it")
    reader.join()
    assert came == ["all of it"]
    assert pipe.is_fifo()


def test_of_a_link_the_file_is_replaced_and_not_the_link(tmp_path):
    """A redirected /dev/stdout is one: run by root, it would be a file from then on."""
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "a.csv")
    for text in ("dangling", "new"):
        with replacing(link) as file:
            file.write(text)
        assert link.is_symlink()
        assert (tmp_path / "a.csv").read_text() == text


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("a\r\n" * 5)
    assert read_text(path, 15) == "a\n" * 5
    with pytest.raises(OSError, match="larger than"):
        read_text(path, 14)
