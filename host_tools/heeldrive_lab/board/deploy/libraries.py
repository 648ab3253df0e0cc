"""The driver libraries for the board: downloaded by circup, or those installed with heeldrive.

Both must have the versions pinned in `firmware/requirements.txt`, which the tests use. Only the modules that
the firmware imports are taken. `adafruit_bus_device` is built into CircuitPython on the known boards.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from heeldrive_lab.board.deploy.boot_out import BootOut
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.slim import slim
from heeldrive_lab.util.optional_dependencies import MissingExtraError
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.util.progress import busy

REQUIREMENTS = FIRMWARE / "requirements.txt"
_CIRCUP_LIMIT_S = 180  # the first run downloads whole bundles, about 20 MB
_CIRCUP_NETWORK_S = 15

Run = Callable[[list[str]], None]
"""Runs a command; raises OSError or subprocess.SubprocessError if it fails."""


class Libraries(NamedTuple):
    """Driver libraries for the board.

    Attributes:
        files: contents by path in the release folder.
        came_from: ``circup`` or ``heeldrive``.
        note: why circup was not used although it was wanted; empty otherwise.
    """

    files: Mapping[str, bytes]
    came_from: str
    note: str


def pinned_versions() -> dict[str, str]:
    """Package names and versions in `firmware/requirements.txt`."""
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    pins = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {name.strip(): version.strip() for name, version in pins}


def pinned_libraries() -> dict[str, bytes]:
    """The modules the firmware needs, from the packages installed with heeldrive.

    Raises:
        MissingExtraError: a package is not installed.
        DeployError: a package has another version.
    """
    found: dict[str, bytes] = {}
    for name, version in pinned_versions().items():
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise MissingExtraError("deploy", name) from None
        if package.version != version:
            raise DeployError(
                f"{name} {package.version} is installed, but the board needs {version}:"
                f" install it with  pip install {name}=={version}"
            )
        for path in package.files or ():
            if path.suffix == ".py":
                found[path.as_posix()] = Path(str(package.locate_file(path))).read_bytes()
    return {name: slim(data.decode("utf-8")).encode() for name, data in needed(found).items()}


def needed(available: Mapping[str, bytes]) -> dict[str, bytes]:
    """The subset of the files that the firmware imports, directly or indirectly."""
    by_module = {_module_of(name): name for name in available}
    wanted: dict[str, bytes] = {}
    sources = [("", path.read_bytes()) for path in sorted(FIRMWARE.rglob("*.py"))]
    while sources:
        module, source = sources.pop()
        package = (
            module if f"{module.replace('.', '/')}/__init__.py" in available else module.rpartition(".")[0]
        )
        for imported in _imports(source, package):
            name = by_module.get(imported)
            if name and name not in wanted:
                wanted[name] = available[name]
                sources.append((imported, available[name]))
    return {name: wanted[name] for name in sorted(wanted)}


def _module_of(name: str) -> str:
    return name.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


@lru_cache(maxsize=256)
def _imports(source: bytes, package: str) -> frozenset[str]:
    """Every module a source may import, including parent packages."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, (package if node.level else "", node.module)))
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            found.update(".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return frozenset(found)


def _run(command: list[str]) -> None:
    subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=_CIRCUP_LIMIT_S
    )


def libraries_for(boot_out: BootOut, *, offline: bool, run: Run = _run) -> Libraries:
    """The driver libraries for a board.

    circup downloads them compiled for the board's CircuitPython, which saves memory and start-up time on the
    board but needs internet access. It writes to a temporary folder on this computer; the files go to the
    drive together with the rest of the release.

    Args:
        boot_out: the board and its CircuitPython version.
        offline: whether to use only the libraries installed with heeldrive.
        run: runs circup.

    Raises:
        MissingExtraError: the libraries are not installed.
        DeployError: they have other versions than those pinned.
    """
    installed = pinned_libraries()
    if offline:
        return Libraries(installed, "heeldrive", "")
    if not find_spec("circup"):
        return Libraries(installed, "heeldrive", "circup is not installed (pip install 'heeldrive[deploy]')")
    with TemporaryDirectory(prefix="heeldrive-circup-") as folder:
        (Path(folder) / "lib").mkdir()
        command = [sys.executable, "-c", "from circup import main; main()", "--path", folder]
        command += ["--board-id", boot_out.board_id or "unknown", "--cpy-version", boot_out.release]
        command += ["--timeout", str(_CIRCUP_NETWORK_S), "install", "-r", str(REQUIREMENTS)]
        try:
            with busy("asking circup for the driver libraries"):
                run(command)
        except (OSError, subprocess.SubprocessError):
            return Libraries(installed, "heeldrive", "circup could not download them: check your connection")
        downloaded = {
            path.relative_to(Path(folder) / "lib").as_posix(): path.read_bytes()
            for path in (Path(folder) / "lib").rglob("*")
            if path.suffix in (".py", ".mpy")
        }
    return _checked(downloaded, installed)


def _checked(downloaded: Mapping[str, bytes], installed: Mapping[str, bytes]) -> Libraries:
    """The files from circup if they are complete and have the pinned versions, else the installed ones."""
    modules = {_module_of(name) for name in installed}
    files = {name: data for name, data in downloaded.items() if _module_of(name) in modules}
    missing = modules - {_module_of(name) for name in files}
    if missing:
        return Libraries(installed, "heeldrive", f"circup did not download {min(missing)}")
    for name, version in pinned_versions().items():
        package = name.replace("-circuitpython-", "_")
        # Adafruit's bundles have the version in every module.
        there = re.compile(rb"(?<![\d.])" + re.escape(version.encode()) + rb"(?![\d.])")
        if not any(there.search(data) for path, data in downloaded.items() if path.startswith(f"{package}/")):
            return Libraries(installed, "heeldrive", f"circup did not download {package} {version}")
    return Libraries(dict(sorted(files.items())), "circup", "")
