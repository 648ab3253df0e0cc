"""Makes the picture of a report in docs/pictures: `python -m docs_build.report_picture FOLDER`.

It shows the page on a desktop screen and on a phone in dark mode. It needs Chromium.
"""

import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from heeldrive import Settings
from heeldrive_lab.report.page import workout_html
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.settings.of_session import SessionSettings
from heeldrive_lab.util.chromium import browser
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from playwright.sync_api import Browser

SESSION = RECORDED_SESSIONS / "half_reps_in_a_set.csv"
HEIGHT, DESK, PHONE = 1240, 900, 390
FRAME = """<style>body {{ margin: 24px; display: flex; gap: 24px; background: #c9cfd3 }}
img {{ height: {height}px; border-radius: 14px; box-shadow: 0 2px 14px #0004 }}</style>{images}"""


def shot(running: Browser, page: Path, target: Path, width: int, height: int, scheme: str) -> None:
    """Take a screenshot of the top of a page.

    Args:
        running: the browser.
        page: the HTML file.
        target: the PNG file.
        width: width of the window, px.
        height: height of the window, px.
        scheme: `light` or `dark`.
    """
    tab = running.new_page(viewport={"width": width, "height": height})
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.goto(page.as_uri())
    tab.screenshot(path=target)
    tab.close()


def main() -> None:
    """Make the picture in the folder given as the first argument."""
    target = Path(sys.argv[1]) / "report.png"
    settings = Settings()
    with TemporaryDirectory() as folder, browser() as running:
        workshop = Path(folder)
        page, frame = workshop / "page.html", workshop / "frame.html"
        page.write_text(
            workout_html(
                gather(read_recording(SESSION), settings), SessionSettings(settings, "the default settings")
            ),
            "utf-8",
        )
        for name, width, scheme in (("desk", DESK, "light"), ("phone", PHONE, "dark")):
            shot(running, page, workshop / f"{name}.png", width, HEIGHT, scheme)
        images = "".join(f'<img src="{escape(name)}.png">' for name in ("desk", "phone"))
        frame.write_text(FRAME.format(height=HEIGHT, images=images), "utf-8")
        shot(running, frame, target, DESK + PHONE + 72, HEIGHT + 48, "light")


if __name__ == "__main__":
    main()
