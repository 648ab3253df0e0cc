"""Adafruit Feather RP2350, an LSM6DSOX on its STEMMA QT socket: the same bus as the FeatherWing's."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
SENSOR_INTERRUPT = None  # the socket carries the bus and nothing else
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
BUTTON = None  # a program cannot read its BOOT button
PIEZO = "D10"
MOTOR = "D10"
BATTERY = None
BATTERY_DIVIDER = None
BATTERY_SWITCH = None
