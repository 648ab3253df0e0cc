"""The driver libraries for the board: those installed with heeldrive.

They have the versions pinned in `firmware/requirements.txt`, which the tests use. Only the modules that the
firmware imports are taken. `adafruit_bus_device` is built into CircuitPython on the known boards.
"""

import ast
import shlex
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.shrink.slim import slim
from heeldrive_lab.util.optional_dependencies import MissingExtraError
from heeldrive_lab.util.paths import FIRMWARE

REQUIREMENTS = FIRMWARE / "requirements.txt"


def pinned_versions() -> dict[str, str]:
    """Package names and versions in `firmware/requirements.txt`."""
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    pins = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {name.strip(): version.strip() for name, version in pins}


def pinned_libraries() -> dict[str, str]:
    """The source of the modules that the firmware needs, by path, from the packages installed with heeldrive.

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
                f" install it with  {shlex.quote(sys.executable)} -m pip install {name}=={version}"
            )
        for path in package.files or ():
            if path.suffix == ".py":
                found[path.as_posix()] = Path(str(package.locate_file(path))).read_bytes()
    return {name: slim(data.decode("utf-8")) for name, data in needed(found).items()}


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
