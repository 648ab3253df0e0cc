"""The page on the display and its pictures agree with the firmware."""

from pathlib import Path

import pytest
from docs_build.display_drawing import svg
from docs_build.display_page import PICTURES, all_scenes, page, pictures
from docs_build.display_scenes import all_faults
from docs_build.display_stage import board_module
from heeldrive import REASONS, WAITS
from heeldrive_lab.virtual_board import Ht16k33

DOCS = Path(__file__).parents[3] / "docs"


def test_the_committed_page_and_pictures_are_what_the_firmware_makes():
    assert (DOCS / "display.md").read_text("utf-8") == page(), "run `make pages`"
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / PICTURES).iterdir()}
    assert committed == pictures(), "run `make pages`"


def test_every_reason_wait_and_fault_that_has_a_word_has_its_picture():
    names = [scene.name for scene in all_scenes()]
    assert len(set(names)) == len(names)
    faults = {fault.name for fault in all_faults() if fault.word}
    assert {*REASONS, *WAITS} - {""} | faults <= set(names)


def test_every_marker_is_explained():
    presses, menu = board_module("ui.presses"), board_module("ui.menu")
    text = page()
    for marker in (presses.WRONG_REP, menu.MISSED_REP, menu.NEW_SET, menu.RECORDING_ENDS):
        assert f"`{marker}`" in text
    assert f"`{menu.DISCARDED_SET % 41_300}`" in text


@pytest.mark.parametrize(("ram", "lit"), [(0x00, 0), (0x06, 2), (0x7F, 7)])
def test_a_picture_lights_the_segments_of_the_ram(ram, lit):
    display = Ht16k33()
    display.receive(bytes((0x21,)), 0)
    display.receive(bytes((0x81,)), 0)
    display.receive(bytes((0, ram)), 0)
    assert svg(display).count('stroke="#ff3b30"') == lit
