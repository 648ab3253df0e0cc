"""Adafruit Feather RP2040, an LSM6DSOX on its STEMMA QT socket: the same bus as the FeatherWing's."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
SENSOR_INTERRUPT = None  # the socket carries the bus and nothing else
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
BUTTON = "BUTTON"  # BOOT
PIEZO = "D10"
MOTOR = "D10"
BATTERY = None
BATTERY_DIVIDER = None
BATTERY_SWITCH = None
