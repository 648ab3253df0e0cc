"""Dimensions of the parts that go into the case, and of the case itself, in millimetres.

Every figure that is not ours names its source. *Unchecked* means that nobody has measured the part.
"""

from typing import NamedTuple


class Part(NamedTuple):
    """A part's bounding box.

    Attributes:
        x: width, mm.
        y: depth, mm.
        z: height, mm.
        source: where the figures come from.
    """

    x: float
    y: float
    z: float
    source: str


FEATHER = Part(
    50.8, 22.86, 1.6, "Adafruit, Feather specification; the board file of the Feather nRF52840 Sense"
)
DIGITS = Part(50.3, 19.0, 8.0, 'usual 4-digit module of 0.56"; unchecked')
BATTERY = Part(36.0, 29.0, 4.75, "Adafruit 1578, 500 mAh; unchecked")
BREAKOUT = Part(25.4, 17.8, 4.6, "Adafruit 4438, LSM6DSOX; unchecked")
SLIDE_SWITCH = Part(11.6, 4.0, 4.0, "Adafruit 805; unchecked")
BATTERY_SOCKET_HEIGHT = 6.0  # JST-PH on the Feather; unchecked
TACT_SWITCH_HEIGHT = 1.9  # KMR2, data sheet
USB_PLUG = Part(12.0, 0.0, 7.0, "moulding of a micro-B or C plug; unchecked")

# On a Feather: x from the edge with the USB socket, y from the long row of pins.
HOLE_INSET = 2.54  # of the mounting holes in the corners, from both edges: Feather specification
USB_Y = 11.43
BATTERY_SOCKET = (10.8, 19.3)


class FeatherCase(NamedTuple):
    """What differs between the Feathers that the case is made for.

    Attributes:
        button: the switch that the firmware reads, on the board; None if it has none.
        reset: the reset switch; None if its place is not known.
        breakout: whether the sensor is on a board of its own.
    """

    button: tuple[float, float] | None
    reset: tuple[float, float] | None
    breakout: bool


# By the name of their file in firmware/wearable/boards.
BOARDS = {
    # SW2 and SW1 in Adafruit's board file (Adafruit-Feather-nRF52840-Sense-PCB).
    "feather_nrf52840_sense": FeatherCase((29.93, 5.85), (11.10, 6.22), False),
    "feather_rp2350_sox": FeatherCase(None, None, True),
}
RECOMMENDED = "feather_nrf52840_sense"

# The case. Feather and digits lie side by side, the battery under them.
WALL = 2.0
PLAY = 0.6  # between a board and a wall
MIDDLE = 7.0  # between Feather and digits: the plug of the battery, and two screws
INNER_X = FEATHER.x + 2 * PLAY
INNER_Y = 2 * FEATHER.y + MIDDLE + 2 * PLAY
OUTER_X = INNER_X + 2 * WALL
OUTER_Y = INNER_Y + 2 * WALL
LEDGE = 1.7  # carries the shelf
SHELF_Z = WALL + BATTERY.z + 1.25  # a LiPo swells: leave a millimetre
STAND = 3.0  # under the boards: cut wires and solder
BOARD_Z = SHELF_Z + WALL + STAND
USB_Z = BOARD_Z + FEATHER.z + 1.5  # the middle of the socket
LID_Z = BOARD_Z + FEATHER.z + BATTERY_SOCKET_HEIGHT + 0.6
TOP_Z = LID_Z + WALL
STRAP = 40.0
SLOT = (5.0, STRAP + 1.5)
SLOT_X = OUTER_X / 2 + 3.0 + SLOT[0] / 2  # its middle: 3 mm are between wall and slot
LUG = (12.0, 4.0)  # beyond the wall, and its height
SCREW_X = 22.7  # two screws M2.5 x 20, in the middle
COLUMN, SCREW_HOLE, SCREW_PILOT = 6.4, 2.8, 2.1
STANDOFF, BOARD_PILOT = 5.0, 1.6  # eight screws M2 x 4
BUTTON_CAP, BUTTON_HOLE = 6.0, 6.6
RESET_HOLE = 2.2
LIP = (1.6, 1.5, 0.2)  # of the lid: thickness, depth, play
DIGITS_Y = -(MIDDLE + FEATHER.y) / 2
WINDOW = (DIGITS.x + 0.7, DIGITS.y + 0.8)
SWITCH_X, SWITCH_OPENING = -18.0, (6.5, 3.0)


def in_case(place: tuple[float, float]) -> tuple[float, float]:
    """Turn a place on the Feather into the case's x and y: the battery socket points inwards."""
    return FEATHER.x / 2 - place[0], MIDDLE / 2 + FEATHER.y - place[1]
