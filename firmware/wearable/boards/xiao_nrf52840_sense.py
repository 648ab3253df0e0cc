"""Seeed XIAO nRF52840 Sense: LSM6DS3TR-C on its own bus and supply; the digits on D5 (clock), D4 (data)."""

SENSOR_BUS = ("IMU_SCL", "IMU_SDA")
SENSOR_POWER = "IMU_PWR"
SENSOR_INTERRUPT = "IMU_INT1"
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = None
BUTTON = None  # its only button is the reset
PIEZO = "D0"
MOTOR = "D0"
BATTERY = "VBATT"
BATTERY_DIVIDER = (510, 1510)  # kilo-ohms
# Low, and never high: a full battery would then stand on the analogue pin undivided (Seeed's wiki). 2.8 uA.
BATTERY_SWITCH = "READ_BATT_ENABLE"
