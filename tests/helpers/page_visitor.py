"""Somebody at the page in a headless Chromium."""

from pathlib import Path

from heeldrive import Settings
from heeldrive_lab.browser.visit import DESK
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.chromium import READY_MS, open_page
from playwright.sync_api import expect


class Visitor:
    """Somebody at the page; it may raise no error and ask no other server. `script` runs before its own."""

    def __init__(self, chrome, url, size=DESK, script="", **how):
        self.script = script
        self.wrong = []
        self.asked = []
        self.page = open_page(chrome, url, size, watch=self.watch, **how)
        self.context = self.page.context

    def watch(self, page):
        page.add_init_script(self.script)
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.context.on("request", lambda request: self.asked.append(request.url))

    def reads(self, selector, text):
        """Wait until an element has a text."""
        expect(self.page.locator(selector)).to_have_text(text, timeout=READY_MS)

    def contains(self, selector, text):
        """Wait until an element contains a text."""
        expect(self.page.locator(selector)).to_contain_text(text, timeout=READY_MS)

    def gives(self, *paths):
        self.page.set_input_files("#files", list(paths))

    def says(self, reps, number=1):
        """Write how many reps a set really had; the sets count from 1."""
        self.page.fill(f"#really li:nth-child({number}) input", reps)
        self.page.keyboard.press("Tab")

    def value(self, setting):
        return int(self.page.input_value(f"#control-{setting}"))

    def across(self, path, t_ms):
        """Where a time of a session stands in the curve, at its lower edge, in pixels of the window."""
        self.page.locator("#inclination").scroll_into_view_if_needed()
        box = self.page.locator("#inclination .u-over").bounding_box()
        with SessionReader(path) as session:
            times = [row[0] for row in session]
        share = (t_ms - times[0]) / (times[-1] - times[0])
        return box["x"] + share * box["width"], box["y"] + box["height"] - 8

    def saves(self, button):
        with self.page.expect_download() as found:
            self.page.click(button)
        return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def counted(path, **values):
    return str(sum(event["kind"] == "rep" for event in replay(path, Settings(values))))
