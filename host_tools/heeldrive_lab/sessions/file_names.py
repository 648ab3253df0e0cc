"""Names of session files and of the files next to them."""

from pathlib import Path

ENDINGS = (".csv", ".csv.gz")
ANNOTATIONS = ".truth.csv"


def session_name(path: Path) -> str:
    """The name of a session: its file's name without `.csv` or `.csv.gz`."""
    return path.name.removesuffix(".gz").removesuffix(".csv")


def beside(session: Path, ending: str) -> Path:
    """The file next to a session with its name and another ending, such as `.truth.csv`."""
    return session.with_name(f"{session_name(session)}{ending}")


def may_be_session(path: Path) -> bool:
    """Whether a file's name is that of a session."""
    return path.name.endswith(ENDINGS) and not path.name.endswith(ANNOTATIONS)
