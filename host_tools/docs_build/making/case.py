"""The printed case, as solids of build123d.

Four parts: a base with the lugs for the strap, a shelf that carries the boards, a lid, a cap for the button.
x runs across the thigh, y towards the hip, z away from the leg; the middle of the base is the origin.
"""

from pathlib import Path
from typing import Any

from build123d import (
    Align,
    Box,
    Cone,
    Cylinder,
    Pos,
    RectangleRounded,
    export_stl,
    extrude,
)

from docs_build.making import dimensions as d

_LOW = (Align.CENTER, Align.CENTER, Align.MIN)


def parts(board: d.FeatherCase) -> dict[str, Any]:
    """Every printed part, where it is in the finished case."""
    found = {"base": _base(), "shelf": _shelf(), "lid": _lid(board)}
    if board.button:
        found["button"] = _button(board.button)
    return found


def write(board: d.FeatherCase, folder: Path) -> None:
    """Write every printed part to a folder as an STL file of its name."""
    for name, shape in parts(board).items():
        export_stl(shape, folder / f"{name}.stl", tolerance=0.1, angular_tolerance=0.5)


def _block(x: float, y: float, z: float, low: float, radius: float = 1.0) -> Any:
    return Pos(0, 0, low) * extrude(RectangleRounded(x, y, radius), z)


def _rod(place: tuple[float, float], across: float, low: float, high: float) -> Any:
    return Pos(*place, low) * Cylinder(across / 2, high - low, align=_LOW)


def _screws() -> list[tuple[float, float]]:
    return [(-d.SCREW_X, 0), (d.SCREW_X, 0)]


def _base() -> Any:
    lug_x, lug_z = d.LUG
    base = _block(d.OUTER_X, d.OUTER_Y, d.LID_Z, 0, 4) + _block(d.OUTER_X + 2 * lug_x, d.OUTER_Y, lug_z, 0, 5)
    base -= _block(d.INNER_X - 2 * d.LEDGE, d.INNER_Y - 2 * d.LEDGE, d.SHELF_Z, d.WALL)
    base -= _block(d.INNER_X, d.INNER_Y, d.LID_Z, d.SHELF_Z)
    for place in _screws():
        base += _rod(place, d.COLUMN, d.WALL, d.SHELF_Z) - _rod(place, d.SCREW_PILOT, d.WALL, d.SHELF_Z)
    for side in (-1, 1):
        base -= Pos(side * d.SLOT_X, 0, 0) * extrude(RectangleRounded(*d.SLOT, 1.5), lug_z)
    _, usb_y = d.in_case((0, d.USB_Y))
    base -= Pos(d.OUTER_X / 2, usb_y, d.USB_Z) * Box(4 * d.WALL, d.USB_PLUG.x, d.USB_PLUG.z)
    wide, high = d.SWITCH_OPENING
    return base - Pos(d.SWITCH_X, d.OUTER_Y / 2, (d.WALL + d.SHELF_Z) / 2) * Box(wide, 4 * d.WALL + 2, high)


def _shelf() -> Any:
    shelf = _block(d.INNER_X - 0.4, d.INNER_Y - 0.4, d.WALL, d.SHELF_Z)
    top = d.SHELF_Z + d.WALL
    for place in _screws():
        shelf += _rod(place, d.COLUMN, top, d.LID_Z)
        shelf -= _rod(place, d.SCREW_HOLE, d.SHELF_Z, d.LID_Z)
    for x in (-1, 1):
        for y in (-1, 1):
            for from_middle in (d.MIDDLE / 2 + d.HOLE_INSET, d.MIDDLE / 2 + d.FEATHER.y - d.HOLE_INSET):
                place = (x * (d.FEATHER.x / 2 - d.HOLE_INSET), y * from_middle)
                shelf += _rod(place, d.STANDOFF, top, d.BOARD_Z)
                shelf -= _rod(place, d.BOARD_PILOT, d.SHELF_Z, d.BOARD_Z)
    plug_x, _ = d.in_case(d.BATTERY_SOCKET)
    for slot_x in (plug_x, -plug_x):  # the battery's lead; the wires of the switch, or the sensor's cable
        shelf -= Pos(slot_x, 0, d.SHELF_Z) * Box(8, 5, 3 * d.WALL)
    return shelf


def _lid(board: d.FeatherCase) -> Any:
    thick, deep, play = d.LIP
    lid = _block(d.OUTER_X, d.OUTER_Y, d.WALL, d.LID_Z, 4)
    lip = _block(d.INNER_X - 2 * play, d.INNER_Y - 2 * play, deep, d.LID_Z - deep)
    lid += lip - _block(d.INNER_X - 2 * (play + thick), d.INNER_Y - 2 * (play + thick), deep, d.LID_Z - deep)
    lid -= Pos(0, d.DIGITS_Y, d.LID_Z) * Box(*d.WINDOW, 4 * d.WALL)
    for place in _screws():
        lid -= _rod(place, d.SCREW_HOLE, d.LID_Z, d.TOP_Z)
        lid -= Pos(*place, d.TOP_Z - 1.4) * Cone(d.SCREW_HOLE / 2, d.SCREW_HOLE / 2 + 1.4, 1.4, align=_LOW)
    if board.button:
        lid -= _rod(d.in_case(board.button), d.BUTTON_HOLE, d.LID_Z, d.TOP_Z)
    if board.reset:
        lid -= _rod(d.in_case(board.reset), d.RESET_HOLE, d.LID_Z, d.TOP_Z)
    return lid


def _button(place: tuple[float, float]) -> Any:
    x, y = d.in_case(place)
    rests_on = d.BOARD_Z + d.FEATHER.z + d.TACT_SWITCH_HEIGHT
    cap = _rod((x, y), d.BUTTON_CAP, d.LID_Z - 1.4, d.TOP_Z + 1)
    return cap + _rod((x, y), 8.8, d.LID_Z - 1.4, d.LID_Z - 0.2) + _rod((x, y), 3.6, rests_on, d.LID_Z - 1.4)
