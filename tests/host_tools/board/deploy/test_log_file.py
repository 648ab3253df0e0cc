"""`heeldrive deploy` makes the file for the logs whole, or not at all; the board never has to."""

import errno
import re

import pytest
from heeldrive_lab.board.deploy import log_file
from heeldrive_lab.board.deploy.boot_out import parse_boot_out
from heeldrive_lab.board.deploy.doctor import examine
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.log_file import FEWEST_BYTES, MOST_SLOTS, log_size
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board.drive import VirtualDrive

NAME = "heeldrive.log"


@pytest.fixture
def room(quick_drive):
    """A drive of the given size, next to what its owner has there."""

    def of(size):
        class Sized(quick_drive):
            def free_bytes(self):
                taken = sum(path.stat().st_size for path in self.root.rglob("*") if path.is_file())
                return max(size - taken, 0)

        return Sized

    return of


def findings(drive):
    boot_out = parse_boot_out((drive.root / "boot_out.txt").read_text())
    return [finding for finding in examine(drive, boot_out).findings if finding.where == NAME]


def test_its_size_is_what_the_board_reads(monkeypatch):
    monkeypatch.syspath_prepend(str(FIRMWARE))
    import log.file_making
    import log.format
    import log.store

    for name in ("FIRST", "ODD", "SLOT_BYTES"):
        assert getattr(log_file, name) == getattr(log.format, name)
    assert (log_file.FEWEST_SLOTS, MOST_SLOTS) == (log.store.FEWEST_SLOTS, log.file_making.MOST_SLOTS)
    assert log_size(FEWEST_BYTES - 1) == 0
    assert log_size(FEWEST_BYTES) == FEWEST_BYTES
    assert log_size(FEWEST_BYTES, odd=True) == 0
    assert log_size(1 << 30) == 2 * log_file.FIRST + MOST_SLOTS * log_file.SLOT_BYTES


@pytest.mark.parametrize("megabytes", [2, 8])
def test_a_new_board_gets_the_largest_that_leaves_room_for_the_next_release(owner, room, megabytes):
    root = owner.new_drive(files={})
    drive = room(megabytes << 20)(root)
    report = owner.deploys(drive)
    made = (root / NAME).read_bytes()
    assert set(made) == {0xFF}
    assert f"{NAME} made for the board's logs, {len(made) // 1024} KB" in report.done
    assert report.done[-1] == "eject the drive and press reset: until then the old program runs"
    assert report.notes == []
    left = drive.free_bytes() - report.room_bytes
    assert left > 0
    assert left < log_file.SLOT_BYTES + (100 << 10) or len(made) == log_size(1 << 30)
    assert findings(drive) == []
    again = owner.deploys(drive).done
    assert "is already installed and intact" in again[0]
    assert not any("press reset" in sentence for sentence in again)
    assert (root / NAME).read_bytes() == made


def test_one_with_logs_is_kept(owner):
    root = owner.new_drive(files={NAME: b"HD" * FEWEST_BYTES})
    owner.deploys(root)
    assert (root / NAME).read_bytes() == b"HD" * FEWEST_BYTES


def test_a_folder_in_its_place_is_told_of(owner, quick_drive):
    root = owner.new_drive(files={})
    (root / NAME).mkdir()
    what = "a folder in place of the file: the board counts, but records nothing"
    remedy = "rename or delete it, then heeldrive deploy"
    report = owner.deploys(root)
    assert report.notes == [f"{NAME}: {what}: {remedy}"]
    assert [finding[::2] for finding in findings(quick_drive(root))] == [(what, remedy)]


@pytest.mark.parametrize("half", [False, True], ids=["before", "within"])
def test_a_cable_pulled_meanwhile_leaves_no_file_that_is_too_short(owner, quick_drive, half):
    for step in ("write", "rename"):
        root = owner.new_drive(files={})

        class Pulled(quick_drive):
            def write(self, name, data, step=step):
                if name == log_file.NEW and step == "write":
                    super().write(name, data[: len(data) // 2 if half else 0])
                    raise OSError(errno.ENODEV, "No such device")
                super().write(name, data)

            def rename(self, old, new, step=step):
                if new == NAME and step == "rename":
                    raise OSError(errno.ENODEV, "No such device")
                super().rename(old, new)

        with pytest.raises(DeployError, match="the new program is installed"):
            owner.deploys(root, Pulled)
        assert not (root / NAME).exists()
        owner.deploys(root)
        assert (root / NAME).stat().st_size == log_size(1 << 30)
        assert not (root / log_file.NEW).exists()


def test_a_drive_that_does_not_keep_what_is_written_is_answered(owner, quick_drive):
    class Worn(quick_drive):
        def read(self, name):
            data = super().read(name)
            return data[:-1] + b"\0" if name == log_file.NEW else data

    root = owner.new_drive(files={})
    with pytest.raises(DeployError, match=r"heeldrive\.log\.new is changed after writing"):
        owner.deploys(root, Worn)
    assert not (root / NAME).exists()


def test_a_drive_without_room_gets_the_program_and_a_sentence(owner, room):
    root = owner.new_drive(files={"music.wav": bytes(300 << 10)})
    report = owner.deploys(room(1 << 20)(root))
    assert not (root / NAME).exists()
    (note,) = report.notes
    assert note.startswith(f"{NAME}: missing, and ")
    assert "the board counts, but records nothing: delete files of your own, then heeldrive deploy" in note
    (finding,) = findings(room(1 << 20)(root))
    assert finding.remedy == "delete files of your own, then heeldrive deploy"


def test_a_missing_and_a_short_one_are_found(owner, quick_drive):
    root = owner.new_drive(files={NAME: bytes(2048)})
    (note,) = owner.deploys(root).notes
    assert note.startswith(f"{NAME}: 2048 bytes are too short for a log")
    assert (root / NAME).read_bytes() == bytes(2048)
    (short,) = findings(quick_drive(root))
    assert short.remedy == "heeldrive pull its logs, delete it, then heeldrive deploy"
    (root / NAME).unlink()
    (missing,) = findings(quick_drive(root))
    assert (missing.what, missing.remedy) == (
        "missing: the board counts, but records nothing",
        "heeldrive deploy",
    )
    owner.deploys(root)
    assert findings(quick_drive(root)) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_a_dry_run_makes_none_and_says_how_large_it_would_be(owner, room, is_new):
    root = owner.new_drive(files={NAME: bytes(FEWEST_BYTES)})
    if not is_new:
        owner.deploys(root)
    (root / NAME).unlink()
    drive = room(2 << 20)(root)
    (planned,) = [done for done in owner.deploys(drive, dry_run=True).done if NAME in done]
    assert not (root / NAME).exists()
    owner.deploys(drive)
    (size_kb,) = re.findall(r"would be made, about (\d+) KB", planned)
    assert abs((int(size_kb) << 10) - (root / NAME).stat().st_size) <= 2 * log_file.SLOT_BYTES


def test_a_dry_run_says_that_there_is_no_room_for_it(owner, room):
    root = owner.new_drive(files={"music.wav": bytes(300 << 10)})
    report = owner.deploys(room(1 << 20)(root), dry_run=True)
    assert not any(NAME in done for done in report.done)
    (note,) = report.notes
    assert note.endswith("the board would count, but record nothing: delete files of your own")


def test_no_block_of_a_log_on_2_mb_lies_in_two_sectors_of_the_flash():
    drive = VirtualDrive(size=2 << 20)
    blocks, block_bytes = drive.statvfs()[2], drive.statvfs()[1]
    assert log_file.begins_odd(blocks * block_bytes)
    assert len(drive.read(NAME)) == log_size(len(drive.read(NAME)), odd=True)
    assert (drive.extent(NAME).start + log_file.FIRST + log_file.ODD) % 1024 == 0


@pytest.mark.parametrize("megabytes", [1, 4, 7])
def test_on_drives_of_other_sizes_blocks_are_clusters(megabytes):
    assert not log_file.begins_odd(megabytes << 20)
