"""Register addresses and bits of the LSM6DS family, by their datasheet names.

Sources: LSM6DSOX datasheet DS12814, LSM6DS3TR-C datasheet DS11889, LSM6DS3 datasheet DS10523 (the LSM6DS33's
register twin).
"""

# FIFO, LSM6DSOX
FIFO_CTRL1 = 0x07
FIFO_CTRL2 = 0x08
FIFO_CTRL3 = 0x09
FIFO_CTRL4 = 0x0A
FIFO_STATUS1 = 0x3A
FIFO_STATUS2 = 0x3B
FIFO_DATA_OUT_TAG = 0x78
FIFO_DATA_OUT_Z_H = 0x7E

# FIFO, LSM6DS3TR-C and LSM6DS33: registers of the same names are one address lower
PATTERN_FIFO_CTRL1 = 0x06
PATTERN_FIFO_CTRL2 = 0x07
PATTERN_FIFO_CTRL3 = 0x08
PATTERN_FIFO_CTRL4 = 0x09
PATTERN_FIFO_CTRL5 = 0x0A
FIFO_STATUS3 = 0x3C
FIFO_STATUS4 = 0x3D
FIFO_DATA_OUT_L = 0x3E
FIFO_DATA_OUT_H = 0x3F

# Wake-up detection. The LSM6DSOX calls TAP_CFG TAP_CFG2 and has its latch bit in TAP_CFG0.
WAKE_UP_SRC = 0x1B
TAP_CFG0 = 0x56
TAP_CFG = TAP_CFG2 = 0x58
WAKE_UP_THS = 0x5B
WAKE_UP_DUR = 0x5C
MD1_CFG = 0x5E
INT1_WU = 0x20  # of MD1_CFG
WU_IA = 0x08  # of WAKE_UP_SRC

INT1_CTRL = 0x0D
INT2_CTRL = 0x0E
WHO_AM_I = 0x0F
CTRL1_XL = 0x10
CTRL2_G = 0x11
CTRL3_C = 0x12
CTRL4_C = 0x13
CTRL5_C = 0x14
CTRL6_C = 0x15
CTRL7_G = 0x16
CTRL8_XL = 0x17
CTRL9_XL = 0x18
CTRL10_C = 0x19
STATUS_REG = 0x1E
OUT_TEMP_L = 0x20
OUT_TEMP_H = 0x21
OUTX_L_G = 0x22
OUTX_L_A = 0x28
OUTZ_H_A = 0x2D

# CTRL3_C bits
SW_RESET = 0x01
BLE = 0x02  # big-endian data; LSM6DS3TR-C and LSM6DS33 only
IF_INC = 0x04
BDU = 0x40
BOOT = 0x80

XL_HM_MODE = 0x10  # CTRL6_C: the accelerometer in normal and low-power mode

# STATUS_REG bits
XLDA = 0x01
GDA = 0x02
TDA = 0x04

# By FS[1:0], bits 3:2 of CTRL1_XL and CTRL2_G. Datasheets, table "Mechanical characteristics", LA_So, G_So:
# the typical sensitivity, which is not full scale / 32768.
ACCEL_UG_PER_COUNT = (61, 488, 122, 244)
GYRO_UDPS_PER_COUNT = (8_750, 17_500, 35_000, 70_000)
GYRO_UDPS_PER_COUNT_125DPS = 4_375
FS_125 = 0x02

ODR_1HZ6 = 11
ODR_MILLIHERTZ = (
    0,
    12_500,
    26_000,
    52_000,
    104_000,
    208_000,
    416_000,
    833_000,
    1_666_000,
    3_332_000,
    6_664_000,
    1_600,
)
"""Nominal output data rate by ODR code, in thousandths of a hertz; 0 is power-down, 12 and up not allowed."""


def accel_ug_per_count(ctrl1_xl: int) -> int:
    """Sensitivity, micro-g per count, for a content of CTRL1_XL."""
    return ACCEL_UG_PER_COUNT[ctrl1_xl >> 2 & 3]


def gyro_udps_per_count(ctrl2_g: int) -> int:
    """Sensitivity, micro-degrees per second per count, for a content of CTRL2_G."""
    return GYRO_UDPS_PER_COUNT_125DPS if ctrl2_g & FS_125 else GYRO_UDPS_PER_COUNT[ctrl2_g >> 2 & 3]
