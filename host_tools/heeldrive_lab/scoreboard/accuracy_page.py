"""Writes docs/accuracy.md and its pictures: what the detector and its peers made of people, as it is."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from heeldrive import Settings
from matplotlib.figure import Figure

from heeldrive_lab.files import replacing
from heeldrive_lab.paths import RECORDED_SESSIONS
from heeldrive_lab.peers import PEERS, TUNED
from heeldrive_lab.scoreboard.accuracy_words import HEAD, PEERS_HEAD, PHASES, REAL
from heeldrive_lab.scoreboard.plots import methods_figure, svg
from heeldrive_lab.scoreboard.run import OURS, Result, by_group, score_sources
from heeldrive_lab.scoreboard.scores import SessionScore, merge
from heeldrive_lab.scoreboard.sources import Simulated, find_sessions
from heeldrive_lab.scoreboard.tables import (
    activities_sheet,
    delay_line,
    groups_sheet,
    methods_by_group_sheet,
    methods_sheet,
    refused_line,
    timing_sheet,
)
from heeldrive_lab.scoreboard.worst import worst, worst_figure
from heeldrive_lab.session import SessionError

# Far from the seeds that the peers are tuned on; nothing else may be tuned on them.
FRESH_WORKOUTS = [Simulated(seed) for seed in range(1000, 1024)]
PICTURES = "pictures"


def simulated_results(settings: Settings) -> list[Result]:
    """The kept sessions and the fresh workouts, scored with peers."""
    return score_sources([*find_sessions([RECORDED_SESSIONS]), *FRESH_WORKOUTS], settings, peers=True)


def write_accuracy_page(
    page: Path, real: Sequence[Result], simulated: Sequence[Result], settings: Settings, command: str
) -> None:
    """Write the page and, in the folder `pictures` beside it, its pictures.

    Args:
        page: the page to write.
        real: the recordings of people, scored with peers.
        simulated: recorded_sessions and the fresh workouts, scored with peers.
        settings: those they were scored with.
        command: what was run, without paths of the machine it ran on.

    Raises:
        SessionError: the page or a picture cannot be written.
    """
    pictures = {
        "accuracy_methods.svg": methods_figure(real),
        **_worst_pictures("accuracy_worst_real.svg", real, settings),
        **_worst_pictures("accuracy_worst_simulated.svg", simulated, settings),
    }
    lines = list(_lines(real, simulated, command, pictures))
    try:
        (page.parent / PICTURES).mkdir(exist_ok=True)
        for name, figure in pictures.items():
            _write(page.parent / PICTURES / name, svg(figure))
        _write(page, "".join(line + "\n" for line in lines))
    except OSError as error:
        raise SessionError(
            f"{page}: cannot be written ({error.strerror or error}): check the folder"
        ) from error


def _worst_pictures(name: str, results: Sequence[Result], settings: Settings) -> dict[str, Figure]:
    wrong = worst(results)
    return {name: worst_figure(wrong, settings)} if wrong else {}


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text)


def _lines(
    real: Sequence[Result], simulated: Sequence[Result], command: str, pictures: dict[str, Figure]
) -> Iterator[str]:
    yield HEAD.format(command=command)
    yield "## People"
    yield ""
    yield REAL
    yield from _part(real)
    yield f"![found, missed and false reps of each method]({PICTURES}/accuracy_methods.svg)"
    for folder in by_group(real)[:-1]:
        yield ""
        yield from _folder(folder, [result for result in real if result.source.group == folder.name])
    yield from _phases(merge(result.ours for result in real), PHASES)
    yield from _worst("accuracy_worst_real.svg", real, pictures)
    yield ""
    yield "## Simulated"
    yield ""
    first, last = FRESH_WORKOUTS[0].seed, FRESH_WORKOUTS[-1].seed
    yield f"The sessions kept in `recorded_sessions/`, and workouts made from the seeds {first} to {last}:"
    yield "nothing was tuned on those. A simulated wearer is easier than a person."
    yield ""
    yield from _part(simulated)
    yield "### By activity"
    yield ""
    yield from activities_sheet("", simulated).markdown()
    yield ""
    yield refused_line(merge(result.ours for result in simulated))
    yield from _phases(merge(result.ours for result in simulated), "")
    yield from _worst("accuracy_worst_simulated.svg", simulated, pictures)
    yield ""
    yield from _peers()


def _part(results: Sequence[Result]) -> Iterator[str]:
    yield "### By method"
    yield ""
    yield from methods_sheet("", results).markdown()
    yield ""
    yield "### By folder"
    yield ""
    yield f"{OURS}:"
    yield ""
    yield from groups_sheet("", results).markdown()
    yield ""
    yield "Every method:"
    yield ""
    yield from methods_by_group_sheet("", results).markdown()
    yield ""


def _folder(folder: SessionScore, results: Sequence[Result]) -> Iterator[str]:
    yield f"### {folder.name}"
    yield ""
    yield from activities_sheet("", results).markdown()
    yield ""
    yield refused_line(folder)
    moving = sum(not result.still for result in results)
    if moving:
        yield f"Not still for half a second anywhere: {moving} recordings."


def _phases(score: SessionScore, about: str) -> Iterator[str]:
    yield ""
    yield "### Phase times"
    yield ""
    if about:
        yield about
    sheet = timing_sheet("", score)
    if not sheet.rows:
        yield "No found rep has its phase times in the truth."
        return
    yield from sheet.markdown()
    yield ""
    yield delay_line(score)


def _worst(name: str, results: Sequence[Result], pictures: dict[str, Figure]) -> Iterator[str]:
    yield ""
    yield "### The worst"
    yield ""
    if name not in pictures:
        yield "There is no session with an error."
        return
    wrong = sum(result.ours.errors > 0 for result in results)
    yield f"Of {len(results)} sessions {wrong} have an error. Shown are those with the most missed reps, then"
    yield "the most false ones; of sessions that went wrong in the same activity one stands for all."
    yield ""
    yield f"![thigh inclination, true and counted reps]({PICTURES}/{name})"


def _peers() -> Iterator[str]:
    tuning = json.loads(TUNED.read_text("utf-8"))
    yield "## The peers"
    yield ""
    yield PEERS_HEAD.format(command=tuning["command"]).rstrip()
    for peer in PEERS:
        yield ""
        yield f"### {peer.name}"
        yield ""
        yield peer.about.strip()
        yield ""
        values = tuning["parameters"][peer.name]
        yield ", ".join(f"`{name}` {value:g}" for name, value in values.items()) + "."
