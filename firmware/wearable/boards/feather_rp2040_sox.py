"""Adafruit Feather RP2040, an LSM6DSOX on its STEMMA QT socket: the same bus as the FeatherWing's."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
