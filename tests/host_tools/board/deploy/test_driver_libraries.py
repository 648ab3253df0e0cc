"""The origin of the driver libraries: circup if possible, else the packages installed with heeldrive."""

import importlib.metadata
import re
import subprocess
from pathlib import Path

import pytest
from heeldrive_lab.board.deploy import libraries
from heeldrive_lab.board.deploy.boot_out import parse_boot_out
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.libraries import libraries_for, pinned_libraries, pinned_versions
from heeldrive_lab.util.optional_dependencies import MissingExtraError


@pytest.fixture
def board(owner):
    return parse_boot_out(owner.boot_out)


class Circup:
    """Imitates circup: puts compiled packages into the lib folder of the folder it is given."""

    def __init__(self, versions=None, leaves_out=()):
        self.versions = versions or {
            name.replace("-circuitpython-", "_"): version for name, version in pinned_versions().items()
        }
        self.leaves_out = leaves_out
        self.command = []

    def __call__(self, command):
        self.command = command
        lib = Path(command[command.index("--path") + 1]) / "lib"
        for name in [*pinned_libraries(), "adafruit_ht16k33/matrix.py", "adafruit_bus_device/i2c_device.py"]:
            if name not in self.leaves_out:
                path = (lib / name).with_suffix(".mpy")
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(b"C\x06" + self.versions.get(path.parent.name, "1.2.3").encode() + b"\0")


def test_circup_downloads_them_compiled_for_the_board(board):
    circup = Circup()
    found = libraries_for(board, offline=False, run=circup)
    assert (found.came_from, found.note) == ("circup", "")
    assert set(found.files) == {name.replace(".py", ".mpy") for name in pinned_libraries()}
    options = dict(zip(circup.command, circup.command[1:], strict=False))
    assert (options["--board-id"], options["--cpy-version"]) == ("adafruit_feather_rp2040", "10.0.3")
    assert options["-r"].endswith("requirements.txt")


def test_circup_gets_options_that_it_knows(board):
    """The options are those of the installed circup."""
    circup = Circup()
    libraries_for(board, offline=False, run=circup)
    start = circup.command[:3]
    words = [word for word in circup.command[3:] if word.startswith("-")]
    help_texts = [
        subprocess.run([*start, *extra, "--help"], capture_output=True, text=True, check=True).stdout
        for extra in ([], ["install"])
    ]
    for word in words:
        assert re.search(rf"(?<![\w-]){word}\b", "".join(help_texts)), word


@pytest.mark.parametrize(
    "error",
    [subprocess.CalledProcessError(1, "circup"), subprocess.TimeoutExpired("circup", 1), OSError(2, "none")],
)
def test_without_internet_the_installed_libraries_are_used(board, error):
    def fails(command):
        raise error

    found = libraries_for(board, offline=False, run=fails)
    assert found.files == pinned_libraries()
    assert found.note.startswith("circup could not download them")


def test_without_circup_the_installed_libraries_are_used(board, monkeypatch):
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    found = libraries_for(board, offline=False)
    assert found.files == pinned_libraries()
    assert found.note == "circup is not installed (pip install 'heeldrive[deploy]')"


def test_untested_versions_are_not_used(board):
    newer = Circup({"adafruit_lsm6ds": "4.6.30", "adafruit_ht16k33": "4.6.17", "adafruit_register": "1.13.0"})
    found = libraries_for(board, offline=False, run=newer)
    assert found.note == "circup did not download adafruit_lsm6ds 4.6.3"
    assert found.files == pinned_libraries()


def test_an_incomplete_download_is_not_used(board):
    found = libraries_for(board, offline=False, run=Circup(leaves_out=["adafruit_register/i2c_bit.py"]))
    assert found.note == "circup did not download adafruit_register.i2c_bit"


def test_an_installed_package_of_another_version_is_rejected_with_a_remedy(monkeypatch):
    class Other:
        version = "9.9.9"

    monkeypatch.setattr(libraries.metadata, "distribution", lambda name: Other)
    with pytest.raises(
        DeployError, match=r"9\.9\.9 is installed, but the board needs .* pip install adafruit-"
    ):
        pinned_libraries()


def test_a_missing_package_is_reported_with_a_remedy(monkeypatch):
    def none(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(libraries.metadata, "distribution", none)
    with pytest.raises(MissingExtraError, match=r"this needs adafruit-.* pip install 'heeldrive\[deploy\]'"):
        pinned_libraries()
