"""Summary of a demo: compares the board's count with the annotations and with a replay on the laptop."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from heeldrive import Settings

from heeldrive_lab.board.console_protocol import parse_event
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import Row, SessionHeader
from heeldrive_lab.util.terminal_tables import how_many, in_brackets
from heeldrive_lab.virtual_board import VirtualBoard

# The full scales that the firmware sets, whatever the session was recorded with.
BOARD_ACCEL_UG, BOARD_GYRO_UDPS = 244, 17500


@dataclass(frozen=True)
class _Log:
    """The samples that the board's detector processed, as a session for `replay`."""

    header: SessionHeader
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def summary(
    board: VirtualBoard,
    header: SessionHeader,
    rows: list[Row],
    annotations: Annotations | None,
    settings: Settings,
) -> Iterator[str]:
    """Compare the board's count with the annotations and with a replay of its samples on the laptop.

    Args:
        board: the board after the run.
        header: the session's header.
        rows: the session's samples.
        annotations: the session's annotations, if any.
        settings: the board's settings.

    Yields:
        lines for people.
    """
    events = [event for line in board.console if (event := parse_event(line.text))]
    reps = [event for event in events if event["kind"] == "rep"]
    refused = Counter(event["reason"] for event in events if event["kind"] == "refused")
    yield ""
    yield f"The digits end at [{board.display.digits}]. The board counted {how_many(len(reps), 'rep')}" + (
        f" and refused{in_brackets(refused)}." if refused else "."
    )
    if annotations is not None and board.delivered:
        offset_ms = board.delivered[0][0] - rows[0][0]  # the board's time starts before the session's
        in_session = [_shifted(event, offset_ms) for event in events]
        end = {"kind": "summary", "start_ms": rows[0][0], "end_ms": rows[-1][0]}
        score = score_session(iter([*in_session, end]), annotations, annotations.session)
        yield (
            f"The annotations have {how_many(score.true, 'rep')}: {score.matched} found,"
            f" {score.missed} missed, {score.false} false."
        )
    log = _Log(
        replace(header, accel_ug_per_count=BOARD_ACCEL_UG, gyro_udps_per_count=BOARD_GYRO_UDPS),
        board.delivered,
    )
    replayed = [_console_fields(event) for event in replay(log, settings) if event["kind"] == "rep"]
    same = replayed == reps
    yield f"Replaying the board's {how_many(len(log.rows), 'sample')} on the laptop gives " + (
        "the same reps, to the millisecond." if same else f"{how_many(len(replayed), 'rep')}: they DIFFER."
    )


def _console_fields(event: Event) -> Event:
    """The fields of an event that the board's console prints: all but the metrics."""
    return {name: value for name, value in event.items() if name != "facts"}


def _shifted(event: Event, offset_ms: int) -> Event:
    """The event with its times converted from the board's to the session's."""
    return {name: value - offset_ms if name.endswith("_ms") else value for name, value in event.items()}
