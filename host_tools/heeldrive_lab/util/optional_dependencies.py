"""Parts of heeldrive that need packages which a plain installation does not bring."""

import shlex
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from heeldrive_lab.util.paths import CHECKOUT


class MissingExtraError(RuntimeError):
    """A package is not installed. The text is one sentence with the command that installs it.

    Args:
        extra: the extra in pyproject.toml that brings it, such as `score`.
        packages: the names of what is missing.
    """

    # Made by __str__ from the arguments, so that it comes whole from another process.
    def __init__(self, extra: str, *packages: str) -> None:
        super().__init__(extra, *packages)

    def __str__(self) -> str:
        extra, *packages = self.args
        one = f"{shlex.quote(sys.executable)} -m pip install 'heeldrive[{extra}]'"
        if CHECKOUT:
            how = f"make all  in {shlex.quote(str(CHECKOUT))}, or only it with  {one}"
        else:
            how = f"{one}  (heeldrive is on no package index yet: this adds to the one you installed)"
        return f"this needs {_listed(packages)}: install it with  {how}"


def require(extra: str, *packages: str) -> None:
    """Check that the packages of an extra are installed, before work begins that would fail half-way.

    Args:
        extra: the extra in pyproject.toml that brings them, such as `score`.
        packages: their import names.

    Raises:
        MissingExtraError: at least one is not installed.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise MissingExtraError(extra, *missing)


def _listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
