"""The page in a browser: on a phone, in dark mode, on paper. Needs Chromium."""

from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.report.page import workout_html
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.settings.of_session import SessionSettings
from heeldrive_lab.util.chromium import browser, chromium

SESSION = Path(__file__).parents[3] / "recorded_sessions" / "held_at_the_bottom.csv"

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    target = tmp_path_factory.mktemp("page") / "page.html"
    settings = Settings()
    target.write_text(
        workout_html(
            gather(read_recording(SESSION), settings), SessionSettings(settings, "the default settings")
        ),
        "utf-8",
    )
    with browser() as running:
        tab = running.new_page(viewport={"width": 390, "height": 844})
        asked = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(target.as_uri())
        assert asked == [target.as_uri()]
        yield tab


def shown(page, what):
    return page.eval_on_selector_all(what, "all => all.filter(one => one.getClientRects().length).length")


def colour(page, what, name):
    return page.eval_on_selector(what, f"one => getComputedStyle(one).{name}")


def test_nothing_hangs_over_the_edge_of_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert shown(page, "svg.narrow") > 4
    assert shown(page, "svg.wide") == 0
    smallest = page.eval_on_selector_all(
        "svg.narrow text", "all => Math.min(...all.map(one => one.getBoundingClientRect().height))"
    )
    assert smallest > 8


def test_a_table_is_reached_by_keyboard_and_scrolls_inside_its_own_frame(page):
    wide = page.eval_on_selector_all(
        ".scroll", "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.tabIndex)"
    )
    assert wide
    assert set(wide) == {0}


def test_light_dark_and_paper(page):
    seen = {}
    for name, media in (
        ("light", {"color_scheme": "light", "media": "screen"}),
        ("dark", {"color_scheme": "dark", "media": "screen"}),
        ("paper", {"color_scheme": "dark", "media": "print"}),
    ):
        page.emulate_media(**media)
        seen[name] = (colour(page, "body", "backgroundColor"), colour(page, "section", "color"))
        if name == "paper":
            assert shown(page, "svg.wide") > 4
            assert shown(page, "svg.narrow") == 0
    assert seen["light"] != seen["dark"]
    assert seen["paper"] == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_the_curve_is_drawn_in_the_pages_ink(page):
    page.emulate_media(media="screen", color_scheme="dark")
    ink = colour(page, "body", "color")
    strokes = page.eval_on_selector_all(
        "svg.narrow path", "all => [...new Set(all.map(one => getComputedStyle(one).stroke))]"
    )
    assert ink in strokes
