"""The folder of simulated sessions that is kept with the project, and its index."""

from collections.abc import Iterator
from pathlib import Path

from heeldrive_lab.files import replacing
from heeldrive_lab.session import write_session
from heeldrive_lab.simulate.sessions import LIBRARY, Session, make_session
from heeldrive_lab.truth import truth_path, write_truth

INDEX = "README.md"
INTRODUCTION = """\
# Recorded sessions

Raw counts of the sensor in `NAME.csv`, what really happened in `NAME.truth.csv` beside it. In
`must_not_count/` nothing is a rep.

All of these are **simulated**: a rigid leg with an LSM6DS strapped to it (`heeldrive_lab.simulate`), not a
person. Every file is made anew, to the byte, from the seed in its header by
`python -c "from heeldrive_lab.simulate import write_library; write_library('recorded_sessions')"`.

| session | what happens | reps | seconds | samples/s | thigh |
|---|---|---|---|---|---|
"""


def write_library(folder: str | Path) -> list[Path]:
    """Write every session of `LIBRARY`, its truth beside it, and the index; the same bytes each time.

    Args:
        folder: where to; made when missing.

    Returns:
        All files written.

    Raises:
        SessionError: a session or truth file cannot be written.
        OSError: a folder or the index cannot be written.
    """
    folder = Path(folder)
    made = {name: make_session(name) for name in LIBRARY}
    written = []
    for name, session in made.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_session(path, session.header, session.rows)
        write_truth(truth_path(path), session.truth)
        written += [path, truth_path(path)]
    with replacing(folder / INDEX) as file:
        file.write(INTRODUCTION)
        file.writelines(_index_lines(made))
    return [*written, folder / INDEX]


def _index_lines(made: dict[str, Session]) -> Iterator[str]:
    for name, (header, rows, truth) in made.items():
        seconds = round((rows[-1][0] - rows[0][0]) / 1000)
        cells = (
            f"[{name}]({name}.csv)",
            LIBRARY[name].about,
            len(truth.reps),
            seconds,
            header.rate_hz,
            header.thigh,
        )
        yield f"| {' | '.join(map(str, cells))} |\n"
