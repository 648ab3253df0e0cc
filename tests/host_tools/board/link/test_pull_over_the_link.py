"""heeldrive pull PORT: the link gives the content of the drive, whatever happens to the cable."""

import json
from functools import partial

import pytest
from heeldrive_lab.board.deploy.log_file import FIRST, ODD
from heeldrive_lab.board.link.client import Client
from heeldrive_lab.board.link.fetch import Fetcher
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.commands.app import app
from heeldrive_lab.virtual_board.clock import PowerCut
from heeldrive_lab.virtual_board.drive import VirtualDrive
from typer.testing import CliRunner
from waiting import wait_until
from worn_board import drive_of, worn_flash

HELD = {
    "presses_ms": [(0, 300)]
}  # the button is held at power-on: the board can write its drive even with a cable


@pytest.fixture(scope="module")
def worn(long_motion):
    """The flash of a board that was worn twice on battery."""
    return worn_flash(long_motion, 40_000, 9000)


@pytest.fixture
def drive(worn):
    """Its drive."""
    return drive_of(worn)


def run(*arguments):
    return CliRunner().invoke(app, ["pull", *map(str, arguments)])


def records_log_3(client):
    return any(line.text == "log id=3" for line in client.ask("status"))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def from_the_drive(drive, tmp_path):
    """The result of pulling from the drive itself: the lines printed, and the files."""
    copy = tmp_path / "heeldrive.log"
    copy.write_bytes(drive.read("heeldrive.log"))
    done = run(copy, tmp_path / "drive")
    return done.stdout.splitlines(), files(tmp_path / "drive")


def test_the_link_gives_the_same_as_the_drive(plugged, drive, from_the_drive, tmp_path):
    with plugged(drive=drive) as rig:
        done = run(rig.port, tmp_path / "wire")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == from_the_drive[0]
    assert "samples, 0 gaps" in done.stdout
    assert files(tmp_path / "wire") == from_the_drive[1]
    assert len(from_the_drive[1]) == 6


def test_pulling_again_leaves_what_is_there(plugged, drive, from_the_drive, tmp_path):
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "log_0002.csv").write_text("mine")
    for _ in range(2):
        with plugged(drive=drive) as rig:
            done = run(rig.port, tmp_path / "wire", "--json")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["session"], line["is_new"]) for line in results] == [
        ("log_0001.csv", False),
        ("log_0002-2.csv", False),
    ]
    assert (tmp_path / "wire" / "log_0002.csv").read_text() == "mine"


@pytest.mark.parametrize("at", [3000, 12_000, 25_000])
def test_a_cable_pulled_during_a_fetch_costs_nothing(plugged, drive, from_the_drive, tmp_path, at):
    pulls = [at]

    def pull(count):
        if pulls and count > at:
            pulls.clear()
            rig.terminal.replug(away_ms=300)

    with plugged(drive=drive, on_bytes=pull) as rig:
        done = run(rig.port, tmp_path / "wire")
    assert not pulls
    assert done.stdout.splitlines() == from_the_drive[0]
    assert files(tmp_path / "wire") == from_the_drive[1]


def test_power_that_fails_during_a_fetch_leaves_complete_sessions_and_a_sentence(
    plugged, drive, worn, tmp_path
):
    def cut(count):
        if count > 15_000:
            rig.terminal.close()
            raise PowerCut

    whole = []
    with plugged(drive=drive, on_bytes=cut) as rig:
        fetcher = Fetcher(rig.port, timeout_s=0)
        with pytest.raises(BoardLinkError, match="run the same command again"):
            whole.extend(fetcher.logs())
        fetcher.close()
    assert rig.board.ended == "power cut"
    assert bytes(drive.chip.data) == worn


def test_a_log_is_deleted_only_when_its_session_is_complete(plugged, drive, tmp_path):
    with plugged(drive=drive, **HELD) as rig:
        with Client(rig.port) as client:
            wait_until(partial(records_log_3, client), "log 3 is being recorded")
        busy = run(rig.port, tmp_path / "wire", "--delete")
        with Client(rig.port) as client:
            client.ask("stop")
        done = run(rig.port, tmp_path / "wire", "--delete")
    assert busy.stdout.count("; kept on the board (") == 2
    assert "Log 3 is being recorded: stop it first." in busy.stdout
    assert "log 3: still being recorded: stop the recording to pull it" in busy.stdout
    assert done.stdout.count("; deleted on the board") == 3
    drive.power_on(None)
    assert read_logs(drive.read("heeldrive.log")) == []
    assert drive.damage() == []
    assert len(list((tmp_path / "wire").glob("*.csv"))) == 3


def test_a_drive_that_the_computer_uses_keeps_its_logs(plugged, drive, worn, tmp_path):
    with plugged(drive=drive) as rig:
        done = run(rig.port, tmp_path / "wire", "--delete")
    assert done.exit_code == 0
    assert done.stdout.count("reset the board with its button held") == 2
    assert bytes(drive.chip.data) == worn


def test_a_damaged_log_is_read_as_far_as_possible_and_kept(plugged, drive, tmp_path):
    logs = drive.read("heeldrive.log")
    # Both copies of the block after the first.
    for place in (FIRST + ODD + 1024, FIRST + ODD + 9 * 1024):
        at = drive.chip.data.index(logs[place : place + 512])
        drive.chip.data[at + 40] ^= 0xFF
    with plugged(drive=drive, **HELD) as rig:
        with Client(rig.port) as client:
            wait_until(partial(records_log_3, client), "log 3 is being recorded")
            client.ask("stop")
        done = run(rig.port, tmp_path / "wire", "--delete")
    first = done.stdout.splitlines()[0]
    assert "1 block missing" in first
    assert first.endswith("; kept on the board: the session is incomplete")
    assert 1 in [log.log_id for log in read_logs(drive.read("heeldrive.log"))]


def test_a_board_without_logs_is_reported_in_one_sentence(plugged, tmp_path):
    with plugged(drive=VirtualDrive()) as rig:
        done = run(rig.port, tmp_path / "wire")
    assert done.exit_code == 2
    assert "no log on the board" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_copy_of_the_log_is_not_emptied(tmp_path, drive):
    copy = tmp_path / "heeldrive.log"
    copy.write_bytes(drive.read("heeldrive.log"))
    done = run(copy, tmp_path / "sessions", "--delete")
    assert done.exit_code == 2
    assert "works on a drive or a serial port" in done.stderr
    assert copy.read_bytes() == drive.read("heeldrive.log")
