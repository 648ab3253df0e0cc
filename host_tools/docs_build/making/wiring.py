"""Draws each board's wiring from the firmware's pins: `python -m docs_build.making.wiring FOLDER`."""

import sys
from pathlib import Path
from typing import NamedTuple

from docs_build.display_stage import board_module

RED, BLACK, YELLOW, BLUE, GREEN = "#d62828", "#22252b", "#e0a100", "#2563c9", "#2f8f5b"
_PAPER, _BOX, _INK, _GREY = "#ffffff", "#f1f3f8", "#1b1b1f", "#6b7280"
_WIDTH, _LEFT, _RIGHT, _ROW, _GAP = 760, 250, 500, 26, 20  # px
BOX_WIDTH = _WIDTH - _RIGHT - 16  # of a part
_FONT = 'font-family="sans-serif" font-size="13"'


class Wire(NamedTuple):
    """A wire from a pin of the board to one of a part, with what sits in it."""

    pin: str
    part_pin: str
    colour: str
    between: str = ""


class Names(NamedTuple):
    """A board's title, and what is printed on it where CircuitPython's name differs."""

    title: str
    printed: dict[str, str]


BOARDS = {
    "feather_nrf52840_sense": Names("Feather nRF52840 Sense", {}),
    "feather_rp2040_sox": Names("Feather RP2040", {"BUTTON": "BOOT"}),
    "feather_rp2350_sox": Names("Feather RP2350", {}),
    "xiao_nrf52840_sense": Names("XIAO nRF52840 Sense", {"SCL": "D5", "SDA": "D4"}),
    "clue_nrf52840": Names("CLUE nRF52840", {"BUTTON_A": "A"}),
}
Groups = list[tuple[str, list[Wire]]]


def groups(board: str) -> Groups:
    """Every part that is connected to a board, with its wires, from the pins that the firmware uses."""
    pins = board_module(f"wearable.boards.{board}")
    printed = BOARDS[board].printed
    feather, clue = board.startswith("feather"), board.startswith("clue")
    clock, data = (printed.get(pin, pin) for pin in pins.DISPLAY_BUS)
    digits = "Digits, STEMMA QT, 0x70" if clue else "Digits, HT16K33, 0x70"
    supply = "3V3" if board.startswith("xiao") else "3V"
    found: Groups = [
        (
            digits,
            [
                Wire(supply, "3V", RED),
                Wire("GND", "GND", BLACK),
                Wire(clock, "SCL", YELLOW),
                Wire(data, "SDA", BLUE),
            ],
        )
    ]
    if board.endswith("_sox"):
        found.append(("LSM6DSOX breakout, 0x6A", [Wire("STEMMA QT", "STEMMA QT", GREEN, "cable")]))
    if pins.PIEZO != "SPEAKER":
        found.append(
            ("Piezo", [Wire(pins.PIEZO, "either wire", GREEN, "220 Ω"), Wire("GND", "the other", BLACK)])
        )
    found.append(
        (
            "or motor driver" if pins.PIEZO == pins.MOTOR else "Motor driver",
            [Wire(pins.MOTOR, "IN", GREEN), Wire(supply, "VCC", RED), Wire("GND", "GND", BLACK)],
        )
    )
    if feather:
        found.append(("Slide switch", [Wire("EN", "middle", GREEN), Wire("GND", "either end", BLACK)]))
        found.append(("LiPo, 500 mAh", [Wire("JST +", "red", RED), Wire("JST −", "black", BLACK)]))
    elif clue:
        found.append(("Three AAA cells", [Wire("JST +", "red", RED), Wire("JST −", "black", BLACK)]))
    else:
        found.append(("LiPo", [Wire("BAT +", "red", RED, "switch"), Wire("BAT −", "black", BLACK)]))
    return found


def inside(board: str) -> list[str]:
    """What is on the board already, by the pins of the firmware."""
    pins = board_module(f"wearable.boards.{board}")
    parts = [] if board.endswith("_sox") else ["sensor LSM6DS"]
    parts += [f"button {BOARDS[board].printed.get(pins.BUTTON, pins.BUTTON)}"] if pins.BUTTON else []
    parts += ["speaker"] if pins.PIEZO == "SPEAKER" else []
    return parts + (["NeoPixel"] if pins.NEOPIXEL else [])


def drawing(board: str) -> str:
    """The wiring of one board as SVG."""
    parts = groups(board)
    height = 60 + sum(_ROW * (len(wires) + 1) + _GAP for _, wires in parts)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">',
        f'<rect width="{_WIDTH}" height="{height}" rx="8" fill="{_PAPER}"/>',
        f'<rect x="16" y="16" width="{_LEFT - 16}" height="{height - 32}" rx="10" fill="{_BOX}" '
        f'stroke="{_INK}"/>',
        _text(32, 44, BOARDS[board].title, "start", _INK, 'font-weight="bold"'),
    ]
    lines += [_text(32, 68 + 18 * row, part, "start", _GREY) for row, part in enumerate(inside(board))]
    y = 34
    for title, wires in parts:
        tall = _ROW * (len(wires) + 1)
        lines.append(
            f'<rect x="{_RIGHT}" y="{y}" width="{BOX_WIDTH}" height="{tall}" rx="8" fill="{_BOX}" '
            f'stroke="{_INK}"/>'
        )
        lines.append(_text(_RIGHT + 14, y + 18, title, "start", _INK, 'font-weight="bold"'))
        for row, wire in enumerate(wires):
            lines += _wire(wire, y + _ROW * (row + 1) + 8)
        y += tall + _GAP
    return "\n".join([*lines, "</svg>", ""])


def _wire(wire: Wire, y: int) -> list[str]:
    lines = [
        f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="{wire.colour}" stroke-width="3"/>',
        f'<circle cx="{_LEFT}" cy="{y}" r="5" fill="{wire.colour}"/>',
        f'<circle cx="{_RIGHT}" cy="{y}" r="5" fill="{wire.colour}"/>',
        _text(_LEFT - 12, y + 4, wire.pin, "end"),
        _text(_RIGHT + 14, y + 4, wire.part_pin, "start"),
    ]
    if wire.between:
        middle = (_LEFT + _RIGHT) / 2
        lines.append(
            f'<rect x="{middle - 30}" y="{y - 11}" width="60" height="22" rx="4" fill="{_PAPER}" '
            f'stroke="{wire.colour}" stroke-width="2"/>'
        )
        lines.append(_text(middle, y + 4, wire.between, "middle"))
    return lines


def _text(x: float, y: float, text: str, anchor: str, colour: str = _INK, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y}" {_FONT} {more} fill="{colour}" text-anchor="{anchor}">{text}</text>'


def main() -> None:
    """Draw every board into the folder given as the first argument."""
    for board in BOARDS:
        (Path(sys.argv[1]) / f"wiring_{board}.svg").write_text(drawing(board), "utf-8")


if __name__ == "__main__":
    main()
