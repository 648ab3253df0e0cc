"""Any other board: sensor and digits on its usual I2C pins, and a NeoPixel where there is one."""

SENSOR_BUS = ("SCL", "SDA")
SENSOR_POWER = None
DISPLAY_BUS = ("SCL", "SDA")
NEOPIXEL = "NEOPIXEL"
