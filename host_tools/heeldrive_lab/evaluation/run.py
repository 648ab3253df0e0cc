"""Scores many sessions over all cores: by the detector in either mode, and where asked for by its peers."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from time import perf_counter

from heeldrive import Settings

from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.evaluation.changes import changed
from heeldrive_lab.evaluation.modes import MODES, in_mode, legs_of, mode_of
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_counted, score_session
from heeldrive_lab.evaluation.sources import Loaded, Source, find_sessions
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.util.progress import tracked

OURS = "heeldrive"


@dataclass(frozen=True)
class Result:
    """What every method made of one session, with the reps of one mode as the truth.

    Attributes:
        source: the session.
        scores: by method, `OURS` first.
        still: whether it is still for half a second anywhere.
        changed: how many reps the detector counts in the same session changed in each way of
            `heeldrive_lab.evaluation.changes`; empty where nobody asked.
    """

    source: Source
    scores: dict[str, SessionScore]
    still: bool
    changed: dict[str, int] = field(default_factory=dict)

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
    """Score every session in the settings' own mode; see `score_modes`."""
    mode = mode_of(settings)
    return score_modes(sources, settings, (mode,), peers=peers, workers=workers)[mode]


def score_modes(
    sources: Sequence[Source],
    settings: Settings,
    modes: Sequence[str] = MODES,
    *,
    peers: bool = False,
    changes: bool = False,
    workers: int | None = None,
) -> dict[str, list[Result]]:
    """Load every session once and score it in each mode, on all cores.

    Args:
        sources: what to score.
        settings: the detector's settings, all but the mode.
        modes: the modes.
        peers: score the other methods too; needs the extra `score`.
        changes: count each session again mounted, sampled and timed otherwise; takes some ten times as long.
        workers: processes to share the work; None for one a core.

    Returns:
        By mode, the results in the order of the sources.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its truth or its labels are wrong.
    """
    in_modes = [in_mode(settings, mode) for mode in modes]
    done = list(_each(sources, in_modes, peers, changes, workers))
    return {mode: [results[index] for results in done] for index, mode in enumerate(modes)}


def _each(
    sources: Sequence[Source],
    in_modes: Sequence[Settings],
    peers: bool,
    changes: bool,
    workers: int | None,
) -> Iterator[list[Result]]:
    """The results of each source in each mode, in the order of the sources."""
    if len(sources) <= 1 or workers == 1:
        yield from (_score(source, in_modes, peers, changes) for source in sources)
        return
    # The longest first, or one core ends up alone with it.
    order = sorted(range(len(sources)), key=lambda index: -sources[index].weight)
    # Spawned, as everywhere but on Linux: a fork copies the locks of whatever threads there are.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        jobs = [sources[index] for index in order]
        done = pool.map(partial(_score, in_modes=in_modes, peers=peers, changes=changes), jobs, chunksize=1)
        by_index = dict(zip(order, tracked(done, "scoring", len(jobs)), strict=True))
    yield from (by_index[index] for index in range(len(sources)))


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


def _score(source: Source, in_modes: Sequence[Settings], peers: bool, changes: bool) -> list[Result]:
    session = source.load()
    spans = _peer_spans(session) if peers else {}
    ms = session.last_ms - session.first_ms
    results = []
    for settings in in_modes:
        legs = legs_of(mode_of(settings))
        scores = {OURS: score_session(replay(session, settings), session.truth, source.name, legs)}
        for peer, counted in spans.items():
            scores[peer] = score_counted(counted, session.truth, ms, source.name, legs)
        results.append(Result(source, scores, session.still))
    for name, other in changed(session) if changes else ():
        for settings, result in zip(in_modes, results, strict=True):
            result.changed[name] = sum(event["kind"] == "rep" for event in replay(other, settings))
    return results


def _peer_spans(session: Loaded) -> dict[str, list[Event]]:
    """What each peer counted; none of them knows of legs or modes."""
    from heeldrive_lab.baselines import PEERS, Signals, tuned  # noqa: PLC0415 - scipy is in an extra

    signals = Signals.of(session.header, session.table)
    return {
        peer.name: [
            {"kind": "rep", "index": index, "start_ms": start_ms, "end_ms": end_ms}
            for index, (start_ms, end_ms) in enumerate(peer.count(signals, tuned(peer)), 1)
        ]
        for peer in PEERS
    }
