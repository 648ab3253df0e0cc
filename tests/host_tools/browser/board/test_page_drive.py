"""The page writes settings to a board's drive whole or not at all; the drive is real to the browser."""

import json

import pytest
from heeldrive_lab.util.paths import FIRMWARE

OWNERS = """\
# mine
mode = "both_legs"
depth_min_deg = 40  # shallow knees
CIRCUITPY_BLE_NAME = "my thigh"
"""
BOOT_OUT = """\
Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather nRF52840 Sense with nRF52840
Board ID:feather_bluefruit_sense
"""
BOARD = {
    "boot_out.txt": BOOT_OUT,
    "code.py": (FIRMWARE / "launcher" / "code.py").read_text("utf-8"),
    "heeldrive-00001": {"manifest.json": json.dumps({"heeldrive": "0.0.1"})},
    "heeldrive-00002": {"manifest.json": "{}"},
    "settings.toml": OWNERS,
}
DEEPER = "depth_min_deg = 50\n"
EJECT = "eject the drive and press reset: until then the board counts with the old settings"


@pytest.fixture
def on_drive(in_chromium):
    """Works on a drive with these files; what was told, and the files then."""

    def work(job, *given, files=BOARD, fault="none"):
        answer = in_chromium("onDrive", about={"files": files, "job": job, "given": given, "fault": fault})
        return answer["told"], answer["files"]

    return work


def test_settings_are_merged_and_the_old_file_is_kept(on_drive):
    told, there = on_drive("sendSettings", DEEPER)
    new = OWNERS.replace("40  #", "50  #")
    assert told == [
        "the page changes in settings.toml: depth_min_deg 40 -> 50",
        "settings.toml written; the old one is settings.toml.bak",
        EJECT,
    ]
    assert there == BOARD | {"settings.toml": new, "settings.toml.bak": OWNERS}


def test_a_second_run_overwrites_no_backup(on_drive):
    there = BOARD
    for degrees in (50, 51, 40, 52, 41):  # 40: as it was once, and no backup twice
        _, there = on_drive("sendSettings", f"depth_min_deg = {degrees}\n", files=there)
    backups = {name: text.split("deg = ")[1][:2] for name, text in there.items() if ".bak" in name}
    assert backups == {
        "settings.toml.bak": "40",
        "settings.toml.bak2": "50",
        "settings.toml.bak3": "51",
        "settings.toml.bak4": "52",
    }
    told, again = on_drive("sendSettings", "depth_min_deg = 41\n", files=there)
    assert told[-1] == "settings.toml contains these settings already"
    assert again == there


def test_a_missing_file_comes_back_from_the_newest_backup(on_drive):
    files = {name: text for name, text in BOARD.items() if name != "settings.toml"}
    # The last one was being made when a cable was pulled.
    files |= {"settings.toml.bak": "x", "settings.toml.bak2": OWNERS, "settings.toml.bak3": ""}
    told, there = on_drive("sendSettings", DEEPER, files=files)
    assert told[1] == "settings.toml written; the old one is settings.toml.bak2"
    assert there == files | {"settings.toml": OWNERS.replace("40  #", "50  #")}


@pytest.mark.parametrize("empty", [{"settings.toml": ""}, {}])
def test_a_new_drive_gets_the_settings_as_they_are(on_drive, empty):
    files = {name: text for name, text in BOARD.items() if name != "settings.toml"} | empty
    told, there = on_drive("sendSettings", DEEPER, files=files)
    assert told[-2:] == ["settings.toml written", EJECT]
    assert there == files | {"settings.toml": DEEPER}


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("is gone", "it is gone: plug the board in again and choose its drive again"),
        (
            "is read-only",
            "it is read-only: another program has the file open, or the board was reset with its button held;"
            " press reset without it",
        ),
        ("is full", "it is full: delete files of your own on it"),
        ("is full at the end", "it is full: delete files of your own on it"),
        (
            "changes what is written",
            "settings.toml.bak is not on the drive as it was written: plug the board in again and send once"
            " more",
        ),
    ],
)
def test_a_drive_that_fails_keeps_the_owners_file(on_drive, fault, why):
    told, there = on_drive("sendSettings", DEEPER, fault=fault)
    assert told == {"error": f"CIRCUITPY: {why}"}
    if fault == "is gone":
        assert there is None
    else:
        assert there["settings.toml"] == OWNERS
        # A file is empty when it is made, and a drive may fail to remove it; the next run takes its name.
        whole = OWNERS[1:] if fault.startswith("changes") else ""
        assert there.get("settings.toml.bak", whole) == whole


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"boot_out.txt": None},
            "contains no boot_out.txt, so this is not a CircuitPython drive: choose the folder of"
            " CIRCUITPY itself",
        ),
        (
            {"boot_out.txt": "hello"},
            "boot_out.txt was not written by CircuitPython: choose the folder of CIRCUITPY itself",
        ),
        (
            {"boot_out.txt": BOOT_OUT.replace("10.0.3", "9.2.8")},
            "CircuitPython 9.2.8 is on the board, Heeldrive needs 10.x: install it from"
            " https://circuitpython.org/board/feather_bluefruit_sense",
        ),
        ({"code.py": None}, "there is no Heeldrive on this board: run heeldrive deploy first"),
        ({"code.py": 'print("Hello")'}, "there is no Heeldrive on this board: run heeldrive deploy first"),
        (
            {"settings.toml": "depth_min_deg = 4\n"},
            "settings.toml: depth_min_deg = 4 is out of range: use 20 to 100",
        ),
        (
            {"settings.toml": OWNERS + "# f\xfcr Anna\n"},
            "settings.toml: line 5 is not UTF-8 text: save the file as UTF-8",
        ),
        (
            {"settings.toml": "#" * 64_001},
            "settings.toml is larger than 64 kB: rename or delete it",
        ),
        ({"settings.toml": {}}, "a folder stands in place of a file: rename or delete it"),
    ],
)
def test_nothing_is_written_to_a_drive_that_is_not_as_it_should_be(on_drive, change, why):
    files = {name: text for name, text in (BOARD | change).items() if text is not None}
    told, there = on_drive("sendSettings", DEEPER, files=files)
    assert told == {"error": f"CIRCUITPY: {why}"}
    assert {*there} == {*files}


def test_a_board_with_another_version_is_told(on_drive):
    files = BOARD | {"heeldrive-00002": {"manifest.json": json.dumps({"heeldrive": "0.0.2\x1b[2J"})}}
    told, _ = on_drive("sendSettings", DEEPER, files=files)
    assert told[1].startswith("the board has Heeldrive 0.0.2\ufffd[2J, this page is of ")
    assert told[1].endswith("if the board shows ConF, run heeldrive deploy")


def test_the_log_of_a_drive_is_read(on_drive):
    told, _ = on_drive("logOn", files=BOARD | {"heeldrive.log": "HD"})
    assert told == "HD"
    told, _ = on_drive("logOn")
    assert told == {
        "error": "CIRCUITPY: contains no heeldrive.log: the board records nothing until heeldrive deploy has"
        " made it"
    }
