"""The lines the firmware writes on the serial console: each a word and then ``key=value`` pairs.

Times are session milliseconds, angles hundredths of a degree::

    phase name=descent t_ms=12000
    rep index=3 set=1 leg=front start_ms=.. bottom_ms=.. rise_ms=.. end_ms=.. shown_ms=.. depth_cdeg=7800
    rep index=7 set=1 .. depth_cdeg=7900 knee=forward travel_mm=124
    refused reason=shallow leg=front start_ms=20000 end_ms=22000 shown_ms=22040 depth_cdeg=3900
    set index=1 reps=10 back=5 start_ms=12000 end_ms=52000 shown_ms=67020
    slip at_ms=80000 moved_cdeg=4100
    taught leg=front start_ms=.. bottom_ms=.. rise_ms=.. end_ms=48000 depth_cdeg=8000 lever_mm=180 fall_mm=0
    sensor who_am_i=0x6C t_ms=910
    question start_ms=76400 t_ms=79120
    marker t_ms=90000 wrong rep
    fault sensor_missing: No sensor answers at I2C address 0x6A or 0x6B: check its cable and power.
    fault_cleared sensor_missing t_ms=31000
    log id=7
    log off: A computer holds the drive: unplug it to record.
    asleep t_ms=400000

``start_ms`` to ``end_ms`` are the fields of ``heeldrive.RepCounter.event``; ``set`` is the set a rep belongs
to, ``back`` how many reps of a set had the sensor leg in back; the knee is there with ``knee_letter = "on"``.
A ``question`` is whether the rep that began at ``start_ms`` was one; it comes before the rep's line. A
``fault`` line ends in a sentence for people, a ``marker`` line in what the wearer said by the button.
Nothing else on the console begins with one of these words.
"""

from heeldrive import EVENT_NONE, EVENT_REP, EVENT_SLIP, PHASES
from heeldrive.events import KINDS, TABLE, WORDS

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.events import Event

        from log.recorder import Recorder
        from wearable.faults import Fault
except ImportError:
    pass

# Where in TABLE the fields of a line are, in the line's order.
TOLD = bytes(
    [place for _, place in sorted([(TABLE[i + 1], i) for i in range(0, len(TABLE), 2) if TABLE[i + 1] >> 11])]
)

# A line of each kind for the % operator; the first is what a rep's line ends in where the knee is known.
_LINES = tuple(
    [
        word
        + "".join(
            [
                " %s=%%%s%s"
                % (
                    (
                        {"shown_ms": "at_ms", "depth_cdeg": "moved_cdeg"}
                        if kind == EVENT_SLIP
                        else {"sensor_leg": "leg"}
                    ).get(TABLE[i], TABLE[i]),
                    "s" if TABLE[i] in WORDS else "d",
                    " set=%d" if kind == EVENT_REP and TABLE[i] == "index" else "",
                )
                for i in TOLD
                if TABLE[i + 1] >> kind & 1
            ]
        )
        + ("%s" if kind == EVENT_REP else "")
        for kind, word in enumerate(KINDS)
    ]
)
_values: list[object] = []  # reused, so that an event leaves no garbage list


def _values_of(event: "Event", kind: int) -> list[object]:
    """The values of an event in a line of this kind, in the reused list."""
    values = _values
    values.clear()
    for i in TOLD:
        if TABLE[i + 1] >> kind & 1:
            name = TABLE[i]
            value = getattr(event, name)
            values.append(WORDS[name][value] if name in WORDS else value)
    return values


def _line(kind: int, *values: object) -> str:
    return _LINES[kind] % values


def event_line(event: "Event", set_index: int) -> str:
    """One line for the event of a detector's step.

    Args:
        event: ``RepCounter.event``.
        set_index: ``RepCounter.set_index`` after the step.
    """
    kind = event.kind
    knee = _line(EVENT_NONE, *_values_of(event, EVENT_NONE)) if event.knee else ""
    values = _values_of(event, kind)
    if kind == EVENT_REP:
        values.insert(1, set_index)
        values.append(knee)
    return _line(kind, *values)


def phase_line(phase: int, t_ms: int) -> str:
    """One line for a change of phase (an index into ``heeldrive.PHASES``)."""
    return "phase name=%s t_ms=%d" % (PHASES[phase], t_ms)


def sensor_line(who_am_i: int, t_ms: int) -> str:
    """One line for a sensor that has started, with its WHO_AM_I."""
    return "sensor who_am_i=0x%02X t_ms=%d" % (who_am_i, t_ms)


def asleep_line(t_ms: int) -> str:
    """One line for a board that goes to sleep; a ``sensor`` line follows when it wakes."""
    return "asleep t_ms=%d" % t_ms


def marker_line(t_ms: int, text: str) -> str:
    """One line for a marker that the wearer set with the button."""
    return "marker t_ms=%d %s" % (t_ms, text)


def fault_line(fault: "Fault", sentence: str) -> str:
    """One line for a ``Fault`` that begins."""
    return "fault %s: %s" % (fault.name, sentence)


def fault_cleared_line(fault: "Fault", t_ms: int) -> str:
    """One line for a ``Fault`` that is over."""
    return "fault_cleared %s t_ms=%d" % (fault.name, t_ms)


def log_line(recorder: "Recorder") -> str:
    """One line for a log that begins or ends, or for why there is none."""
    if recorder.recording:
        return "log id=%d" % recorder.log_id
    return "log off: %s" % recorder.why_not
