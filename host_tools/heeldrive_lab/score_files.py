"""Scores session files against the truth beside them: `heeldrive score`."""

from collections.abc import Iterable
from pathlib import Path

from heeldrive import Settings

from heeldrive_lab.replay import replay
from heeldrive_lab.score import SessionScore, score_session
from heeldrive_lab.session import SessionError
from heeldrive_lab.truth import read_truth, truth_path


def find_sessions(paths: Iterable[str | Path]) -> list[Path]:
    """The session files named, and those with truth beside them in the folders named, at any depth.

    Raises:
        SessionError: a session named has no truth beside it, or a folder holds no session with truth.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.is_dir():
            if path.exists() and not truth_path(path).exists():
                raise SessionError(
                    f"{path}: there is no {truth_path(path).name} beside it to score it against"
                )
            found.append(path)
            continue
        inside = [
            file
            for file in sorted(path.rglob("*"))
            if file.name.endswith((".csv", ".csv.gz"))
            and not file.name.endswith(".truth.csv")
            and truth_path(file).exists()
        ]
        if not inside:
            raise SessionError(f"{path}: there is no session with a NAME.truth.csv beside it in this folder")
        found += inside
    return found


def score_file(path: Path, settings: Settings) -> SessionScore:
    """Replay one session and score it against the truth beside it.

    Raises:
        SessionError: the session or its truth is wrong.
    """
    truth = read_truth(truth_path(path))
    return score_session(replay(path, settings), truth, path.name)
