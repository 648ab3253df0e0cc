"""The sessions of a search: each is read once, by the process that keeps it and scores it again and again.

A session always stays in the same process, so that a trial sends settings one way and a few numbers back.
Costs do not depend on how many processes there are, and so neither does what a search finds.
"""

import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from heeldrive import Settings

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.modes import legs_of
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.evaluation.sources import Loaded, SessionFile
from heeldrive_lab.evaluation.true_sets import should_count, weak_sets
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.tune.cost import MiscountTally, tally_of
from heeldrive_lab.tune.folds import wearer_of
from heeldrive_lab.tune.margins import Near, nearest

Result = TypeVar("Result")


@dataclass(frozen=True)
class About:
    """What is known of a session where it is not kept.

    Attributes:
        name: its file's.
        wearer: who wore the sensor.
        reps: true reps of the legs that count.
        ms: how long it is.
        digest: of its samples, units and truth.
    """

    name: str
    wearer: str
    reps: int
    ms: int
    digest: str


class Sessions:
    """Sessions with their truth, spread over processes.

    Args:
        files: the sessions.
        mode: whose reps count.
        jobs: processes; with one, all is done in this one.

    Attributes:
        about: of each session, in the order of the files.

    Raises:
        SessionError: a session or its truth is wrong.
    """

    def __init__(self, files: Sequence[SessionFile], mode: str, jobs: int) -> None:
        self._shares = _shares([file.weight for file in files], jobs)
        # A pool of one process for each share: a process of a common pool would have to read every session.
        self._pools: list[Executor] = []
        if len(self._shares) > 1:
            self._pools = [
                # Spawned, as everywhere but on Linux: a fork copies the locks of whatever threads there are.
                ProcessPoolExecutor(1, get_context("spawn"), _leave_interrupts_alone)
                for _ in self._shares
            ]
        self._here = _Share()
        try:
            loading = [
                self._call(share, _Share.load, [files[number] for number in numbers], legs_of(mode))
                for share, numbers in enumerate(self._shares)
            ]
            loaded = {
                number: about
                for numbers, answer in zip(self._shares, loading, strict=True)
                for number, about in zip(numbers, answer(), strict=True)
            }
        except BaseException:
            self.close()
            raise
        self.about: tuple[About, ...] = tuple(loaded[number] for number in range(len(files)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def tallies(self, settings: Settings, wanted: Iterable[int]) -> list[MiscountTally]:
        """What the detector makes of sessions, by their numbers, in that order."""
        return self._ask(_Share.tallies, settings, wanted)

    def nearest(self, settings: Settings, wanted: Iterable[int]) -> list[list[Near]]:
        """The cycles of sessions that are nearest to being judged otherwise; as in `tallies`."""
        return self._ask(_Share.nearest, settings, wanted)

    def _ask(
        self, work: Callable[..., list[Result]], settings: Settings, wanted: Iterable[int]
    ) -> list[Result]:
        """Have every process work on what it keeps of `wanted`."""
        wanted = list(wanted)
        asked = []
        for share, numbers in enumerate(self._shares):
            mine = [number for number in wanted if number in numbers]
            places = [numbers.index(number) for number in mine]
            asked.append((mine, self._call(share, work, settings, places)))
        found = {number: one for mine, answer in asked for number, one in zip(mine, answer(), strict=True)}
        return [found[number] for number in wanted]

    def _call(self, share: int, work: Callable[..., list[Any]], *arguments: Any) -> Callable[[], list[Any]]:
        """Begin a work, and return what waits for its result."""
        if not self._pools:
            return lambda: work(self._here, *arguments)
        return self._pools[share].submit(_in_the_pool, work, *arguments).result


def _shares(weights: Sequence[int], jobs: int) -> list[list[int]]:
    """The numbers of the sessions for each process: the heaviest first, to whoever has least."""
    shares: list[list[int]] = [[] for _ in range(max(1, min(jobs, len(weights))))]
    loads = [0] * len(shares)
    for number in sorted(range(len(weights)), key=lambda number: -weights[number]):
        least = loads.index(min(loads))
        shares[least].append(number)
        loads[least] += weights[number]
    return [sorted(share) for share in shares]


def _leave_interrupts_alone() -> None:
    """Ctrl-C reaches every process of a terminal; the one that the user talks to decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Share:
    """Some of the sessions, in the process that keeps them."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, Loaded]] = []
        self._legs: tuple[str, ...] = ()

    def load(self, files: Sequence[SessionFile], legs: tuple[str, ...]) -> list[About]:
        self._legs = legs
        self._kept = [(file.name, file.load()) for file in files]
        return [self._about(file, loaded) for file, (_, loaded) in zip(files, self._kept, strict=True)]

    def tallies(self, settings: Settings, places: Sequence[int]) -> list[MiscountTally]:
        found = []
        for name, loaded in (self._kept[place] for place in places):
            score = score_session(replay(loaded, settings), loaded.annotations, name, self._legs)
            found.append(tally_of(score, loaded.annotations, self._legs))
        return found

    def nearest(self, settings: Settings, places: Sequence[int]) -> list[list[Near]]:
        kept = (self._kept[place] for place in places)
        return [nearest(name, loaded, settings, self._legs) for name, loaded in kept]

    def _about(self, file: SessionFile, loaded: Loaded) -> About:
        digest = sha256("".join(loaded.header.lines()).encode())
        digest.update(loaded.table.tobytes())
        digest.update(repr(loaded.annotations.rows).encode())
        return About(
            file.name,
            wearer_of(file.path, loaded.header),
            self._true_reps(loaded.annotations),
            loaded.last_ms - loaded.first_ms,
            digest.hexdigest(),
        )

    def _true_reps(self, truth: Annotations) -> int:
        weak = sum(row.reps or 0 for row in weak_sets(truth, self._legs))
        return weak + sum(should_count(rep, self._legs) for rep in truth.reps)


_share = _Share()


def _in_the_pool(work: Callable[..., list[Any]], *arguments: Any) -> list[Any]:
    """Work on the share that this process of a pool keeps between calls."""
    return work(_share, *arguments)
