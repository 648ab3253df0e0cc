"""A wearer for the detector alone: simulated motion in, events and the displayed count out."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from heeldrive import (
    EVENT_REFUSED,
    EVENT_REP,
    EVENT_SET,
    EVENT_SLIP,
    KNEES,
    LEGS,
    REASONS,
    RepCounter,
    Settings,
)
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.simulator import Chip, Flesh, Mounting
from heeldrive_lab.simulator.chip import sample
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.physics import sensed
from heeldrive_lab.simulator.sessions import SimulatedSession
from heeldrive_lab.simulator.wearer import Wearer
from simulated_sessions import named_session

ROOT = Path(__file__).parents[2]


KINDS = {EVENT_REP: "rep", EVENT_REFUSED: "refused", EVENT_SET: "set", EVENT_SLIP: "slip"}


class ReportedEvent(NamedTuple):
    """One event of the detector, in words."""

    kind: str
    index: int
    leg: str
    reason: str
    reps: int
    start_ms: int
    bottom_ms: int
    rise_ms: int
    end_ms: int
    shown_ms: int
    depth_deg: float
    back: int
    travel_mm: int
    knee: str


class Counted:
    """The detector's results for a session, sample by sample on the session's own clock."""

    def __init__(self, session, **settings):
        header = session.header
        counter = RepCounter(Settings(settings), header.accel_ug_per_count, header.gyro_udps_per_count)
        self.events = []
        self.number = [(0, 0)]  # (ms, reps): each change of the displayed count
        self.inclination = []  # (ms, deg) of each sample
        for row in session.rows:
            if counter.step(*row):
                self._take(counter.event)
            if counter.reps != self.number[-1][1]:
                self.number.append((row[0], counter.reps))
            self.inclination.append((row[0], counter.inclination_cdeg / 100))
        self.before_finish = len(self.events)  # the following events came from finish()
        while counter.finish():
            self._take(counter.event)

    def _take(self, event):
        self.events.append(
            ReportedEvent(
                {EVENT_REP: "rep", EVENT_REFUSED: "refused", EVENT_SET: "set", EVENT_SLIP: "slip"}[
                    event.kind
                ],
                event.index,
                LEGS[event.sensor_leg],
                REASONS[event.reason],
                event.reps,
                event.start_ms,
                event.bottom_ms,
                event.rise_ms,
                event.end_ms,
                event.shown_ms,
                event.depth_cdeg / 100,
                event.back,
                event.travel_mm,
                KNEES[event.knee],
            )
        )

    def of_kind(self, kind):
        return [event for event in self.events if event.kind == kind]

    @property
    def reps(self):
        return self.of_kind("rep")

    @property
    def sets(self):
        """The reps of each set, in order."""
        return [event.reps for event in self.of_kind("set")]

    @property
    def reasons(self):
        """The reason of each refused cycle, in order."""
        return [event.reason for event in self.of_kind("refused")]


@pytest.fixture
def simulated():
    """Simulates a named session, once for each set of arguments: `simulated(name, **how)`."""
    return named_session


@pytest.fixture(scope="session")
def worn():
    """Simulates a Wearer that performs `doings(wearer)`, with a plain mounting; returns the session."""

    def wear(doings, seed=1, chip=Chip(), mounting=Mounting()):  # noqa: B008  (both are frozen)
        wearer = Wearer(np.random.default_rng([seed, 0]))
        wearer.stand(4.0, 5.0)
        doings(wearer)
        wearer.stand(4.0, 5.0)
        motion = wearer.motion()
        rows = sample(*sensed(motion, mounting, Flesh()), chip, np.random.default_rng([seed, 3]))
        header = SessionHeader(
            "LSM6DSOX", chip.accel_ug_per_count, chip.gyro_udps_per_count, chip.rate_hz, "right", "simulated"
        )
        return SimulatedSession(header, rows, Annotations("worn.csv", true_rows(motion)))

    return wear


@pytest.fixture
def count():
    """Counts a session: `count(session, **settings)`."""
    return Counted
