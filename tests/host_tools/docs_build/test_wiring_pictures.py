"""The wiring pictures are drawn from the pins that the firmware uses."""

from pathlib import Path

import pytest
from docs_build.making.wiring import BOARDS, BOX_WIDTH, drawing, groups
from heeldrive_lab.util.paths import FIRMWARE
from matplotlib import font_manager
from PIL import ImageFont

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"


def test_every_board_of_the_firmware_has_a_picture():
    files = {path.stem for path in (FIRMWARE / "wearable" / "boards").glob("*.py")}
    assert set(BOARDS) == files - {"__init__", "unknown"}


@pytest.mark.parametrize("board", BOARDS)
def test_the_picture_is_up_to_date(board):
    assert (PICTURES / f"wiring_{board}.svg").read_text("utf-8") == drawing(board), "run make pages"


@pytest.mark.parametrize("board", BOARDS)
def test_every_title_fits_its_box(board):
    widest = ImageFont.truetype(font_manager.findfont("DejaVu Sans:bold"), 13)
    for title, _ in groups(board):
        assert widest.getlength(title) <= BOX_WIDTH - 2 * 14, title


@pytest.mark.parametrize("board", BOARDS)
def test_the_page_shows_the_picture(board):
    page = (PICTURES.parent / "build-it.md").read_text("utf-8")
    assert f"pictures/wiring_{board}.svg" in page


def test_a_cue_is_wired_to_the_pin_that_plays_it():
    wires = {title: [wire.pin for wire in wires] for title, wires in groups("xiao_nrf52840_sense")}
    assert wires["Piezo"][0] == "D0"
    assert wires["Digits, HT16K33, 0x70"][2:] == ["D5", "D4"]
