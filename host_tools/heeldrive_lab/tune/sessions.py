"""Sessions of a search, distributed over processes; each process reads its sessions once and keeps them.

Only settings and a few numbers pass between processes in a trial. The number of processes does not affect
costs, and so does not affect the result of a search.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, Self, TypeVar

from heeldrive import Settings

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.modes import legs_of, mode_of
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.evaluation.sources import Loaded, SessionFile
from heeldrive_lab.evaluation.true_sets import should_count, weak_sets
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.tune.cost import MiscountTally, tally_of
from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.tune.folds import wearer_of
from heeldrive_lab.tune.margins import Margin, narrowest_margins
from heeldrive_lab.util.parallel import process_pool

Result = TypeVar("Result")


@dataclass(frozen=True)
class SessionInfo:
    """Properties of a session, for the main process.

    Attributes:
        name: folder and name of the file, without distinction of case.
        wearer: the wearer of the sensor.
        reps: number of true reps of the legs that count.
        duration_ms: duration of the session.
        digest: SHA-256 of its samples, units, annotations and own settings.
    """

    name: str
    wearer: str
    reps: int
    duration_ms: int
    digest: str


class TriedSettings(NamedTuple):
    """Settings to count sessions with.

    Attributes:
        settings: the settings.
        names: those that go before a session's own: what the user gave, and what is searched.
    """

    settings: Settings
    names: frozenset[str]

    def of(self, session: Loaded) -> Settings:
        """The settings of one session."""
        if not session.own.values:
            return self.settings
        return Settings(session.own.values | {name: vars(self.settings)[name] for name in self.names})


class Sessions:
    """Sessions with annotations, distributed over processes.

    Args:
        files: the sessions.
        mode: the detector's mode, which determines the legs whose reps count.
        jobs: number of processes; 1 uses the current process.
        report_read: called with the number of sessions read so far.

    Attributes:
        about: properties of the sessions, in the order of the files.

    Raises:
        SessionError: a session or its annotations are invalid.
    """

    def __init__(
        self,
        files: Sequence[SessionFile],
        mode: str,
        jobs: int,
        report_read: Callable[[int], None] = lambda read: None,
    ) -> None:
        self._shards = _shards([file.weight for file in files], jobs)
        # One pool with one process for each shard: in a common pool, every process would need every session.
        self._pools: list[Executor] = []
        if len(self._shards) > 1:
            self._pools = [process_pool(1) for _ in self._shards]
        self._here = _Shard()
        try:
            loading = {
                number: self._call(shard, _Shard.load, files[number], legs_of(mode))
                for shard, numbers in enumerate(self._shards)
                for number in numbers
            }
            loaded: dict[int, SessionInfo] = {}
            for number, answer in loading.items():
                loaded[number] = answer()
                report_read(len(loaded))
        except BaseException:
            self.close()
            raise
        self.about: tuple[SessionInfo, ...] = tuple(loaded[number] for number in range(len(files)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the processes."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def tallies(self, tried: TriedSettings, wanted: Iterable[int]) -> list[MiscountTally]:
        """Count and score sessions, given by number; results are in the same order."""
        return self._ask(_Shard.tallies, tried, wanted)

    def narrowest_margins(self, tried: TriedSettings, wanted: Iterable[int]) -> list[list[Margin]]:
        """The smallest margins in sessions; arguments and order as in `tallies`."""
        return self._ask(_Shard.narrowest_margins, tried, wanted)

    def _ask(
        self, work: Callable[..., list[Result]], tried: TriedSettings, wanted: Iterable[int]
    ) -> list[Result]:
        """Have every process work on its sessions among `wanted`."""
        wanted = list(wanted)
        requests = []
        for shard, numbers in enumerate(self._shards):
            mine = [number for number in wanted if number in numbers]
            positions = [numbers.index(number) for number in mine]
            requests.append((mine, self._call(shard, work, tried, positions)))
        found = {number: one for mine, answer in requests for number, one in zip(mine, answer(), strict=True)}
        return [found[number] for number in wanted]

    def _call(self, shard: int, work: Callable[..., Result], *arguments: Any) -> Callable[[], Result]:
        """Start a task and return a function that waits for its result."""
        if not self._pools:
            return lambda: work(self._here, *arguments)
        return self._pools[shard].submit(_in_the_pool, work, *arguments).result


def _shards(weights: Sequence[int], jobs: int) -> list[list[int]]:
    """Distribute session numbers over processes: the largest sessions first, each to the smallest shard."""
    shares: list[list[int]] = [[] for _ in range(max(1, min(jobs, len(weights))))]
    loads = [0] * len(shares)
    for number in sorted(range(len(weights)), key=lambda number: -weights[number]):
        least = loads.index(min(loads))
        shares[least].append(number)
        loads[least] += weights[number]
    return [sorted(share) for share in shares]


class _Shard:
    """The sessions of one process."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, Loaded]] = []
        self._legs: tuple[str, ...] = ()

    def load(self, file: SessionFile, legs: tuple[str, ...]) -> SessionInfo:
        self._legs = legs
        loaded = file.load()
        self._kept.append((file.name, loaded))
        return self._about(file, loaded)

    def tallies(self, tried: TriedSettings, positions: Sequence[int]) -> list[MiscountTally]:
        found = []
        for name, loaded in (self._kept[position] for position in positions):
            score = score_session(replay(loaded, tried.of(loaded)), loaded.annotations, name, self._legs)
            found.append(tally_of(score, loaded.annotations, self._legs))
        return found

    def narrowest_margins(self, tried: TriedSettings, positions: Sequence[int]) -> list[list[Margin]]:
        kept = (self._kept[position] for position in positions)
        return [narrowest_margins(name, loaded, tried.of(loaded), self._legs) for name, loaded in kept]

    def _about(self, file: SessionFile, loaded: Loaded) -> SessionInfo:
        digest = sha256("".join(loaded.header.lines()).encode())
        digest.update(loaded.table.tobytes())
        digest.update(repr(loaded.annotations.rows).encode())
        if loaded.own.values:
            digest.update(repr(sorted(loaded.own.values.items())).encode())
        return SessionInfo(
            f"{file.path.resolve().parent.name}/{file.name}".casefold(),
            wearer_of(file.path, loaded.header),
            self._true_reps(loaded.annotations),
            loaded.last_ms - loaded.first_ms,
            digest.hexdigest(),
        )

    def _true_reps(self, annotations: Annotations) -> int:
        weak = sum(row.reps or 0 for row in weak_sets(annotations, self._legs))
        return weak + sum(should_count(rep, self._legs) for rep in annotations.reps)


_shard = _Shard()


def _in_the_pool(work: Callable[..., Result], *arguments: Any) -> Result:
    """Work on the shard of this process."""
    return work(_shard, *arguments)


def common_mode(files: Sequence[SessionFile]) -> str:
    """The mode that all sessions bring along; that of the defaults if none does.

    Raises:
        SessionError: they differ, or a session cannot be read.
    """
    found: dict[str, str] = {}
    for file in files:
        with SessionReader(file.path) as reader:
            found.setdefault(mode_of(Settings(own_settings(file.path, reader.header).values)), file.name)
    if len(found) > 1:
        pairs = " and ".join(f"{name} in mode {mode}" for mode, name in list(found.items())[:2])
        raise TuneError(f"the sessions were counted in different modes, {pairs}: choose one with --mode")
    return next(iter(found))
