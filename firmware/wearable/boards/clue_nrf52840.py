"""Adafruit CLUE nRF52840: LSM6DS33, on one bus with its STEMMA QT socket, which the digits plug into."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
SENSOR_INTERRUPT = "ACCELEROMETER_GYRO_INTERRUPT"
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
BUTTON = "BUTTON_A"
PIEZO = "SPEAKER"
MOTOR = "P0"  # a large pad
BATTERY = None  # no pin measures it
BATTERY_DIVIDER = None
BATTERY_SWITCH = None
