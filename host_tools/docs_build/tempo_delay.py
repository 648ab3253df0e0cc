"""How late the tempo's clock starts: `python -m docs_build.tempo_delay docs/wear-it.md`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from heeldrive import EVENT_REP, PHASES, RepCounter, Settings
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS

from docs_build.marked_part import write_part

BEGIN, END = "<!-- tempo delay: begin -->", "<!-- tempo delay: end -->"
_STANDING, _DESCENT = PHASES.index("standing"), PHASES.index("descent")


def delays_ms(session: Path) -> Iterator[int]:
    """Of each rep, the time from its start until the detector noticed the descent: then the clock starts."""
    with SessionReader(session) as reader:
        header = reader.header
        counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
        noticed_ms: list[int] = []
        phase = 0
        for row in reader:
            event = counter.step(*row)
            if counter.phase == _DESCENT and phase <= _STANDING:
                noticed_ms.append(row[0])
            phase = counter.phase
            if event == EVENT_REP:
                rep = counter.event
                at_ms = max(ms for ms in noticed_ms if ms <= rep.bottom_ms)
                yield at_ms - rep.start_ms


def lines() -> list[str]:
    """What the page says of it."""
    delays = [
        ms
        for file in find_sessions([RECORDED_SESSIONS])
        if file.group == RECORDED_SESSIONS.name
        for ms in delays_ms(file.path)
    ]
    half, most = (round(float(np.percentile(delays, share)) / 5) * 5 for share in (50, 95))
    return [
        f"The clock starts when the board notices your descent: in half of the {len(delays)} reps of the",
        f"recorded sessions at most {half} ms after its start, in 95 % at most {most} ms",
        "(`python -m docs_build.tempo_delay docs/wear-it.md`).",
    ]


if __name__ == "__main__":
    write_part(Path(sys.argv[1]), BEGIN, END, lines())
