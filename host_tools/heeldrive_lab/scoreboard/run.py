"""Scores many sessions over all cores, by the detector and, where asked for, by its peers."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

from heeldrive import Settings

from heeldrive_lab.paths import RECORDED_SESSIONS
from heeldrive_lab.replay import Event, replay
from heeldrive_lab.scoreboard.scores import SessionScore, merge
from heeldrive_lab.scoreboard.session_score import score_counted, score_session
from heeldrive_lab.scoreboard.sources import Loaded, Source, find_sessions

OURS = "heeldrive"


@dataclass(frozen=True)
class Result:
    """What every method made of one session.

    Attributes:
        source: the session.
        scores: by method, `OURS` first.
        still: whether it is still for half a second anywhere.
    """

    source: Source
    scores: dict[str, SessionScore]
    still: bool

    @property
    def ours(self) -> SessionScore:
        """The detector's score."""
        return self.scores[OURS]


@dataclass(frozen=True)
class LibraryScore:
    """The library's score and what it took, for the bench.

    Attributes:
        score: all sessions together.
        session_s: how long they are.
        took_s: how long scoring them took, reading and starting the processes included.
    """

    score: SessionScore
    session_s: float
    took_s: float


def score_sources(
    sources: Sequence[Source], settings: Settings, *, peers: bool = False, workers: int | None = None
) -> list[Result]:
    """Load and score every session, on all cores; the results are in the order of the sources.

    Args:
        sources: what to score.
        settings: the detector's settings.
        peers: score the other methods too; needs the extra `score`.
        workers: processes to share the work; None for one a core.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its truth or its labels are wrong.
    """
    if len(sources) == 1 or workers == 1:
        return [_score(source, settings, peers) for source in sources]
    # The longest first, or one core ends up alone with it.
    order = sorted(range(len(sources)), key=lambda index: -sources[index].weight)
    # Spawned, as everywhere but on Linux: a fork copies the locks of whatever threads there are.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        jobs = [sources[index] for index in order]
        done = pool.map(_score, jobs, [settings] * len(jobs), [peers] * len(jobs), chunksize=1)
        by_index = dict(zip(order, done, strict=True))
    return [by_index[index] for index in range(len(sources))]


def score_library(workers: int | None = None) -> LibraryScore:
    """Score every session of recorded_sessions/ with the default settings, and take the time."""
    started = perf_counter()
    results = score_sources(find_sessions([RECORDED_SESSIONS]), Settings(), workers=workers)
    score = merge((result.ours for result in results), "recorded_sessions")
    return LibraryScore(score, score.ms / 1000, perf_counter() - started)


def by_group(results: Sequence[Result], method: str = OURS) -> list[SessionScore]:
    """One method's score of each group, in the order of the results, and the sum of all last."""
    groups = list(dict.fromkeys(result.source.group for result in results))
    merged = [
        merge((result.scores[method] for result in results if result.source.group == group), group)
        for group in groups
    ]
    return [*merged, merge(merged, "all")]


def by_method(results: Sequence[Result]) -> dict[str, SessionScore]:
    """The score of all sessions by each method, `OURS` first."""
    methods = list(results[0].scores) if results else []
    return {method: merge((result.scores[method] for result in results), method) for method in methods}


def _score(source: Source, settings: Settings, peers: bool) -> Result:
    session = source.load()
    ours = score_session(replay(session, settings), session.truth, source.name)
    scores = {OURS: ours}
    if peers:
        scores |= _peer_scores(session, source.name)
    return Result(source, scores, session.still)


def _peer_scores(session: Loaded, name: str) -> dict[str, SessionScore]:
    from heeldrive_lab.peers import PEERS, Signals, tuned  # noqa: PLC0415 - scipy is in an extra

    signals = Signals.of(session.header, session.table)
    ms = session.last_ms - session.first_ms
    scores = {}
    for peer in PEERS:
        spans = peer.count(signals, tuned(peer))
        counted: list[Event] = [
            {"kind": "rep", "index": index, "start_ms": start_ms, "end_ms": end_ms}
            for index, (start_ms, end_ms) in enumerate(spans, 1)
        ]
        scores[peer.name] = score_counted(counted, session.truth, ms, name)
    return scores
