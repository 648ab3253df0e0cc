"""The bill of materials of docs/build-it.md: `python -m docs_build.making.parts docs/build-it.md`.

A number marked with * is from memory: compare it with the shop's page before you order.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from docs_build.marked_part import write_part

BEGIN, END = "<!-- parts: made by docs_build.making.parts -->", "<!-- end of the parts -->"
_PRICES = {"low": "under 5 USD", "mid": "5 to 15 USD", "high": "15 to 45 USD"}
_FEATHERS = ("feather_nrf52840_sense", "feather_rp2040_sox", "feather_rp2350_sox")


class Item(NamedTuple):
    """A part, its number in a shop, its price class, the boards that need it, and what would do too."""

    name: str
    number: str
    price: str
    boards: tuple[str, ...]
    instead: str = ""


BOARD_NAMES = {
    "feather_nrf52840_sense": "nRF52840 Sense",
    "feather_rp2040_sox": "RP2040",
    "feather_rp2350_sox": "RP2350",
    "xiao_nrf52840_sense": "XIAO",
    "clue_nrf52840": "CLUE",
}
ITEMS = (
    Item("Feather nRF52840 Sense (recommended)", "Adafruit 4516", "high", ("feather_nrf52840_sense",)),
    Item("Feather RP2040", "Adafruit 4884*", "mid", ("feather_rp2040_sox",)),
    Item("Feather RP2350", "Adafruit 6000*", "mid", ("feather_rp2350_sox",)),
    Item("XIAO nRF52840 Sense", "Seeed 102010469*", "high", ("xiao_nrf52840_sense",)),
    Item("CLUE nRF52840", "Adafruit 4500*", "high", ("clue_nrf52840",)),
    Item(
        "LSM6DSOX breakout, STEMMA QT", "Adafruit 4438*", "mid", ("feather_rp2040_sox", "feather_rp2350_sox")
    ),
    Item(
        "STEMMA QT cable, 100 mm",
        "Adafruit 4210*",
        "low",
        ("feather_rp2040_sox", "feather_rp2350_sox", "clue_nrf52840"),
    ),
    Item(
        "7-segment FeatherWing, 0.56 inch, red",
        "Adafruit 3108",
        "mid",
        (*_FEATHERS, "xiao_nrf52840_sense"),
        "another colour (3107 green, 3109 white, 3110 yellow)",
    ),
    Item("the same digits as a STEMMA QT backpack", "Adafruit 5599*", "mid", ("clue_nrf52840",)),
    Item(
        "LiPo cell, 500 mAh, JST-PH",
        "Adafruit 1578",
        "mid",
        (*_FEATHERS, "xiao_nrf52840_sense"),
        "350 mAh or more with its own protection",
    ),
    Item("holder for three AAA cells, JST-PH, with a switch", "any", "low", ("clue_nrf52840",)),
    Item("slide switch", "Adafruit 805*", "low", (*_FEATHERS, "xiao_nrf52840_sense"), "unplug the battery"),
    Item(
        "piezo disc and 220 ohms, for cues",
        "any",
        "low",
        (*_FEATHERS, "xiao_nrf52840_sense"),
        "motor and driver, or none",
    ),
    Item("elastic strap, 40 mm wide, 70 cm, with hook and loop", "any", "low", tuple(BOARD_NAMES)),
    Item(
        "screws: 8 of M2 x 4, 2 of M2.5 x 20, self-tapping",
        "any",
        "low",
        ("feather_nrf52840_sense", "feather_rp2350_sox"),
    ),
    Item("thin stranded wire, foam 3 mm, a USB data cable", "any", "low", tuple(BOARD_NAMES)),
)


def table() -> list[str]:
    """The lines of the table."""
    prices = "; ".join(f"{name}: {what}" for name, what in _PRICES.items())
    lines = ["| part | number | price | for | instead |", "|---|---|---|---|---|"]
    for item in ITEMS:
        boards = (
            "all" if set(item.boards) == set(BOARD_NAMES) else ", ".join(BOARD_NAMES[b] for b in item.boards)
        )
        lines.append(f"| {item.name} | {item.number} | {item.price} | {boards} | {item.instead} |")
    return [
        *lines,
        "",
        f"Prices, each: {prices} (estimated). * The number is from memory: compare it before you order.",
    ]


if __name__ == "__main__":
    write_part(Path(sys.argv[1]), BEGIN, END, table())
