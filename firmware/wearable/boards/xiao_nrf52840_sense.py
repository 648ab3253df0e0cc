"""Seeed XIAO nRF52840 Sense: LSM6DS3TR-C on its own bus and supply; the digits on D5 (clock), D4 (data)."""

SENSOR_BUS = ("IMU_SCL", "IMU_SDA")
SENSOR_POWER = "IMU_PWR"
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = None
