"""What stands at the root of a deployed drive: it starts the newest release that is whole."""

import os
import sys
from types import ModuleType

import pytest

PROGRAMS = pytest.mark.parametrize(("program", "starts"), [("code.py", "run_code"), ("boot.py", "run_boot")])
LEFT_OVER = ["settings.toml", "lib", "heeldrive-old", "heeldrive-", "heeldrive-00012.part", "heeldrive.log"]


@pytest.fixture
def launch(monkeypatch, firmware):
    """Runs one of the launcher's files on a drive with these names; gives the folders it now looks in."""

    def run(program, names, starts):
        monkeypatch.setattr(os, "listdir", lambda folder: {"/": names}[folder])
        monkeypatch.setattr(sys, "path", ["/lib", *sys.path])
        for name in (starts, "first_word"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        path = firmware / "launcher" / program
        exec(compile(path.read_text("utf-8"), str(path), "exec"), {})
        return sys.path

    return run


@PROGRAMS
def test_the_newest_release_is_started_and_nothing_that_only_looks_like_one(launch, program, starts):
    names = [*LEFT_OVER, "heeldrive-00009", "heeldrive-00010", "heeldrive-00002"]
    assert launch(program, names, starts)[:2] == ["/heeldrive-00010", "/lib"]


def test_a_drive_without_a_release_says_what_to_do(launch):
    with pytest.raises(RuntimeError, match="no release of Heeldrive on this drive: run heeldrive deploy"):
        launch("code.py", LEFT_OVER, "run_code")


def test_before_usb_comes_up_a_drive_without_a_release_is_no_fault(launch):
    assert launch("boot.py", LEFT_OVER, "run_boot")[:1] == ["/lib"]
