"""The reference for the cost of a step: an integer filter of 60 operations, written in the detector's style.

An operation is one multiplication, addition, subtraction or shift of integers; accesses to names and
attributes come on top, as in the detector. The filter has six second-order low-passes, one for each axis of
the sensor, with ten operations each: 5 multiplications, 4 additions or subtractions, 1 shift.
"""

OPERATIONS = 60


class SixBiquads:
    """Low-pass filter at a tenth of the sample rate on six axes (Butterworth, direct form 1, 4096 = 1)."""

    def __init__(self):
        self._ax1 = self._ax2 = self._ax3 = self._ax4 = 0
        self._ay1 = self._ay2 = self._ay3 = self._ay4 = 0
        self._az1 = self._az2 = self._az3 = self._az4 = 0
        self._gx1 = self._gx2 = self._gx3 = self._gx4 = 0
        self._gy1 = self._gy2 = self._gy3 = self._gy4 = 0
        self._gz1 = self._gz2 = self._gz3 = self._gz4 = 0

    def step(self, t_ms, ax, ay, az, gx, gy, gz):
        """Filter one sample; for each axis, 1 and 2 are past inputs, 3 and 4 past outputs."""
        x1 = self._ax1
        y1 = self._ax3
        y = (276 * ax + 553 * x1 + 276 * self._ax2 + 4682 * y1 - 1691 * self._ax4) >> 12
        self._ax2 = x1
        self._ax1 = ax
        self._ax4 = y1
        self._ax3 = y
        x1 = self._ay1
        y1 = self._ay3
        y = (276 * ay + 553 * x1 + 276 * self._ay2 + 4682 * y1 - 1691 * self._ay4) >> 12
        self._ay2 = x1
        self._ay1 = ay
        self._ay4 = y1
        self._ay3 = y
        x1 = self._az1
        y1 = self._az3
        y = (276 * az + 553 * x1 + 276 * self._az2 + 4682 * y1 - 1691 * self._az4) >> 12
        self._az2 = x1
        self._az1 = az
        self._az4 = y1
        self._az3 = y
        x1 = self._gx1
        y1 = self._gx3
        y = (276 * gx + 553 * x1 + 276 * self._gx2 + 4682 * y1 - 1691 * self._gx4) >> 12
        self._gx2 = x1
        self._gx1 = gx
        self._gx4 = y1
        self._gx3 = y
        x1 = self._gy1
        y1 = self._gy3
        y = (276 * gy + 553 * x1 + 276 * self._gy2 + 4682 * y1 - 1691 * self._gy4) >> 12
        self._gy2 = x1
        self._gy1 = gy
        self._gy4 = y1
        self._gy3 = y
        x1 = self._gz1
        y1 = self._gz3
        y = (276 * gz + 553 * x1 + 276 * self._gz2 + 4682 * y1 - 1691 * self._gz4) >> 12
        self._gz2 = x1
        self._gz1 = gz
        self._gz4 = y1
        self._gz3 = y
        return 0
