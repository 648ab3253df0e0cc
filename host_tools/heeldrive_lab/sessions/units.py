"""Units of imported recordings, and the LSM6DS full scales to which imported values are converted."""

STANDARD_GRAVITY = 9.80665

# One unit in micro-g, in micro-degrees per second, in milliseconds.
ACCEL_UNITS = {"m/s2": 1e6 / STANDARD_GRAVITY, "g": 1e6, "mg": 1e3}
GYRO_UNITS = {"rad/s": 180e6 / 3.141592653589793, "deg/s": 1e6, "mdps": 1e3}
TIME_UNITS = {"ms": 1.0, "s": 1e3, "us": 1e-3, "ns": 1e-6}

# Sensitivity by full scale: micro-g per count by g, micro-degrees per second per count by degrees per second.
# LSM6DSOX datasheet, table 2 (the same for the LSM6DS3TR-C): not full scale / 32768.
ACCEL_SCALES = {2: 61, 4: 122, 8: 244, 16: 488}
GYRO_SCALES = {250: 8_750, 500: 17_500, 1000: 35_000, 2000: 70_000}

# The board's own full scales. Import never uses smaller ones, so that imported sessions are quantised as on
# the board; the finer step of a smaller scale is below the sensor's noise anyway (0.24 against 0.65 mg rms).
BOARD_ACCEL_SCALE_G = 8
BOARD_GYRO_SCALE_DPS = 500
