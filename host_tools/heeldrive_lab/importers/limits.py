"""Numbers that decide what `heeldrive import` makes of a recording, on the laptop and on the page."""

from math import radians

# A row of data has at least a time and one value.
NUMBERS_MIN = 2
SAMPLE_LINES, LINE_LOOK = 300, 1000
# Larger than nanoseconds since 1970, and small enough that sums and squares do not overflow.
LARGEST = 1e19
# A damaged byte here and there is still a text.
CONTROL_SHARE = 0.001

# A zip bomb, or an archive of many recordings.
MEMBERS_MAX = 60

# Longer than any rest in a set: the detector treats what follows a restart as separate.
RESTART_GAP_S = 10.0
# A triple with more empty rows than this shares its columns with another sensor's rows.
SPARSE_SHARE = 0.2
DEVICES_MAX = 30

UNIT_S = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
# Plausible rates when a unit is guessed: units lie a factor of 1000 apart, so that at most one fits.
GUESS_MIN_HZ, GUESS_MAX_HZ = 4.0, 3900.0
# Counters wrap at these values of theirs; supervisor.ticks_ms() of CircuitPython at 2**29.
WRAPS = (1000.0, 60e3, 2.0**16, 1e6, 2.0**24, 2.0**29, 2.0**30, 2.0**31, 2.0**32)
RESTARTS_MAX, RESTART_ROWS_MIN = 20, 50
# Samples closer than this share of the mean step arrived in one packet.
PACKET_SHARE = 0.2

# The slower stream is interpolated, unless a step of it is this many of its periods: then rows are left out.
HOLE_PERIODS = 3
# The faster one gives the times if it is this much faster.
FASTER = 1.2
# At rest the acceleration without gravity is below this share of its 99th percentile; with gravity, 0.6
# and more.
GRAVITY_OUT_SHARE, GRAVITY_OUT_SPREAD = 0.3, 0.2

# Long enough that gravity outweighs accelerations, short against a rep.
SMOOTH_S = 0.5
# Only where the mean of |a| and its standard deviation stay this close to the median, as shares of it: jumps
# and impacts say nothing. Of 215 recordings and motion captures 47 have less of that than TURNED_MIN_RAD.
FORCE_OFF_MAX, FORCE_STD_MAX = 0.15, 0.2
TURNED_MIN_RAD = radians(45)
# Below the first, the rates do not turn as gravity does; from the second on, an order of axes explains it. Of
# the 215 none is taken for another order; with all rates reversed 118 are found (python -m bench.imports).
AGREES_MIN, EXPLAINS_MIN = 0.5, 0.85

# Raw counts of common chips: micro-g per count (Bosch and InvenSense 2 to 16 g; ST), micro-deg/s per count.
ACCEL_COUNTS_UG = (*(1e6 / 2**bits for bits in (14, 13, 12, 11, 10, 9, 8, 6)), 61, 122, 244, 488, 732, 976)
GYRO_COUNTS_UDPS = (*(2000e6 / 2**bits / 32768 for bits in range(5)), 4375, 8750, 17500, 35000, 70000)
# In sound files the slope is 0.8 to 1.3; units lie a factor of 57 apart, raw scales of 2.
SLOPE_MIN, SLOPE_MAX = 1 / 8, 8.0
# A rate told wrong by this factor (stamps of another clock, every second sample lost) is noted, if gravity
# turns as surely as this: in 131 such recordings of people the slope was 0.6 to 1.5 (2 to 98 %).
RATE_FACTOR, RATE_AGREES_MIN = 1.7, 0.9

# The detector learns the standing direction from half a second of rest.
STILL_S = 0.5
# At rest the standard deviation of |a| is below this share (sensor noise 0.1 %, breathing and swaying 1 %)
# ...
STILL_ACCEL_SHARE = 0.03
# ... and no axis turns faster than a zero-rate offset of 10 deg/s plus some swaying.
STILL_RATE_UDPS = 20e6
# |a| at rest: no sensor measured was off by 20 % (UTD-MHAD: 5 %), and any other unit is further off.
REST_MIN_UG, REST_MAX_UG = 0.8e6, 1.2e6
# If the direction of gravity changes by more than the first value from one half second to the next, the
# sensor has turned. In 132 real recordings the integrated rates were then 0.5 to 3.4 times that rotation; in
# the other unit they are 57 times larger or smaller. A total below the second value is too little to judge.
SWING_MIN_RAD, SWINGS_MIN_RAD = radians(15), radians(60)
ROTATION_RATIO_MIN, ROTATION_RATIO_MAX = 0.2, 12.0
# Below the first, a lunge has only a few samples; above the second, no sensor of this kind measures.
RATE_MIN_HZ, RATE_MAX_HZ = 5, 4000
# Nothing on a thigh turns twice as fast as the largest full scale.
RATE_LIMIT_UDPS = 4000e6

TIME_FAR_MS = 2.0**61
# Faster recordings are averaged to at most this, the fastest that the detector is designed for.
RATE_KEPT_MAX_HZ, RATE_WANTED_HZ = 230, 208
# Samples with the stamp of the one before are dropped if they are few: two events of a phone in one ms.
SAME_STAMP_SHARE = 0.05

COUNT_LIMIT = 32767
# The detector's range: 25 to 208 Hz, with an output data rate that is 10 % off.
DETECTOR_RATE_MIN_HZ, DETECTOR_RATE_MAX_HZ = 22, 230
