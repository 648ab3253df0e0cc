"""docs/link.md is correct: its lines have valid checksums, its commands and numbers are the firmware's."""

import re
from pathlib import Path

from heeldrive_lab.board.link.lines import LONGEST_LINE, verified_text
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board.usb_serial import FIFO_BYTES

PAGE = (Path(__file__).parents[4] / "docs" / "link.md").read_text("utf-8")


def source(name):
    return (FIRMWARE / "link" / f"{name}.py").read_text("utf-8")


def test_the_lines_on_the_page_have_valid_checksums():
    (block,) = re.findall(r"^```\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    lines = block.splitlines()
    assert len(lines) >= 8
    assert None not in [verified_text(line.encode()) for line in lines]


def test_the_commands_on_the_page_are_those_of_the_firmware():
    table = PAGE.split("## Commands")[1].split("\nBlocks are")[0]
    named = re.findall(r"^\| `(\w+)", table, re.MULTILINE)
    (known,) = re.findall(r'_NAMES = const\("(.*)"\)', source("commands"))
    assert named == known.split(", ")


def test_the_numbers_on_the_page_are_those_of_the_code():
    page = " ".join(PAGE.split())

    def const(name, text):
        return int(re.findall(rf"^{name} = const\((\d+)\)", text, re.MULTILINE)[0])

    assert f"keeps the last {const('KEPT', source('history'))}" in page
    assert f"{const('_ROOM', source('samples'))} raw samples" in page
    assert f"{const('_PHASES', source('outbox'))} phases" in page
    assert f"for at most {const('_TURN_MS', source('session'))} ms" in page
    assert f"costs {const('_TRIES', source('session'))} ms" in page
    assert f"a line of at most {const('_BYTES', source('input')) - 1} bytes without" in page
    assert f"Lines are at most {const('_BYTES', source('line'))} bytes long" in page
    assert f"{const('_PIECE', source('logs'))} bytes each in Base64" in page
    assert const("_BYTES", source("line")) < LONGEST_LINE
    assert f"a FIFO of {FIFO_BYTES}" in page
