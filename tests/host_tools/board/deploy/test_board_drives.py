"""Finding the drive of a board and reading its boot_out.txt."""

import pytest
from heeldrive_lab.board.deploy.boot_out import BootOut, parse_boot_out, why_unsupported
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.find_drive import find_drive, mounted_volumes
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.text(
    st.characters(blacklist_characters=";\r\n\x1b", blacklist_categories=["Cs", "Cc"]), max_size=30
)
IDS = st.from_regex(r"[A-Za-z0-9_]{1,30}", fullmatch=True)
SMALL = st.integers(0, 99)


@given(
    SMALL,
    SMALL,
    SMALL,
    st.sampled_from(["", "-rc.1", "-beta.2-14-gabcdef0-dirty"]),
    WORDS,
    IDS,
    st.booleans(),
)
def test_what_circuitpython_writes_is_read_whatever_the_board(
    major, minor, patch, suffix, board, board_id, escapes
):
    release = f"{major}.{minor}.{patch}{suffix}"
    junk = "\x1b[2K\x1b[0G" if escapes else ""
    text = (
        f"Adafruit CircuitPython {release} on 2026-01-02; {board}\r\nBoard ID:{board_id}\r\nUID:1F\r\n{junk}"
    )
    found = parse_boot_out(text + "boot.py output:\r\n")
    assert found == BootOut(release, major, board.strip(), board_id, "")
    assert (why_unsupported(found) == "") == (major == 10)


@given(st.text(max_size=200))
def test_any_text_is_read_or_rejected_in_one_sentence(text):
    try:
        found = parse_boot_out(text)
    except DeployError as refused:
        sentence = str(refused)
    else:
        sentence = why_unsupported(found)
    assert "\n" not in sentence


def test_a_failed_boot_py_is_reported_with_its_reason():
    text = (
        "Adafruit CircuitPython 10.0.3 on 2025-10-17; XIAO\r\nBoard ID:x\r\nboot.py output:\r\n"
        'Traceback (most recent call last):\r\n  File "boot.py", line 3\r\nImportError: no x\r\n'
    )
    assert parse_boot_out(text).boot_error == "ImportError: no x"


def test_the_one_drive_that_is_mounted_is_found_whatever_it_is_called(owner, tmp_path):
    root = owner.new_drive("THIGH")
    assert find_drive(None, lambda: [tmp_path, root, tmp_path / "gone"]) == root


def test_no_drive_is_one_sentence(tmp_path):
    with pytest.raises(DeployError, match="no CircuitPython drive is mounted: plug the board in"):
        find_drive(None, lambda: [tmp_path])


def test_several_drives_are_named(owner):
    both = [owner.new_drive("ONE"), owner.new_drive("TWO")]
    with pytest.raises(DeployError, match=r"several.*give one of .*ONE, .*TWO"):
        find_drive(None, lambda: both)


@pytest.mark.parametrize(("name", "says"), [("none", "no such folder"), (".", "no boot_out.txt")])
def test_a_folder_that_is_no_drive_is_rejected(tmp_path, name, says):
    with pytest.raises(DeployError, match=says):
        find_drive(tmp_path / name)


def test_this_computers_volumes_are_searched():
    assert all(volume.is_absolute() for volume in mounted_volumes())
