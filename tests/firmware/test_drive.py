"""The drive is returned to a computer in the way in which it was taken from it."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import pytest


class Storage:
    """CircuitPython 10.3's ``storage`` of a board whose USB may keep the drive; notes each change."""

    def __init__(self):
        self.usb_keeps_it = False
        self.done = []

    def remount(self, path, readonly):
        if self.usb_keeps_it:
            raise RuntimeError("Cannot remount path when visible via USB.")
        self.done.append("left" if readonly else "taken")

    def unsafe_disable_usb_drive(self):
        self.done.append("hidden")

    def enable_usb_drive(self):
        self.done.append("shown")


@pytest.fixture
def storage(monkeypatch):
    storage = Storage()
    monkeypatch.setitem(sys.modules, "storage", storage)
    for name in ("microcontroller", "supervisor"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())
    return storage


@pytest.fixture
def drive(storage, firmware):
    """A module of its own, because it knows what was done to the drive."""
    spec = spec_from_file_location("drive", firmware / "wearable" / "drive.py")
    drive = module_from_spec(spec)
    spec.loader.exec_module(drive)
    return drive


def visit(drive, storage, usb_keeps_it):
    """The computer is gone, then comes."""
    storage.usb_keeps_it = usb_keeps_it
    assert drive.take()
    storage.usb_keeps_it = False
    assert drive.give_back()


def test_a_drive_that_was_taken_is_left_and_one_that_was_hidden_is_shown(drive, storage):
    for usb_keeps_it in (False, True, False, True, True, False):
        visit(drive, storage, usb_keeps_it)
    taken, hidden = ["taken", "left"], ["hidden", "shown"]
    assert storage.done == taken + hidden + taken + hidden + hidden + taken


def test_without_a_way_to_hide_it_the_drive_stays_with_a_computer_that_keeps_it(drive, storage, monkeypatch):
    monkeypatch.delattr(Storage, "unsafe_disable_usb_drive")
    storage.usb_keeps_it = True
    assert not drive.take()
    assert not drive.taken
    assert not drive.give_back()
    storage.usb_keeps_it = False
    assert drive.take()
    assert drive.taken
