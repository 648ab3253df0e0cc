"""Imports every file of a folder and prints each answer, and how surely gravity tells the axes.

python -m bench.imports FOLDER
"""

import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from heeldrive import Settings
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.importers.any_recording import ImportOptions, import_recording
from heeldrive_lab.importers.containers import open_tables
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.joined import join
from heeldrive_lab.importers.limits import AGREES_MIN, EXPLAINS_MIN
from heeldrive_lab.importers.streams import Columns, find_streams
from heeldrive_lab.importers.turning import Turning, turning


def main() -> None:
    """Print the answer for each file, and for two halves, by the first part of their names."""
    files = sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file())
    together = defaultdict(list)
    for path in files:
        print(f"{path.name}: {answer([path])}")
        together[path.name.partition("_")[0]].append(path)
    for name, paths in together.items():
        # Acceleration and rates in one file each; files of whole recordings are not meant.
        halves = [path for path in paths if "accel" in path.name.lower() or "gyro" in path.name.lower()]
        if len(halves) == 2:
            print(f"{name}, both files: {answer(halves)}")
    judged = [look for path in files if (look := look_at(path))]
    taken = sum(other_axes(look) for look in judged)
    found = sum(reversed_is_found(look) for look in judged)
    print(
        f"axes: {len(judged)} files judged, {taken} taken for others, {found} found with the rates reversed"
    )


def answer(paths: list[Path]) -> str:
    """Number of reps, or the sentence of the refusal."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "session.csv"
        try:
            import_recording(paths, target, ImportOptions(allow_moving=True))
        except RecordingError as refusal:
            return str(refusal).removeprefix(f"{paths[0]}: ")
        summary = next(event for event in replay(target, Settings()) if event["kind"] == "summary")
        return f"{summary['reps']} reps"


def look_at(path: Path) -> Turning | None:
    """The turn of gravity in a file as it is; None if the file is no whole recording or cannot be judged."""
    try:
        joined = join([stream for table in open_tables(path) for stream in find_streams(table, Columns())])
    except RecordingError:
        return None
    return turning(joined.accel.values, joined.gyro.values, joined.accel.rate_hz or 50)


def other_axes(look: Turning) -> bool:
    """Whether the import would take the axes for mirrored or permuted."""
    return look.fit()[0] < AGREES_MIN and look.best_axes()[1] >= EXPLAINS_MIN


def reversed_is_found(look: Turning) -> bool:
    """Whether the import would mend the recording if all rates were reversed."""
    turned = Turning(look.change, look.up, -look.rate)
    axes, fit = turned.best_axes()
    return turned.fit()[0] < AGREES_MIN and fit >= EXPLAINS_MIN and np.array_equal(axes, -np.eye(3))


if __name__ == "__main__":
    main()
