"""The bill of materials has everything for each board that the firmware knows."""

from pathlib import Path

import pytest
from docs_build.making.parts import BEGIN, BOARD_NAMES, END, ITEMS, table
from heeldrive_lab.util.paths import FIRMWARE

PAGE = (Path(__file__).parents[3] / "docs" / "build-it.md").read_text("utf-8")


def test_the_page_has_the_table():
    assert PAGE.partition(BEGIN)[2].partition(END)[0].strip() == "\n".join(table()), "run make pages"


def test_every_board_of_the_firmware_is_there():
    files = {path.stem for path in (FIRMWARE / "wearable" / "boards").glob("*.py")}
    assert set(BOARD_NAMES) == files - {"__init__", "unknown"}


@pytest.mark.parametrize("board", BOARD_NAMES)
def test_a_board_comes_with_digits_power_a_strap_and_a_sensor(board):
    names = " ".join(item.name for item in ITEMS if board in item.boards)
    assert "digits" in names or "7-segment" in names
    assert "cell" in names
    assert "strap" in names
    assert ("LSM6DSOX" in names) == board.endswith("_sox")
