"""The page with a board on a cable: connect, watch the count, fetch the logs, send settings."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from board_lines import LOG, block_lines, line
from heeldrive_lab.browser.visit import DESK, PHONE
from heeldrive_lab.util.chromium import READY_MS, chromium
from playwright.sync_api import expect

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")

HERE = Path(__file__).parent
FRONT = "leg=front start_ms=1000 bottom_ms=2000 rise_ms=2500"


ANSWERS = {
    "hello": [line("heeldrive link=1 firmware=0.2.0 board=feather \x1b[2J session=3 events=2")],
    "listen": [line("ok listen events state")],
    "status": [
        line("log off: A computer holds the drive: unplug it to record."),
        line("ok status t_ms=9000 phase=standing reps=1 set=1 set_reps=1"),
    ],
    "settings": [line("setting depth_min_deg=36"), line("ok settings count=1")],
    "events": [
        line("ok events from=1 newest=2"),
        line(f"#1 rep index=1 set=1 {FRONT} end_ms=3000 shown_ms=3100 depth_cdeg=8000"),
        line(f"#2 refused reason=shallow {FRONT} end_ms=6000 shown_ms=6100 depth_cdeg=2500"),
        line("state t_ms=9400 phase=rise inclination_cdeg=4510 reps=12 set=2 set_reps=4"),
    ],
    "logs": [line("log id=7 chance=5 blocks=125 recording=0"), line("ok logs count=1")],
    "fetch": [*block_lines(0, LOG[0]), line("ok fetch id=7 blocks=125 sent=1")],
}
DRIVE = {
    "boot_out.txt": "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040 with rp2040\n",
    "code.py": "# Heeldrive\n",
    "settings.toml": "depth_min_deg = 40\n",
}
# The board that the browser finds: a scripted port, and a folder of the browser's private file system.
BOARD = """
const port = new FakePort(
  Object.fromEntries(
    Object.entries(ANSWERS).map(([command, lines]) => [
      command,
      lines.map((line) => Uint8Array.from(atob(line), (character) => character.charCodeAt(0))),
    ]),
  ),
);
Object.defineProperty(navigator, "serial", { value: { requestPort: async () => port } });
globalThis.unplug = () => port.unplug();
globalThis.folder = async () => {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle("CIRCUITPY", { create: true });
};
globalThis.put = async (files) => {
  for (const [name, text] of Object.entries(files)) {
    const stream = await (await (await folder()).getFileHandle(name, { create: true })).createWritable();
    await stream.write(text);
    await stream.close();
  }
};
globalThis.read = async (name) => (await (await (await folder()).getFileHandle(name)).getFile()).text();
globalThis.showDirectoryPicker = folder;
"""
NO_BOARD = "delete Navigator.prototype.serial; delete globalThis.showDirectoryPicker;"


@pytest.fixture
def visit(visit):
    """Opens the page, with a board or in a browser that knows none."""
    fake = (HERE / "fake_port.mjs").read_text("utf-8").replace("export class", "class")
    answers = {command: [b64encode(part).decode() for part in said] for command, said in ANSWERS.items()}
    board = f"{fake}\nconst ANSWERS = {json.dumps(answers)};\n{BOARD}"
    return lambda able=True, **how: visit(script=f"{{{board if able else NO_BOARD}}}", **how).page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def says(page, text):
    expect(page.locator("#board .words")).to_contain_text(text, timeout=READY_MS)


def test_the_count_is_watched_and_a_pulled_cable_is_told(visit):
    page = visit()
    press(page, "Connect")
    says(page, "Connected to feather, firmware 0.2.0.")
    expect(page.locator("#board .digits")).to_have_text("4", timeout=READY_MS)
    live = page.locator("#board .live")
    expect(live).to_contain_text("set 2, 12 in all; rise 45°")
    expect(live).to_contain_text("did not count: The thigh did not go down far enough")
    page.evaluate("unplug()")
    says(page, "The board was unplugged: plug it in and connect again.")
    expect(live).to_be_hidden()
    press(page, "Connect")
    says(page, "Connected to feather")
    press(page, "Disconnect")
    says(page, "Disconnected.")


def test_the_logs_are_fetched_and_counted(visit):
    page = visit()
    press(page, "Connect")
    press(page, "Fetch logs")
    says(page, "Log 7 fetched.")
    expect(page.locator("#totals")).to_contain_text("in 1 session", timeout=READY_MS)
    expect(page.locator("#faults p")).to_have_count(0)


def test_what_was_changed_goes_to_the_board_and_nothing_else(visit):
    page = visit()
    page.evaluate("files => put(files)", DRIVE)
    press(page, "Show an example")
    expect(page.locator("#reps")).to_have_text("10", timeout=READY_MS)
    slider = page.locator("#control-depth_min_deg")
    slider.fill("36")  # the default, where the board has another
    slider.dispatch_event("change")
    press(page, "Send to board")
    says(page, "The page changes in settings.toml: depth_min_deg 40 -> 36.")
    says(page, "Eject the drive and press reset: until then the board counts with the old settings.")
    assert page.evaluate("read('settings.toml')").startswith("depth_min_deg = 36\n")
    assert page.evaluate("read('settings.toml.bak')") == DRIVE["settings.toml"]
    press(page, "Read the drive's log")
    says(
        page,
        "CIRCUITPY: contains no heeldrive.log: the board records nothing until heeldrive deploy has made it.",
    )


def test_a_browser_that_knows_no_boards_says_so_and_offers_no_buttons(visit):
    page = visit(able=False)
    board = page.locator("#board")
    board.get_by_text("Board on a cable: not with this browser").click()
    expect(board.get_by_text("This browser lets no page use a serial port")).to_be_visible()
    expect(board.get_by_text("This browser lets no page write to a board's drive")).to_be_visible()
    expect(board.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"])
def test_the_section_has_no_barriers(visit, barriers, size, dark):
    page = visit(size=size, dark=dark)
    press(page, "Connect")
    says(page, "Connected")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
