"""Makes the pictures of docs/workbench.md: `python -m docs_build.workbench_screenshots docs/pictures`."""

import shutil
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.util.chromium import browser, open_page
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.workbench.browser import DESK, PHONE, counted, line_at, point, served
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# One session of each kind is enough to show the list.
SHOWN = (
    "half_reps_in_a_set",
    "two_sets_walk_and_sit",
    "lost_samples",
    "not_very_deep",
    "quick_reps",
    "strap_turns_in_mid_set",
    "tired_by_the_end",
    "must_not_count/squats",
    "must_not_count/stairs",
    "must_not_count/walk_only",
)
UNLABELLED = "not_very_deep"
SETTLE_MS = 60_000
# The browser has drawn every update after this time.
DRAWN_MS = 700
COLOURS = 256
# Two of the ten reps are shallower.
DRAGGED_TO_DEG, COUNTED = 88, "8"
# Among the depths of the session that is shown in the comparison.
COMPARED_DEG = 78


def main() -> None:
    """Make every picture in the folder given as the first argument."""
    target = Path(sys.argv[1])
    with TemporaryDirectory() as folder:
        sessions = Path(folder) / "sessions"
        for name in SHOWN:
            path = RECORDED_SESSIONS / f"{name}.csv"
            (sessions / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, sessions / f"{name}.csv")
            if name != UNLABELLED:
                shutil.copy(annotations_path(path), annotations_path(sessions / f"{name}.csv"))
        # This name appears in the picture, so it must not be a path of this computer.
        settings = Path("settings.toml")
        with served([sessions], settings) as server, browser() as running:
            shoot(running, server.url, target)


def shoot(running: "Browser", url: str, target: Path) -> None:
    """Take all pictures."""
    page = open_page(running, url, (DESK[0], 1000))
    settled(page)
    counted(page, "two_sets_walk_and_sit")
    page.mouse.click(*point(page, "inclination", 80, 40))
    page.mouse.move(*point(page, "force", 100, 1.0))
    page.wait_for_selector("#moment b")
    picture(page, target / "workbench.png")
    counted(page, "half_reps_in_a_set")
    x, y = line_at(page, "depth_min_deg")
    _, lower = point(page, "inclination", 35, DRAGGED_TO_DEG)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, lower, steps=8)
    page.wait_for_function("n => document.querySelector('#count').textContent === n", arg=COUNTED)
    page.mouse.up()
    settled(page)
    picture(page, target / "workbench_dragged.png")
    page.keyboard.press("z")
    counted(page, "tired_by_the_end")
    page.keyboard.press("c")
    page.fill("[data-control=depth_min_deg] .number", str(COMPARED_DEG))
    page.keyboard.press("Enter")
    page.wait_for_selector("#compared-only button")
    settled(page)
    clip(page, target / "workbench_compared.png", "main")
    page.locator("#main").focus()
    page.keyboard.press("z")
    page.keyboard.press("c")
    counted(page, UNLABELLED)
    page.keyboard.press("t")
    page.wait_for_function("document.querySelector('#verdict').textContent.includes('right')")
    page.mouse.click(*point(page, "truth", 17, 1.5))
    page.keyboard.press("]")
    page.wait_for_selector("#label.selected")
    page.click("#sets button")
    page.mouse.move(*point(page, "force", 30, 1.0))
    settled(page)
    clip(page, target / "workbench_labels.png", "main")
    page.close(run_before_unload=False)
    phone = open_page(running, url, PHONE, touch=True)
    settled(phone)
    counted(phone, "two_sets_walk_and_sit")
    picture(phone, target / "workbench_phone.png")
    phone.close(run_before_unload=False)


def settled(page: "Page") -> None:
    """Wait until every session is counted and the axes are drawn."""
    page.wait_for_function(
        "!document.querySelector('#totals').textContent.match(/counting|reading/)", timeout=SETTLE_MS
    )
    page.wait_for_function("document.querySelector('#fresh').textContent.startsWith('counted')")


def picture(page: "Page", target: Path) -> None:
    """Take a picture of the window."""
    page.evaluate("scrollTo(0, 0); document.querySelector('main').scrollTo(0, 0)")
    page.wait_for_timeout(DRAWN_MS)
    write(target, page.screenshot())


def clip(page: "Page", target: Path, what: str) -> None:
    """Take a picture of one element of the page."""
    page.wait_for_timeout(DRAWN_MS)
    write(target, page.locator(what).screenshot())


def write(target: Path, png: bytes) -> None:
    """Write a picture with a reduced palette, which takes a third of the bytes."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    # Maximum coverage keeps the colours of small areas, such as a phase's.
    few = whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


if __name__ == "__main__":
    main()
