"""Parts of heeldrive that need packages which a plain installation does not bring."""

from importlib.util import find_spec


class MissingExtraError(RuntimeError):
    """A package is not installed; the text gives the command that installs it."""


def require(extra: str, *packages: str) -> None:
    """See that the packages of an extra are there, before work begins that would fail in the middle.

    Args:
        extra: the extra in pyproject.toml that brings them, such as `score`.
        packages: their import names.

    Raises:
        MissingExtraError: one is not installed.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise MissingExtraError(
            f"this needs {' and '.join(missing)}: install it with  pip install 'heeldrive[{extra}]'"
        )
