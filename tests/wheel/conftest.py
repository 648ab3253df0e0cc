"""The wheel, built once, and empty environments elsewhere with it and nothing of the checkout."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
NOT_OURS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
BOOT_OUT = (
    "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040 with rp2040\r\n"
    "Board ID:adafruit_feather_rp2040\r\n"
)


class Installed:
    """The wheel in an environment of its own, used from a folder that is not the project's.

    Args:
        interpreter: the Python it is made with.
        wheel: the built wheel.
        folder: where the environment and the user's files lie.
    """

    def __init__(self, interpreter, wheel, folder):
        self.folder = folder
        self.python = folder / "venv" / "bin" / "python"
        _done([interpreter, "-m", "venv", folder / "venv"], folder)
        # The pip that an older Python brings knows no dependency groups.
        self._pip("pip")
        self._pip(wheel)
        for name in ("clean_set.csv", "clean_set.truth.csv"):
            shutil.copy(ROOT / "recorded_sessions" / name, folder)
        (folder / "drive").mkdir()
        (folder / "drive" / "boot_out.txt").write_text(BOOT_OUT)

    def add(self, extra, group=None):
        """Install an extra as the commands tell a user to, and perhaps a dependency group."""
        groups = ("--group", f"{ROOT / 'pyproject.toml'}:{group}") if group else ()
        self._pip(f"heeldrive[{extra}]", *groups)

    def _pip(self, *what):
        constraints = ("--constraint", ROOT / "constraints.txt")
        self.run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *constraints, *what)

    @property
    def packages(self):
        """The folder of what is installed."""
        (folder,) = (self.folder / "venv").glob("lib/python*/site-packages")
        return folder

    def megabytes(self):
        """What heeldrive and its packages take, with byte code, without pip and setuptools of venv."""
        kib = 0
        for path in self.packages.rglob("*"):
            if path.is_file() and path.relative_to(self.packages).parts[0].partition("-")[0] not in NOT_OURS:
                kib += -(-path.stat().st_size // 4096) * 4  # in blocks of a file system
        return kib / 1024

    def run(self, *arguments, cwd=None):
        """Run its Python; fail the test with what it printed if it fails."""
        return _done([self.python, *arguments], cwd or self.folder)

    def heeldrive(self, *arguments):
        """Run the command as a user does."""
        command = [self.folder / "venv" / "bin" / "heeldrive", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=_surroundings(), capture_output=True, text=True, check=False
        )


def _surroundings():
    """The surroundings of a process that knows nothing of this checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COLUMNS"))}


def _done(command, cwd):
    done = subprocess.run(command, cwd=cwd, env=_surroundings(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@cache
def _interpreter(version):
    """A Python of this version: on the path, from pyenv or from uv; None where there is none."""
    candidates = [f"python{version}"]
    for ask in (["pyenv", "prefix", version], ["uv", "python", "find", "--no-python-downloads", version]):
        if shutil.which(ask[0]):
            reported = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
            candidates.append(f"{reported}/bin/python" if ask[0] == "pyenv" else reported)
    for candidate in candidates:
        program = shutil.which(candidate)
        if program and _runs(program, version):
            return program
    return None


def _runs(program, version):
    code = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    reported = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
    return reported.stdout.strip() == version


def pytest_addoption(parser):
    """Take a wheel that is built already, as `make release` does."""
    parser.addoption("--wheel", type=Path)


def pytest_configure(config):
    """Mark what `make release` runs, under the newest Python only."""
    config.addinivalue_line("markers", "release: what a released wheel is tried with")


@pytest.fixture(scope="session")
def wheel(request, tmp_path_factory):
    """The path of the wheel."""
    if built := request.config.getoption("wheel"):
        return built.resolve()
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check"]
    _done([*build, "--build-constraint", ROOT / "constraints.txt", "--wheel-dir", folder, ROOT], folder)
    (built,) = folder.glob("*.whl")
    return built


def pytest_generate_tests(metafunc):
    """Try the wheel under each Python from 3.11 on that is on this computer."""
    if "installed" in metafunc.fixturenames:
        found = [version for version in VERSIONS if _interpreter(version)]
        if metafunc.definition.get_closest_marker("release"):
            found = found[-1:]
        metafunc.parametrize("installed", found, indirect=True, scope="session")


def pytest_xdist_make_scheduler(config, log):
    """With `-n`, one worker has the environment of a Python, and all of its tests in their order."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPython(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return next((version for version in VERSIONS if version in nodeid), "wheel")

    return ByPython(config, log)


def pytest_terminal_summary(terminalreporter):
    """Say under which Pythons nothing was tried."""
    missing = [version for version in VERSIONS if _interpreter(version) is None]
    if missing:
        terminalreporter.write_line(f"not on this computer, so not tried: Python {', '.join(missing)}")


@pytest.fixture(scope="session")
def installed(request, wheel, tmp_path_factory):
    """The wheel without extras in an empty environment."""
    folder = tmp_path_factory.mktemp(f"python{request.param}")
    return Installed(_interpreter(request.param), wheel, folder)
