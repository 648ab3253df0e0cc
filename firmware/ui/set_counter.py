"""The count as the wearer sees it: what the detector counted, and what they corrected by the button.

The detector keeps its own count: what it decides, and its replay, do not change with a press. A correction
is a marker in the log, and a label for whoever tunes the detector.
"""


class Tally:
    """Reps of the current set, and the set's number.

    Attributes:
        set_index: number of the set, from 1.
        set_reps: reps in it, corrected.
        back: those of them with the sensor leg in back.
        end_ms: when its last rep ended, session ms.
    """

    def __init__(self):
        self.set_index = 1
        self.set_reps = 0
        self.back = 0
        self.end_ms = 0
        self._leg = 0  # of the last rep, an index into heeldrive.LEGS
        self._detectors_set = 0

    @property
    def front(self):
        """Reps of the set with the sensor leg in front."""
        return self.set_reps - self.back

    def rep(self, detectors_set, sensor_leg, end_ms):
        """Takes a rep: the detector's number of the set, the leg, when it ended.

        A set begins where the detector begins one, unless the wearer has begun it already.
        """
        if detectors_set != self._detectors_set:
            self._detectors_set = detectors_set
            self.new_set()
        self._leg = sensor_leg
        self.end_ms = end_ms
        self.plus()

    def plus(self):
        """One more, of the leg that did the last one."""
        self.set_reps += 1
        self.back += self._leg

    def minus(self):
        """One less, of the leg that did the last one. False if there is none to take."""
        if not self.set_reps:
            return False
        if (self._leg and self.back) or not self.front:
            self.back -= 1
        self.set_reps -= 1
        return True

    def new_set(self):
        """Begins the next set, unless this one is still without a rep."""
        if self.set_reps:
            self.set_index += 1
            self.set_reps = 0
            self.back = 0
