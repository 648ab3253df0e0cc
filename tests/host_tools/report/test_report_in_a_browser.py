"""The page in a browser: on a phone, in dark mode, on paper. Needs Chromium."""

from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.report.page import workout_html
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.settings.of_session import SessionSettings
from heeldrive_lab.util.chromium import browser, chromium

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


def written(target, session, settings):
    """Write the report of a recorded session."""
    workout = gather(read_recording(SESSIONS / session), settings)
    target.write_text(workout_html(workout, SessionSettings(settings, "the default settings")), "utf-8")
    return target


@pytest.fixture(scope="module")
def chrome():
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def page(chrome, tmp_path_factory):
    target = written(tmp_path_factory.mktemp("page") / "page.html", "held_at_the_bottom.csv", Settings())
    with chrome.new_page(viewport={"width": 390, "height": 844}) as tab:
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


def test_the_widest_table_fits_a_laptop(chrome, tmp_path):
    settings = Settings({"mode": "both_legs", "tempo": "3-1-1-0"})
    target = written(tmp_path / "page.html", "alternating_set.csv", settings)
    with chrome.new_page(viewport={"width": 1280, "height": 800}) as tab:
        tab.goto(target.as_uri())
        spare_px = tab.eval_on_selector_all(
            ".scroll", "all => all.map(one => one.clientWidth - one.scrollWidth)"
        )
        assert set(spare_px) == {0}


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
