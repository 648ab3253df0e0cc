"""Draws the case taken apart, and the device on a thigh: `python -m docs_build.making.case_picture docs`."""

import sys
from pathlib import Path

import matplotlib.image
import numpy as np
from numpy.typing import NDArray

from docs_build.making import dimensions as d
from docs_build.making.mesh import Floats, band, box, draw, read_stl, turned

_PLASTIC, _CAP, _PCB, _CELL = "#f4f4f6", "#e4572e", "#2f6f5e", "#c3c8d4"
_FACE, _LIT, _UNLIT, _STRAP, _LEGGINGS = "#17171b", "#ff3b30", "#33262a", "#30343f", "#8fa3c4"
# How far each part is lifted in the picture of the parts, mm.
_LIFT = {"base": 0, "battery": 16, "shelf": 30, "boards": 48, "lid": 62, "button": 82}
_SHOWN = "  12"
_SEGMENTS = {" ": 0x00, "1": 0x06, "2": 0x5B}
_THIGH_MM = ((60.0, -170.0), (74.0, 0.0), (90.0, 170.0))  # radius, and place along the thigh from the case
_FOAM = 3.0


def exploded_picture(stl: Path) -> NDArray[np.uint8]:
    """Every part of the recommended board's case, one above the other in the order of assembly."""
    bodies = [(_up(read_stl(stl / f"{name}.stl"), name), _CAP if name == "button" else _PLASTIC) for name in
              ("base", "shelf", "lid", "button")]  # fmt: skip
    bodies.append((_up(_battery(), "battery"), _CELL))
    bodies += [(_up(triangles, "boards"), colour) for triangles, colour in _boards()]
    return draw(bodies, _view(35, 28), (720, 760), 4.9, np.array((0, 0, 52.0)))


def worn_picture(stl: Path) -> NDArray[np.uint8]:
    """The device on a thigh, as the wearer sees it: the knee is at the top."""
    bodies = [(read_stl(stl / f"{name}.stl"), _CAP if name == "button" else _PLASTIC) for name in
              ("base", "lid", "button")]  # fmt: skip
    radius = np.interp(0, [place for _, place in _THIGH_MM], [radius for radius, _ in _THIGH_MM])
    axis_z = -radius - _FOAM
    thigh = turned(np.array(_THIGH_MM))
    thigh = np.stack((thigh[..., 0], thigh[..., 2], axis_z - thigh[..., 1]), -1)
    bodies += [(thigh, _LEGGINGS), (_strap(radius + _FOAM, axis_z), _STRAP), *_boards()]
    return draw(bodies, _view(180 + 14, 62), (720, 520), 2.7, np.array((0, -4.0, -12.0)))


def _view(turn_deg: float, rise_deg: float) -> Floats:
    """Looking down by `rise_deg` at something turned about z by `turn_deg`."""
    turn, rise = np.radians((turn_deg, rise_deg))
    right = np.array((np.cos(turn), np.sin(turn), 0))
    towards = np.array((np.cos(rise) * np.sin(turn), -np.cos(rise) * np.cos(turn), np.sin(rise)))
    return np.array((right, np.cross(towards, right), towards))


def _up(triangles: Floats, name: str) -> Floats:
    return triangles + np.array((0, 0, _LIFT[name]))


def _battery() -> Floats:
    x, front = d.BATTERY.x / 2, -d.INNER_Y / 2 + d.LEDGE + 0.25
    return box((-x, front, d.WALL), (x, front + d.BATTERY.y, d.WALL + d.BATTERY.z))


def _boards() -> list[tuple[Floats, str]]:
    """Feather and display, with the digits lit as the wearer reads them: turned by half a turn."""
    half, low, high = d.FEATHER.x / 2, d.BOARD_Z, d.BOARD_Z + d.FEATHER.z
    near, far = d.MIDDLE / 2, d.MIDDLE / 2 + d.FEATHER.y
    socket_x, socket_y = d.in_case(d.BATTERY_SOCKET)
    usb_y = d.in_case((0, d.USB_Y))[1]
    face_z = high + d.DIGITS.z
    bodies = [
        (box((-half, near, low), (half, far, high)), _PCB),
        (box((-half, -far, low), (half, -near, high)), _PCB),
        (box((socket_x - 4, socket_y - 3.5, high), (socket_x + 4, socket_y + 3.5, high + 6)), _FACE),
        (box((half - 5, usb_y - 4, high), (half + 0.6, usb_y + 4, high + 2.8)), _CELL),
        (
            box(
                (-d.DIGITS.x / 2, d.DIGITS_Y - d.DIGITS.y / 2, high),
                (d.DIGITS.x / 2, d.DIGITS_Y + d.DIGITS.y / 2, face_z),
            ),
            _FACE,
        ),
    ]
    for place, shown in enumerate(_SHOWN):
        middle = (place - 1.5) * 12.2 + (0.9 if place > 1 else -0.9)
        for bit, (x0, y0, x1, y1) in enumerate(_segments()):
            lit = _SEGMENTS[shown] >> bit & 1
            # Half a turn: x and y change their sign.
            low_xy = (-(middle + x1), d.DIGITS_Y - y1, face_z)
            high_xy = (-(middle + x0), d.DIGITS_Y - y0, face_z + (0.15 if lit else 0.1))
            bodies.append((box(low_xy, high_xy), _LIT if lit else _UNLIT))
    return bodies


def _segments() -> list[tuple[float, float, float, float]]:
    """Segments a to g of a digit of 14.2 mm about its middle: x and y from, x and y to."""
    w, h, t, gap = 3.6, 7.1, 0.85, 0.35
    return [
        (-w + gap + t, h - 2 * t, w - gap - t, h),
        (w - 2 * t, gap, w, h - gap - t),
        (w - 2 * t, -h + gap + t, w, -gap),
        (-w + gap + t, -h, w - gap - t, -h + 2 * t),
        (-w, -h + gap + t, -w + 2 * t, -gap),
        (-w, gap, -w + 2 * t, h - gap - t),
        (-w + gap + t, -t, w - gap - t, t),
    ]


def _strap(radius: float, axis_z: float) -> Floats:
    """From slot to slot about the back of the thigh, 40 mm wide."""
    slot = np.array((d.SLOT_X, 2.0 - axis_z))
    leaves = np.arctan2(*slot) + np.arccos(radius / np.hypot(*slot))
    angles = np.linspace(leaves, 2 * np.pi - leaves, 96)
    about = radius * np.stack((np.sin(angles), np.cos(angles)), -1)
    path = np.concatenate(([slot], about, [slot * (-1, 1)]))
    path[:, 1] += axis_z
    low = np.stack((path[:, 0], np.full(len(path), -d.STRAP / 2), path[:, 1]), -1)
    high = low * (1, -1, 1)
    return band(low, high)


def main() -> None:
    """Draw both pictures into the docs' folder of pictures."""
    docs = Path(sys.argv[1])
    for name, picture in (("case_parts", exploded_picture), ("worn", worn_picture)):
        matplotlib.image.imsave(docs / "pictures" / f"{name}.png", picture(docs / "case"))


if __name__ == "__main__":
    main()
