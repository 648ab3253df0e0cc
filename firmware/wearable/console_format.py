"""The lines the firmware writes on the serial console: one a happening, a word and then ``key=value`` pairs.

Times are session milliseconds, angles hundredths of a degree::

    phase name=descent t_ms=12000
    rep index=3 set=1 leg=front start_ms=.. bottom_ms=.. rise_ms=.. end_ms=.. shown_ms=.. depth_cdeg=7800
    rep index=7 set=1 .. depth_cdeg=7900 knee=forward travel_mm=124
    refused reason=shallow leg=front start_ms=20000 end_ms=22000 shown_ms=22040 depth_cdeg=3900
    set index=1 reps=10 back=5 start_ms=12000 end_ms=52000 shown_ms=67020
    slip at_ms=80000 moved_cdeg=4100
    sensor who_am_i=0x6C t_ms=910
    marker t_ms=90000 wrong rep
    fault sensor_missing: No sensor answers at I2C address 0x6A or 0x6B: check its cable and power.
    fault_cleared sensor_missing t_ms=31000
    log id=7
    log off: A computer holds the drive: unplug it to record.
    asleep t_ms=400000

``start_ms`` to ``end_ms`` are the fields of ``heeldrive.RepCounter.event``; ``set`` is the set a rep belongs
to, ``back`` how many reps of a set had the sensor leg in back; the knee is told with ``knee_letter = "on"``.
A ``fault`` line ends in a sentence for people, a ``marker`` line in what the wearer said by the button.
Whatever else appears on the console does not begin with one of these words.
"""

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SLIP, KNEES, LEGS, PHASES, REASONS


def event_line(event, set_index):
    """One line for the event of a detector's step.

    Args:
        event: ``RepCounter.event``.
        set_index: ``RepCounter.set_index`` after the step.
    """
    if event.kind == EVENT_REP:
        knee = " knee=%s travel_mm=%d" % (KNEES[event.knee], event.travel_mm) if event.knee else ""
        return (
            "rep index=%d set=%d leg=%s start_ms=%d bottom_ms=%d rise_ms=%d end_ms=%d shown_ms=%d "
            "depth_cdeg=%d%s"
            % (
                event.index,
                set_index,
                LEGS[event.sensor_leg],
                event.start_ms,
                event.bottom_ms,
                event.rise_ms,
                event.end_ms,
                event.shown_ms,
                event.depth_cdeg,
                knee,
            )
        )
    if event.kind == EVENT_REFUSED:
        return "refused reason=%s leg=%s start_ms=%d end_ms=%d shown_ms=%d depth_cdeg=%d" % (
            REASONS[event.reason],
            LEGS[event.sensor_leg],
            event.start_ms,
            event.end_ms,
            event.shown_ms,
            event.depth_cdeg,
        )
    if event.kind == EVENT_SLIP:
        return "slip at_ms=%d moved_cdeg=%d" % (event.shown_ms, event.depth_cdeg)
    return "set index=%d reps=%d back=%d start_ms=%d end_ms=%d shown_ms=%d" % (
        event.index,
        event.reps,
        event.back,
        event.start_ms,
        event.end_ms,
        event.shown_ms,
    )


def phase_line(phase, t_ms):
    """One line for a change of phase (an index into ``heeldrive.PHASES``)."""
    return "phase name=%s t_ms=%d" % (PHASES[phase], t_ms)


def sensor_line(who_am_i, t_ms):
    """One line for a sensor that has been set up or taken up again, with its WHO_AM_I."""
    return "sensor who_am_i=0x%02X t_ms=%d" % (who_am_i, t_ms)


def asleep_line(t_ms):
    """One line for a board that goes to sleep; a ``sensor`` line tells that it is awake again."""
    return "asleep t_ms=%d" % t_ms


def marker_line(t_ms, text):
    """One line for what the wearer says of a moment by the button."""
    return "marker t_ms=%d %s" % (t_ms, text)


def fault_line(fault, sentence):
    """One line for a ``Fault`` that begins."""
    return "fault %s: %s" % (fault.name, sentence)


def fault_cleared_line(fault, t_ms):
    """One line for a ``Fault`` that is over."""
    return "fault_cleared %s t_ms=%d" % (fault.name, t_ms)


def log_line(recorder):
    """One line for a log that begins or ends, or for why there is none."""
    if recorder.recording:
        return "log id=%d" % recorder.log_id
    return "log off: %s" % recorder.why_not
