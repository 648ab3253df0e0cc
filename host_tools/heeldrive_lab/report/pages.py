"""The report of a folder as an index with a page for each workout."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import quote

from heeldrive_lab.report.command import write_report
from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.page import history_html, workout_html
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import stored_session
from heeldrive_lab.settings.of_session import ChosenFile, chosen_file, settings_of
from heeldrive_lab.util.parallel import parallel_map
from heeldrive_lab.util.progress import tracked


def write_pages(index: Path, folder: Path, settings: Path | None) -> int:
    """Write the index, and the page of each workout into a folder named after it.

    The index is written last, so that its links lead somewhere.

    Args:
        index: the HTML file.
        folder: the folder of sessions.
        settings: a settings.toml for all sessions; see `settings_of`.

    Returns:
        the number of pages besides the index.

    Raises:
        SessionError: the folder contains no readable session, or a page cannot be written.
    """
    chosen = chosen_file(settings)
    history = gather_history(folder, chosen)
    beside = index.with_name(f"{index.stem}_workouts")
    names = {workout.path: f"{workout.name.replace('/', '_')}.html" for workout in history.workouts}
    try:
        beside.mkdir(exist_ok=True)
    except OSError as error:
        raise SessionError(
            f"{beside}: cannot be made ({error.strerror or error}): check the folder"
        ) from error
    work = partial(_write_page, folder=beside, names=names, chosen=chosen)
    done = list(tracked(parallel_map(work, list(names)), "writing pages", len(names)))
    links = {workout.name: quote(f"{beside.name}/{names[workout.path]}") for workout in history.workouts}
    write_report(index, history_html(history, folder, chosen, links).encode())
    return len(done)


def _write_page(path: Path, folder: Path, names: Mapping[Path, str], chosen: ChosenFile | None) -> Path:
    session = stored_session(path)
    counted = settings_of(path, session.header, chosen)
    write_report(folder / names[path], workout_html(gather(session, counted.settings), counted).encode())
    return path
