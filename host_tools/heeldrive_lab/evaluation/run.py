"""Scores many sessions on all cores: the detector in either mode, and optionally the baselines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import NamedTuple

from heeldrive import Settings

from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.evaluation.modes import MODES, in_mode, legs_of, mode_of
from heeldrive_lab.evaluation.pressure import PressurePair, pressure_pairs
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_counted, score_session
from heeldrive_lab.evaluation.sources import Loaded, Source, find_sessions
from heeldrive_lab.evaluation.variants import session_variants
from heeldrive_lab.settings.load import Values
from heeldrive_lab.util.parallel import process_pool
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.util.progress import tracked

OURS = "heeldrive"
OWN_MODE = "each session's own"


class VariantCount(NamedTuple):
    """What the detector counts in one variant of a session (`heeldrive_lab.evaluation.variants`).

    Attributes:
        kind: kind of the variant.
        name: its kind, and which of them it is.
        counted: number of reps counted.
    """

    kind: str
    name: str
    counted: int


@dataclass(frozen=True)
class Result:
    """Scores of all methods on one session in one mode.

    Attributes:
        source: the session.
        scores: by method, `OURS` first.
        still: whether the session contains half a second at rest.
        variants: what the detector counts in each variant of the session; empty if not requested.
        pressure: knee travel and centre of pressure of the reps on force plates; the same in each mode.
        own_mode: the mode in which the session is counted, if it does not depend on the column of a table.
    """

    source: Source
    scores: dict[str, SessionScore]
    still: bool
    variants: list[VariantCount] = field(default_factory=list)
    pressure: tuple[PressurePair, ...] = ()
    own_mode: str = ""

    @property
    def ours(self) -> SessionScore:
        """The detector's score."""
        return self.scores[OURS]

    @property
    def changed(self) -> list[VariantCount]:
        """The variants with another count than the session."""
        return [variant for variant in self.variants if variant.counted != self.ours.counted]


@dataclass(frozen=True)
class LibraryScore:
    """Score of the recorded sessions and the time it took, for the benchmark.

    Attributes:
        score: total of all sessions.
        duration_s: duration of the sessions.
        scoring_s: time to score them, including reading and starting the processes.
    """

    score: SessionScore
    duration_s: float
    scoring_s: float


def score_sources(
    sources: Sequence[Source], settings: Settings, *, baselines: bool = False, workers: int | None = None
) -> list[Result]:
    """Score every session in the settings' own mode; see `score_modes`."""
    mode = mode_of(settings)
    return score_modes(sources, settings, (mode,), baselines=baselines, workers=workers)[mode]


def score_modes(
    sources: Sequence[Source],
    settings: Settings,
    modes: Sequence[str] = MODES,
    *,
    baselines: bool = False,
    variants: bool = False,
    workers: int | None = None,
    named: Values | None = None,
) -> dict[str, list[Result]]:
    """Load every session once and score it in each mode, on all cores.

    Args:
        sources: the sessions to score.
        settings: the detector's settings; their mode is ignored.
        modes: the modes.
        baselines: also score the baselines; needs the extra `score`.
        variants: also count the variants of each session; takes about thirty times as long.
        workers: number of processes; None for one per core.
        named: if given, a session is counted with its own settings where these do not name another value,
            and `settings` are not used.

    Returns:
        Results by mode, in the order of the sources.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its annotations or its labels are invalid.
    """
    job = _Job(settings, modes, baselines, variants, named)
    done = list(_each(sources, job, workers))
    return {mode: [results[index] for results in done] for index, mode in enumerate(modes)}


class _Job(NamedTuple):
    """What is done with each session: the arguments of `score_modes`."""

    settings: Settings
    modes: Sequence[str]
    baselines: bool
    variants: bool
    named: Values | None


def _each(sources: Sequence[Source], job: _Job, workers: int | None) -> Iterator[list[Result]]:
    """Results of each source in each mode, in the order of the sources."""
    if len(sources) <= 1 or workers == 1:
        yield from (_score(source, job) for source in sources)
        return
    # Longest first; otherwise one core may still work on it when all others are done.
    order = sorted(range(len(sources)), key=lambda index: -sources[index].weight)
    with process_pool(workers) as pool:
        jobs = [sources[index] for index in order]
        done = pool.map(partial(_score, job=job), jobs, chunksize=1)
        by_index = dict(zip(order, tracked(done, "scoring", len(jobs)), strict=True))
    yield from (by_index[index] for index in range(len(sources)))


def score_library(workers: int | None = None) -> LibraryScore:
    """Score every session of recorded_sessions/ with the default settings, and measure the time."""
    started = perf_counter()
    results = score_sources(find_sessions([RECORDED_SESSIONS]), Settings(), workers=workers)
    score = merge((result.ours for result in results), "recorded_sessions")
    return LibraryScore(score, score.ms / 1000, perf_counter() - started)


def by_group(results: Sequence[Result], method: str = OURS) -> list[SessionScore]:
    """Scores of one method by group, in the order of the results, with the total last."""
    groups = list(dict.fromkeys(result.source.group for result in results))
    merged = [
        merge((result.scores[method] for result in results if result.source.group == group), group)
        for group in groups
    ]
    return [*merged, merge(merged, "all")]


def by_method(results: Sequence[Result]) -> dict[str, SessionScore]:
    """Total score of each method, `OURS` first."""
    methods = list(results[0].scores) if results else []
    return {method: merge((result.scores[method] for result in results), method) for method in methods}


def in_own_modes(by_mode: Mapping[str, Sequence[Result]]) -> tuple[dict[str, list[Result]], str]:
    """The results of `score_modes` with each session's own mode in front, if these differ.

    Returns:
        the results by mode, and the name of the mode that the sessions are counted in.
    """
    modes = {result.own_mode for results in by_mode.values() for result in results}
    if len(modes) == 1:
        return {mode: list(results) for mode, results in by_mode.items()}, modes.pop()
    first = next(iter(by_mode.values()))
    own = [by_mode[result.own_mode][index] for index, result in enumerate(first)]
    return {OWN_MODE: own, **{mode: list(results) for mode, results in by_mode.items()}}, OWN_MODE


def _score(source: Source, job: _Job) -> list[Result]:
    session = source.load()
    spans = _baseline_spans(session) if job.baselines else {}
    chosen = job.settings if job.named is None else Settings(session.own.values | job.named)
    in_modes = [in_mode(chosen, mode) for mode in job.modes]
    ms = session.last_ms - session.first_ms
    pressure = pressure_pairs(session, in_modes[0])
    results = []
    for settings in in_modes:
        legs = legs_of(mode_of(settings))
        scores = {OURS: score_session(replay(session, settings), session.annotations, source.name, legs)}
        for baseline, counted in spans.items():
            scores[baseline] = score_counted(counted, session.annotations, ms, source.name, legs)
        results.append(Result(source, scores, session.still, pressure=pressure, own_mode=mode_of(chosen)))
    if job.variants:
        for kind, name, other in session_variants(session, f"{source.group}/{source.name}"):
            for settings, result in zip(in_modes, results, strict=True):
                counted = sum(event["kind"] == "rep" for event in replay(other, settings))
                result.variants.append(VariantCount(kind, name, counted))
    return results


def _baseline_spans(session: Loaded) -> dict[str, list[Event]]:
    """Reps counted by each baseline; baselines have neither legs nor modes."""
    from heeldrive_lab.baselines import BASELINES, Signals, tuned  # noqa: PLC0415 - scipy is in an extra

    signals = Signals.from_counts(session.header, session.table)
    return {
        baseline.name: [
            {"kind": "rep", "index": index, "start_ms": start_ms, "end_ms": end_ms}
            for index, (start_ms, end_ms) in enumerate(baseline.count(signals, tuned(baseline)), 1)
        ]
        for baseline in BASELINES
    }
