"""Any other board: sensor and digits on its usual I2C pins, and what has its usual name."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
SENSOR_INTERRUPT = None
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
BUTTON = "BUTTON"
PIEZO = "D10"
MOTOR = "D10"
BATTERY = None
BATTERY_DIVIDER = None
BATTERY_SWITCH = None
