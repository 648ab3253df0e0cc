"""Teaching: the wearer's own lunge, learnt from their next reps or given in the settings.

A doubtful cycle that is alike the taught lunge counts as it would within a set, and the wearer's own measure
is known before the first rep. Loaded only if a lunge is taught, because it costs memory.
"""

from heeldrive.events import EVENT_TAUGHT, Event
from heeldrive.likeness import CLOSE, alike, keep

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.own_measure import OwnMeasure
        from heeldrive.pending import PendingReps
        from heeldrive.rear_leg import RearLeg
        from heeldrive.setting_values import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass


class Teaching:
    """Learns the wearer's lunge and compares cycles with it.

    Args:
        settings: the settings; with `my_length_ms`, they hold a lunge that was taught before.
        own: the wearer's own measure.
        pending: the pending reps, which hold the last counted rep of each leg.
        rear_leg: the stage that measures the drops of the body, or None.

    Attributes:
        lunge: the taught lunge, a cycle that begins at 0 ms; likeness.py lists its fields.
        known: 1 if there is one.
        left: reps that are still needed; 0 while no lunge is being taught.
        complete: 1 when the last of them has counted, until `report`.
    """

    def __init__(
        self, settings: "Settings", own: "OwnMeasure", pending: "PendingReps", rear_leg: "RearLeg | None"
    ) -> None:
        self.lunge = Event()
        self.known = 0
        self.left = 0
        self.complete = 0
        self._own = own
        self._pending = pending
        self._rear_leg = rear_leg
        self._mean = Event()  # of the reps so far
        self._wanted = 0  # number of reps to learn from
        self._n = 0  # number of reps in the mean
        self._leg = 0  # of the last rep
        lunge = self.lunge
        if settings.my_length_ms:
            lunge.depth_cdeg = settings.my_depth_deg * 100
            lunge.end_ms = settings.my_length_ms
            lunge.rise_ms = lunge.end_ms - settings.my_rise_ms
            lunge.bottom_ms = lunge.rise_ms - settings.my_hold_ms
            lunge.lever_mm = settings.my_lever_mm
            lunge.fall_mm = settings.my_fall_mm
            if lunge.fall_mm:
                lunge.sensor_leg = 1
            self._use()

    def _use(self) -> None:
        """Make the taught lunge the wearer's own measure."""
        self.known = 1
        if not self.lunge.sensor_leg:
            self._own.recall(self.lunge.depth_cdeg * 32 // 25)
        elif self._rear_leg:
            self._rear_leg.recall(self.lunge.fall_mm)

    def begin(self, reps: int) -> None:
        """Learn from the next reps, and forget the wearer's earlier measure; with 0, cancel."""
        self.left = reps
        self._wanted = reps
        self._n = 0
        self.complete = 0
        if reps:
            self._own.recall(0)
            self._pending.end_set(0)
            if self._rear_leg:
                self._rear_leg.recall(0)
                self._pending.end_set(1)
        elif self.known:
            self._use()

    def matches(self, event: Event) -> int:
        """Whether a cycle is alike the taught lunge. While a lunge is being taught, none is."""
        return self.known and not self.left and alike(event, self.lunge, CLOSE)

    def learn(self, event: Event) -> None:
        """Learn from a counted rep: the mean of the reps in a row that are alike.

        A rep that differs begins a new row. In alternating lunges, those of the other leg are passed over.
        """
        if not self.left:
            return
        mean = self._mean
        twice = event.sensor_leg == self._leg
        self._leg = event.sensor_leg
        if self._n and event.sensor_leg != mean.sensor_leg and not twice:
            return
        if not self._n or not alike(event, mean, CLOSE):
            self._n = 0
            keep(event, mean)
            mean.start_ms = 0
        self._n += 1
        n = self._n
        start_ms = event.start_ms
        if n == 1:
            mean.bottom_ms -= start_ms
            mean.rise_ms -= start_ms
            mean.end_ms -= start_ms
        else:
            mean.bottom_ms += (event.bottom_ms - start_ms - mean.bottom_ms) // n
            mean.rise_ms += (event.rise_ms - start_ms - mean.rise_ms) // n
            mean.end_ms += (event.end_ms - start_ms - mean.end_ms) // n
            mean.depth_cdeg += (event.depth_cdeg - mean.depth_cdeg) // n
            mean.lever_mm += (event.lever_mm - mean.lever_mm) // n
            mean.fall_mm += (event.fall_mm - mean.fall_mm) // n
        self.left = self._wanted - n
        if not self.left:
            self.complete = 1
            keep(mean, self.lunge)
            self._use()

    def report(self, event: Event, t_ms: int) -> int:
        """Write the taught lunge into an event, as a cycle that ends now; return the event's kind."""
        self.complete = 0
        event.clear()
        keep(self.lunge, event)
        start_ms = t_ms - event.end_ms
        event.start_ms = start_ms
        event.bottom_ms += start_ms
        event.rise_ms += start_ms
        event.end_ms = t_ms
        event.reps = self._wanted
        event.shown_ms = t_ms
        event.kind = EVENT_TAUGHT
        return EVENT_TAUGHT
