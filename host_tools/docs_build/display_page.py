"""docs/display.md and its pictures, made from the firmware: `python -m docs_build.display_page docs`."""

import sys
from collections.abc import Iterable
from pathlib import Path

from docs_build.display_drawing import svg
from docs_build.display_scenes import (
    Scene,
    button_scenes,
    count_scenes,
    displayed,
    fault_scenes,
    knee_scenes,
    refusal_scenes,
    wait_scenes,
)

PICTURES = "pictures/display"

_HEAD = """\
# What the digits say, and what the button does

Made by `make pages` from the firmware's own code; do not edit. Each picture is drawn from the display's RAM
after the firmware has written it, as a wearer sees it who looks down at the thigh.

## Without a press

The number of the set's reps, and nothing else. Who sets `reps_target` sees how many are to go.

"""

_WAITS = """
Before reps can count:

"""

_BUTTON = """
## The button

| press | what it does |
|---|---|
| short | the next page: set, split by leg, target, battery; the count again after 4 s |
| double | *that was wrong*: the last rep does not count |
| long (0.7 s) | opens the menu |
| in the menu | **short**: its next item; **long**: do it; **double**: leave. Untouched for 5 s it closes |

The menu's items: one more rep · a new set · brightness, a step each long press · end the recording (`rEC`
while nothing is recorded: a new session begins, with a new log and a count of 0).

Who has no target, or counts one leg only, has no page for it. A press is read 100 times a second, two
looks have to agree, and what is pressed while the board is busy is done afterwards, with the time it was
pressed. No press costs a sample. The detector's own count stays as it is: corrections are the display's,
and each goes into the log as a marker: `wrong rep`, `missed rep`, `new set`, `recording ends`. A board
without a button counts all the same.

"""

_REFUSALS = """
## Why a rep did not count

A letter for a second, in front of the number that stays; the NeoPixel is red meanwhile.

"""

_KNEE = """
## Where the knee went

With `knee_letter = "on"` (off as shipped): a letter and a colon for a second, with each rep of the sensor leg
in front from the seventh on. The rep counts either way. Begin with reps as you want all of them: the first
shows the sensor which way is forward, and the next five are what all others are held against, until the
strap slips or the board starts anew. Between the two, and where it would mean nothing, stands no letter. It
tells of the knee's way, not of pressure under the foot: [how, and what it is worth](heel-drive.md). Checked
by nobody on people yet.

"""

_FAULTS = """
## Faults

A word for 2.5 s, or for as long as no samples come. [What survives them](faults.md).

"""

_LIGHT = """
## Light

| NeoPixel | when |
|---|---|
| blue | on the way down, the brighter the deeper; brightest from `depth_min_deg` on |
| amber | at the bottom |
| green | on the way up |
| red | the rep does not count |
| dark | standing |
| the fault's colour | the digits do not answer |

The digits dim to a sixteenth when nothing has moved for 8 s. They come back within half a second of a
move, at once with a phase, an event or a press. After `sleep_after_min` minutes without a move they are dark:
the board sleeps, and a move or a press wakes it ([power](power.md)).
"""


def _table(scenes: Iterable[Scene]) -> str:
    rows = [
        f"| ![{displayed(scene).digits}]({PICTURES}/{scene.name}.svg) | {scene.meaning} |" for scene in scenes
    ]
    return "\n".join(["| digits | meaning |", "|---|---|", *rows, ""])


def _letters() -> str:
    rows = [
        f"| ![{displayed(scene).digits}]({PICTURES}/{scene.name}.svg) | `{scene.name}` | {scene.meaning} |"
        for scene in refusal_scenes()
    ]
    return "\n".join(["| digits | reason | what was seen |", "|---|---|---|", *rows, ""])


def page() -> str:
    """The text of docs/display.md."""
    parts = [_HEAD, _table(count_scenes()), _WAITS, _table(wait_scenes()), _BUTTON, _table(button_scenes())]
    parts += [_REFUSALS, _letters(), _KNEE, _table(knee_scenes())]
    return "".join([*parts, _FAULTS, _table(fault_scenes()), _LIGHT])


def all_scenes() -> list[Scene]:
    """Every screen there is."""
    return [
        *count_scenes(),
        *wait_scenes(),
        *button_scenes(),
        *refusal_scenes(),
        *knee_scenes(),
        *fault_scenes(),
    ]


def pictures() -> dict[str, str]:
    """The SVG of every screen by the name of its file."""
    return {f"{scene.name}.svg": svg(displayed(scene)) for scene in all_scenes()}


def main() -> None:
    """Make the page and the pictures in the folder named first."""
    folder = Path(sys.argv[1])
    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        (folder / PICTURES / name).write_text(picture, "utf-8")
    (folder / "display.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
