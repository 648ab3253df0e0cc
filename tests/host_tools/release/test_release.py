"""A release: what a board's zip contains counts on an empty drive, and the notes are the changelog's."""

import sys
import zipfile
from functools import cache

import pytest
from heeldrive_lab.board.deploy.contents import contents, known_boards
from heeldrive_lab.board.deploy.forms import as_shrunk_source
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive
from release.__main__ import main
from release.archive import write_sums, zip_folder
from release.board_drive import boards, fill
from release.notes import is_dated, notes

FOUR_REPS_MS = 19_000
# In the form that the virtual board can run: what a board gets, not compiled.
shrunk = cache(lambda: contents(as_shrunk_source))


@pytest.fixture
def unpacked(tmp_path, monkeypatch):
    """Unpacks the zip of a board into an empty folder."""
    monkeypatch.setattr("release.board_drive.NewDrive._sync_folder_of", lambda *_: None)

    def unpack(board):
        made, archive, drive = (tmp_path / f"{board}{ending}" for ending in ("", ".zip", "_drive"))
        made.mkdir()
        fill(made, board, shrunk())
        zip_folder(made, archive)
        zipfile.ZipFile(archive).extractall(drive)
        return drive

    return unpack


def files_of(drive):
    return {
        path.relative_to(drive).as_posix(): path.read_bytes() for path in drive.rglob("*") if path.is_file()
    }


def test_an_unpacked_zip_counts_on_an_empty_drive(unpacked):
    drive = unpacked("feather_nrf52840_sense")
    files = files_of(drive)
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        rows = [row for row in session if row[0] < FOUR_REPS_MS]
    board = VirtualBoard(
        WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500),
        storage=StorageSpec(
            settings_text=files["settings.toml"].decode(),
            drive=VirtualDrive(files={"heeldrive.log": files["heeldrive.log"]}, log=False),
        ),
        board_id=boards()["feather_nrf52840_sense"],
    )
    board.run(drive)
    assert board.display.digits == "   4"
    assert set(board.drive.read("heeldrive.log")) > {0xFF}, "it is recorded"
    assert not [line.text for line in board.console if line.text.startswith("fault ")]


def test_the_zips_of_all_boards_have_the_same_program_and_their_own_readme_and_log(unpacked):
    assert sorted(boards().values()) == sorted(known_boards())
    drives = {board: files_of(unpacked(board)) for board in boards()}
    programs = []
    for board, files in drives.items():
        readme = files.pop("README.txt").decode()
        assert board in readme
        assert boards()[board] in readme
        assert readme.count("\n") <= 10
        log = files.pop("heeldrive.log")
        assert set(log) == {0xFF}
        assert len(log) < (2 << 20 if "nrf52840" in board else 4 << 20)
        programs.append(files)
    assert all(program == programs[0] for program in programs)
    assert {"boot.py", "code.py", "safemode.py", "first_word.py", "settings.toml"} < set(programs[0])


def test_a_zip_does_not_depend_on_when_it_is_made_and_the_sums_are_those_of_the_files(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("abc")
    zip_folder(folder, tmp_path / "1.zip")
    (folder / "a.txt").touch()
    zip_folder(folder, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    write_sums(folder, ["a.txt"])
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (folder / "SHA256SUMS").read_text() == f"{abc}  a.txt\n"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "mine.txt").touch()
    monkeypatch.setattr(sys, "argv", ["release", str(tmp_path)])
    with pytest.raises(SystemExit, match="is not empty: give another folder, or remove it"):
        main()
    assert (tmp_path / "mine.txt").exists()


def test_the_notes_are_the_section_of_the_version():
    changelog = "# Changelog\n\n## 1.1.0 - unreleased\n\n- New.\n\n## 1.0.0 - 2026-12-01\n\n- First.\n"
    assert notes(changelog, "1.1.0") == "- New.\n"
    assert notes(changelog, "1.0.0") == "- First.\n"
    assert (is_dated(changelog, "1.1.0"), is_dated(changelog, "1.0.0")) == (False, True)
    with pytest.raises(ValueError, match=r"CHANGELOG.md has nothing about 2.0.0"):
        notes(changelog, "2.0.0")
