"""Reads an LSM6DS: every sample one burst, one instant, one bus transaction, and nothing allocated.

The driver sets the chip up; the samples are read here, because the driver's ``acceleration`` and ``gyro`` are
two transactions (not the same instant) and allocate 336 bytes together.

Whether a sample is there is asked of the status register alone; the burst follows when it is. One burst
over status and numbers together would lose samples: one that lands while the burst is on the wires shows in
numbers whose status byte, read before, said "nothing new", and reading them has cleared the flag. With one
early look at each sample that would be one in thirty.
"""

import time

from micropython import const

from wearable.chips import find_sensor, set_up_sensor
from wearable.faults import BUS_ERROR, CHIP_RESET, SENSOR_FROZEN, WRONG_CHIP, FaultError

# Registers, the same in LSM6DS33, LSM6DS3TR-C and LSM6DSOX.
_CTRL1_XL = const(0x10)
_STATUS = const(0x1E)
_CONTROL_BYTES = const(10)  # CTRL1_XL 0x10 to CTRL10_C 0x19
_OUTX_L_G = const(0x22)
_BURST_BYTES = const(12)  # gyro 0x22 to 0x27, acceleration 0x28 to 0x2D
_BOTH_READY = const(0x03)  # STATUS: XLDA and GDA

# What the driver must have written: 104 Hz with +-8 g, 104 Hz with +-500 deg/s.
_CTRL1_XL_WANTED = const(0x4C)
_CTRL2_G_WANTED = const(0x44)

# The shortest and longest sleep between a sample and the first look for the next: the data rate is 104 Hz
# (9.6 ms) give or take 15 %.
_SHORTEST_WAIT_MS = const(6)
_LONGEST_WAIT_MS = const(10)
# Floats made once. Index: milliseconds.
_SLEEP_S = tuple([ms / 1000 for ms in range(_LONGEST_WAIT_MS + 1)])

_SPARK_MS = const(40)  # bursts may fail this long before it is a fault: a motor nearby, a plug that scratches
_SILENT_MS = const(50)  # five sample periods without a new sample; a rep survives a gap of up to 250 ms
_FROZEN_MS = const(500)  # real samples never repeat: the noise is two to three counts on each of six axes
_SETTLE_MS = const(100)  # the gyroscope's turn-on time is 70 ms (LSM6DS3TR-C datasheet, table 3)


class Sampler:
    """One sensor, its newest sample and its state of health.

    The sample is in ``t_ms`` (session time just before the burst), ``ax ay az gx gy gz`` (raw signed 16-bit
    counts, specific force and angular rate in the sensor's axes).

    Args:
        bus: the ``Bus`` the sensor hangs on.
        clock: the ``SessionClock``.
    """

    ug_per_count = 244  # +-8 g: 0.244 mg per count (not full scale / 32768)
    udps_per_count = 17500  # +-500 deg/s: 17.50 mdps per count

    def __init__(self, bus, clock):
        self._bus = bus
        self._clock = clock
        self._address = 0
        self.who_am_i = 0  # of the chip that is set up; 0 for none
        self._status_register = bytes((_STATUS,))
        self._status = bytearray(1)
        self._burst_register = bytes((_OUTX_L_G,))
        self._burst = bytearray(_BURST_BYTES)
        self._controls = bytearray(1 + _CONTROL_BYTES)  # first register, then the contents the driver left
        self._wait_ms = _LONGEST_WAIT_MS
        self._looks = 0  # in vain, since the last sample
        self._due_ms = 0
        self._settled_ms = 0
        self._heard_ms = 0  # when the chip last had something new
        self._changed_ms = 0  # when the numbers last changed
        self._frozen = False
        self.t_ms = 0
        self.ax = 0
        self.ay = 0
        self.az = 0
        self.gx = 0
        self.gy = 0
        self.gz = 0

    def start(self):
        """Gets samples flowing, at first and after any fault.

        A chip that is unknown, new or was frozen is set up by its driver, which takes 0.8 s. One that only
        lost its cable for a moment is taken up again as it is, and one that lost its settings gets them back:
        a rep costs less than a second.

        Raises:
            FaultError: no sensor, wrong chip, or a bus that fails meanwhile.
        """
        address, who_am_i = find_sensor(self._bus)
        try:
            if who_am_i != self.who_am_i or address != self._address:
                self.who_am_i = 0
                self._set_up(address, who_am_i)
            elif not self._controls_intact():
                self._bus.write(address, self._controls)
                self._settled_ms = self._clock.read() + _SETTLE_MS
        except OSError as error:
            raise FaultError(
                BUS_ERROR, "The sensor stopped answering while it was set up (%s): check its cable." % error
            ) from error
        now_ms = self._clock.read()
        self._looks = 0
        self._due_ms = now_ms
        self._heard_ms = now_ms
        self._changed_ms = now_ms

    def next(self):
        """Sleeps until the next sample is due and looks for it once.

        Returns:
            True with a new sample in the attributes; False when it is not there yet (call again).

        Raises:
            FaultError: bus error, chip reset, or numbers that do not change. ``start`` brings the sensor
                back.
        """
        early_ms = self._due_ms - self._clock.read()
        if early_ms > 0:
            time.sleep(_SLEEP_S[early_ms])
        try:
            self._bus.read(self._address, self._status_register, self._status)
            if self._status[0] & _BOTH_READY != _BOTH_READY:
                return self._not_yet()
            t_ms = self._clock.read()
            self._bus.read(self._address, self._burst_register, self._burst)
        except OSError as error:
            return self._failed(error)
        if self._decode():
            self._changed_ms = t_ms
            self._frozen = False
        elif t_ms - self._changed_ms > _FROZEN_MS:
            self._frozen = True
            self.who_am_i = 0  # have it reset and set up anew
            raise FaultError(
                SENSOR_FROZEN,
                "The sensor has sent the same numbers for over 0.5 s: it is being reset, else power it anew.",
            )
        self._pace(t_ms)
        if self._frozen or t_ms < self._settled_ms:
            return False
        self.t_ms = t_ms
        return True

    def _decode(self):
        """Puts the burst's twelve bytes into the attributes. True if any number differs from the last."""
        burst = self._burst
        # Little-endian two's complement by hand: struct.unpack_from would allocate.
        gx = ((burst[0] | burst[1] << 8) ^ 0x8000) - 0x8000
        gy = ((burst[2] | burst[3] << 8) ^ 0x8000) - 0x8000
        gz = ((burst[4] | burst[5] << 8) ^ 0x8000) - 0x8000
        ax = ((burst[6] | burst[7] << 8) ^ 0x8000) - 0x8000
        ay = ((burst[8] | burst[9] << 8) ^ 0x8000) - 0x8000
        az = ((burst[10] | burst[11] << 8) ^ 0x8000) - 0x8000
        if (
            ax == self.ax
            and ay == self.ay
            and az == self.az
            and gx == self.gx
            and gy == self.gy
            and gz == self.gz
        ):
            return False
        self.gx = gx
        self.gy = gy
        self.gz = gz
        self.ax = ax
        self.ay = ay
        self.az = az
        return True

    def _pace(self, t_ms):
        """Learns how long to sleep: a sample costs one look or two whatever the chip's true data rate."""
        if self._looks == 0:
            if self._wait_ms > _SHORTEST_WAIT_MS:
                self._wait_ms -= 1
        elif self._looks > 1 and self._wait_ms < _LONGEST_WAIT_MS:
            self._wait_ms += 1
        self._looks = 0
        self._heard_ms = t_ms
        self._due_ms = t_ms + self._wait_ms

    def _not_yet(self):
        """No new sample: look again in a millisecond, and ask why when it takes too long.

        Settings that are gone are worth a quick look, because the rep under way can be saved.

        Raises:
            OSError: the chip does not answer that question.
        """
        now_ms = self._clock.read()
        self._looks += 1
        self._due_ms = now_ms + 1
        silent_ms = now_ms - self._heard_ms
        if silent_ms <= _SILENT_MS:
            return False
        self._due_ms = now_ms + _LONGEST_WAIT_MS
        if not self._controls_intact():
            raise FaultError(
                CHIP_RESET,
                "The sensor lost its settings (its power failed for a moment): they are written again.",
            )
        if silent_ms > _FROZEN_MS:
            self._frozen = True
            self.who_am_i = 0
            raise FaultError(
                SENSOR_FROZEN,
                "The sensor answers but makes no new samples: it is being reset, else power it anew.",
            )
        return False

    def _failed(self, error):
        """A transfer failed: look again soon, and call it a fault when nothing was heard for a while.

        Judged by time and not by tries: without pull-ups one transfer on an nRF board fails only after a
        second.
        """
        now_ms = self._clock.read()
        if now_ms - self._heard_ms > _SPARK_MS:
            raise FaultError(
                BUS_ERROR,
                "The sensor at I2C address 0x%02X stopped answering (%s): check its cable."
                % (self._address, error),
            )
        self._due_ms = now_ms + 2
        return False

    def _controls_intact(self):
        """True if the control registers still hold what the driver wrote."""
        now = bytearray(_CONTROL_BYTES)
        self._bus.read(self._address, bytes((_CTRL1_XL,)), now)
        return now == self._controls[1:]

    def _set_up(self, address, who_am_i):
        """Lets the driver set the chip up, checks that it took it, and remembers the control registers."""
        set_up_sensor(self._bus, address, who_am_i)
        controls = bytearray(_CONTROL_BYTES)
        self._bus.read(address, bytes((_CTRL1_XL,)), controls)
        if controls[0] != _CTRL1_XL_WANTED or controls[1] != _CTRL2_G_WANTED:
            raise FaultError(
                WRONG_CHIP,
                "The chip at I2C address 0x%02X did not take its range and rate (control registers 0x%02X "
                "0x%02X): try another sensor." % (address, controls[0], controls[1]),
            )
        self._controls[0] = _CTRL1_XL
        self._controls[1:] = controls
        self._address = address
        self.who_am_i = who_am_i
