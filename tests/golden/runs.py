"""Counts a session with the detector's own source and writes everything it reports, one line per event."""

from dataclasses import asdict
from typing import NamedTuple
from zlib import crc32

from heeldrive import WAITS, RepCounter, Settings
from heeldrive.events import KINDS, WORDS
from heeldrive.window import snapshot, stage_values
from heeldrive_lab.detection import event_fields

# The fields of each kind of event: its number first, then the others in the order of the log.
FIELDS = {
    KINDS[kind]: sorted(
        [field.name for field in event_fields.FIELDS if kind in field.carried_by and field.name != "kind"],
        key=lambda name: name != "index",
    )
    for kind in event_fields.KIND_NUMBERS
}
STATE_EVERY_MS = 15_000
STAGES_EVERY_MS = 1_000
# The settings of each run. The second run has everything on.
RUNS = {
    "sensor_leg": {"mode": "sensor_leg"},
    "both_legs": {"mode": "both_legs", "knee_letter": "on"},
}


class Recorded(NamedTuple):
    """A sensor's samples, `(t_ms, ax, ay, az, gx, gy, gz)`, and its two sensitivities."""

    rows: list
    accel_ug_per_count: int
    gyro_udps_per_count: int
    settings: dict = {}  # noqa: RUF012  (what differs from the defaults; never written to)


def line(event):
    """Write an event as its kind and `field=value`, in the order of the class, without fields that are 0."""
    kind = KINDS[event.kind]
    values = {name: getattr(event, name) for name in FIELDS[kind]}
    return " ".join(
        [kind]
        + [
            f"{name}={WORDS[name][value] if name in WORDS else value}"
            for name, value in values.items()
            if value or name == "sensor_leg"
        ]
    )


def state(counter, t_ms):
    """Write what the window shows of the detector, as `field=value`, without what is 0, False or empty."""
    values = asdict(snapshot(counter, t_ms))
    values["held"] = "+".join(f"{held['reason'] or 'rep'}@{held['start_ms']}" for held in values["held"])
    values["gyro_bias_dps"] = "/".join(f"{bias:.3f}" for bias in values["gyro_bias_dps"])
    values |= {f"fall_{name}": value for name, value in (values.pop("fall") or {}).items()}
    del values["t_ms"]
    shown = (f"{name}={str(value).replace(' ', '_')}" for name, value in values.items() if value)
    return " ".join(["state", f"start_ms={t_ms}", *shown])


class StageDigests:
    """A checksum of every integer that each stage has kept, so that a change inside a stage shows as well."""

    def __init__(self):
        self._digests = {}

    def add(self, counter):
        """Add the present values of all stages."""
        for stage, values in stage_values(counter).items():
            self._digests[stage] = crc32(repr(values).encode(), self._digests.get(stage, 0))

    def line(self):
        return " ".join(
            ["stages", "start_ms=0", *(f"{name}={crc:08x}" for name, crc in self._digests.items())]
        )


def events(recorded, settings):
    """Count a session; return its lines.

    A `waits` line marks a change of what the detector waits for. If both legs are counted, `state` lines have
    what the window shows before the first sample, at intervals, and at the end; and a `stages` line has a
    checksum of what each stage kept, second by second.
    """
    counter = RepCounter(
        Settings(recorded.settings | settings), recorded.accel_ug_per_count, recorded.gyro_udps_per_count
    )
    lines = []
    waits = None
    shows_state = settings["mode"] == "both_legs"
    next_ms = recorded.rows[0][0]
    t_ms = 0
    digests = StageDigests()
    digest_ms = next_ms
    if shows_state:
        lines.append(state(counter, t_ms))
        digests.add(counter)
    for row in recorded.rows:
        t_ms = row[0]
        if counter.step(*row):
            lines.append(line(counter.event))
        if counter.waits_for != waits:
            waits = counter.waits_for
            lines.append(f"waits start_ms={t_ms} for={WAITS[waits] or 'nothing'}")
        if shows_state and t_ms >= next_ms:
            next_ms += STATE_EVERY_MS
            lines.append(state(counter, t_ms))
        if shows_state and t_ms >= digest_ms:
            digest_ms += STAGES_EVERY_MS
            digests.add(counter)
    while counter.finish():
        lines.append(line(counter.event))
    if shows_state:
        digests.add(counter)
        lines += [state(counter, t_ms), digests.line()]
    return lines


def report(recorded):
    """Count a session in each of RUNS; return the text of its golden file."""
    return "".join(
        f"[{name}]\n" + "".join(text + "\n" for text in events(recorded, settings))
        for name, settings in RUNS.items()
    )
