"""Adafruit Feather nRF52840 Sense: LSM6DS33 (before 2024) or LSM6DS3TR-C, on one bus with the FeatherWing."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
