"""The workbench's axes, list and reasons in a headless Chromium, also for an hour and for many sessions."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.util.chromium import chromium, open_page
from heeldrive_lab.workbench.browser import DESK, PHONE, VIEW, counted, point, served
from playwright.sync_api import expect

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
HALF, QUICK, WRONG, STAIRS = "half_reps_in_a_set", "quick_reps", "forward_lunges", "stairs"
HOUR_S = 3600
DRAWN = """name => Bokeh.documents[0].get_model_by_name(name).renderers
  .filter(one => 'VArea Line'.includes(one.glyph.type)).map(one => one.data_source.data.x.length)"""

QUADS = """name => Bokeh.documents[0].get_model_by_name(name).renderers
  .filter(one => one.glyph.type === 'Quad').map(one => one.data_source.data)"""

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Three sessions that are right, one that is wrong, and one of an hour without truth."""
    made = tmp_path_factory.mktemp("sessions")
    for name in (HALF, QUICK, WRONG, f"must_not_count/{STAIRS}"):
        path = SESSIONS / f"{name}.csv"
        (made / name).parent.mkdir(exist_ok=True)
        shutil.copy(path, made / f"{name}.csv")
        shutil.copy(annotations_path(path), annotations_path(made / f"{name}.csv"))
    with SessionReader(SESSIONS / f"{QUICK}.csv") as reader:
        header, rows = reader.header, np.array(list(reader))
    hour = np.resize(rows, (HOUR_S * 52, 7))
    hour[:, 0] = np.arange(len(hour)) * 1000 // 52
    write_session(made / "hour.csv", header, [tuple(row) for row in hour.tolist()])
    with served([made], tmp_path_factory.mktemp("settings") / "settings.toml") as running:
        yield running


@pytest.fixture
def page(chrome, server):
    """The page with the session of half reps."""
    errors = []

    def watch(page):
        page.on("pageerror", lambda error: errors.append(str(error)))

    one = open_page(chrome, server.url, DESK, watch=watch)
    expect.set_options(timeout=300_000)  # only a way to fail: the computer may be busy
    counted(one, HALF)
    yield one
    one.close(run_before_unload=False)
    assert errors == []

    def tidy():
        while server.bench.undo():
            pass

    server.loop.add_callback(tidy)


def drag(page, axis, start_s, end_s, y):
    """Drag with the mouse from one time of an axis to another."""
    first, last = point(page, axis, start_s, y), point(page, axis, end_s, y)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=6)
    page.mouse.up()


def view_is(page, start_s, end_s):
    """Wait until the view is about this range; a pixel of the overview is a tenth of a second."""
    page.wait_for_function(
        f"([start, end]) => {{ const x = {VIEW};"
        " return Math.abs(x[0] - start) + Math.abs(x[1] - end) < 1; }",
        arg=[start_s, end_s],
    )


def test_an_hour_is_drawn_with_no_more_points_than_the_screen_shows(page):
    counted(page, "hour")
    width = page.evaluate("Bokeh.documents[0].get_model_by_name('truth').inner_width")
    for axis in ("inclination", "rate", "force", "overview"):
        points = f"([name, least]) => ({DRAWN})(name).reduce((a, b) => a + b) > least"
        page.wait_for_function(points, arg=[axis, width / 2])
        drawn = page.evaluate(DRAWN, axis)
        assert sum(drawn) < 1.5 * width, axis
    page.evaluate("Bokeh.documents[0].get_model_by_name('truth').x_range.setv({start: 1800, end: 1805})")
    page.wait_for_function(
        f"([rate]) => {{ const n = ({DRAWN})(rate); return n[0] === 0 && n[1] > 200; }}", arg=["rate"]
    )


def test_the_mouse_shows_the_values_of_all_axes(page):
    x, y = point(page, "force", 24.3, 1.0)

    def move():
        page.mouse.move(x + 1, y)
        page.mouse.move(x, y)

    move()
    chips = page.locator("#values span:visible")
    page.wait_for_function(
        "document.querySelectorAll('#values:not([hidden]) span:not([hidden])').length === 6"
    )
    inclination, truth, rate, force, states, measure = chips.all_text_contents()
    assert 60 < float(inclination.removesuffix(" deg")) < 100
    assert "true rep (front): counted" in truth
    assert rate.endswith(" deg/s")
    assert 0.8 < float(force.removesuffix(" g")) < 1.3
    assert states in ("descent · ready", "bottom · ready")
    assert measure.startswith("jolts of the body")
    page.mouse.move(5, 5)
    page.wait_for_selector("#values", state="hidden")


def test_the_mouse_leaves_what_was_said(page):
    page.keyboard.press("z")
    said = page.locator("#message")
    expect(said).to_have_text("there is nothing to undo")
    for at_s in (20, 24, 28):
        before = page.text_content("#values span")
        page.mouse.move(*point(page, "force", at_s, 1.0))
        page.wait_for_function(
            "before => document.querySelector('#values span').textContent !== before", arg=before
        )
    assert said.text_content() == "there is nothing to undo"


def axes_top(page):
    return page.evaluate("document.querySelector('.axes').getBoundingClientRect().top")


def test_what_is_said_moves_no_axis_and_stays_until_something_changes(page):
    top = axes_top(page)
    said = page.locator("#message")
    page.keyboard.press("z")
    expect(said).to_have_text("there is nothing to undo")
    assert axes_top(page) == top
    page.keyboard.press("+")
    page.wait_for_function(f"{VIEW}[1] < 60")
    page.keyboard.press("]")
    expect(page.locator("#label")).to_have_class("selected")
    page.click("#sets button")
    assert said.text_content() == "there is nothing to undo"
    page.keyboard.press("c")
    expect(said).to_be_hidden()


def test_a_session_that_cannot_be_read_says_why(chrome, tmp_path):
    (tmp_path / "torn.csv").write_bytes((SESSIONS / f"{HALF}.csv").read_bytes()[:-20])
    shutil.copy(SESSIONS / f"{QUICK}.csv", tmp_path)
    with served([tmp_path], tmp_path / "settings.toml") as running:
        one = open_page(chrome, running.url, DESK)
        counted(one, QUICK)
        one.locator("#sessions button", has_text="torn").click()
        expect(one.locator("#message")).to_contain_text("torn.csv")
        expect(one.locator("#message")).to_have_class("fault")
        one.close(run_before_unload=False)


def test_axes_stay_under_the_mouse_while_what_differs_grows(page):
    page.keyboard.press("c")
    expect(page.locator("#compared")).to_be_visible()
    top = axes_top(page)
    page.fill("[data-control=depth_min_deg] .number", "99")
    page.keyboard.press("Enter")
    expect(page.locator("#compared-only button")).to_have_count(10)
    expect(page.locator("#sets button")).to_have_count(0)
    assert axes_top(page) == top
    page.keyboard.press("c")


def test_a_box_zooms_with_shift_or_after_the_button(page):
    page.keyboard.down("Shift")
    drag(page, "rate", 10, 30, 50)
    page.keyboard.up("Shift")
    view_is(page, 10, 30)
    drag(page, "rate", 25, 20, 50)
    view_is(page, 15, 35)  # without Shift, dragging moves the view
    page.click("#box-zoom")
    assert page.get_attribute("#box-zoom", "aria-pressed") == "true"
    drag(page, "force", 20, 30, 1.0)
    view_is(page, 20, 30)
    page.keyboard.press("b")
    drag(page, "force", 25, 23, 1.0)
    view_is(page, 22, 32)


def test_the_overview_shows_the_whole_and_moves_the_view(page):
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.wait_for_function(f"(() => {{ const x = {VIEW}; return x[1] - x[0] < 20; }})()")
    start_s, end_s = page.evaluate(VIEW)
    drag(page, "overview", (start_s + end_s) / 2, (start_s + end_s) / 2 + 10, 0.6)
    view_is(page, start_s + 10, end_s + 10)
    drag(page, "overview", 5, 15, 0.6)
    view_is(page, 5, 15)
    marks = page.evaluate(f"({QUADS})('overview')[0].left.length")
    assert marks == 10


def test_the_reason_names_the_setting_and_jumps_to_it(page):
    page.mouse.click(*point(page, "inclination", 20.3, 10))
    jump = page.locator("#moment button")
    expect(jump).to_contain_text("Setting to move: depth min")
    jump.click()
    assert page.evaluate("document.activeElement.id") == "control-depth_min_deg"


def test_a_setting_of_the_lowest_axis_is_shown_there_by_its_reason(page):
    counted(page, STAIRS)
    refused = f"({QUADS})('inclination').find(data => data.setting && data.x)"
    measures = "[...document.querySelectorAll('#measure option')].map(one => one.value)"
    page.wait_for_function(f"{refused}.setting.some(name => {measures}.includes(name))")
    data, names = page.evaluate(refused), page.evaluate(measures)
    row = next(row for row, name in enumerate(data["setting"]) if name in names)
    page.mouse.click(*point(page, "inclination", data["x"][row], 2))
    page.locator("#moment button").click()
    page.wait_for_function(
        "name => document.querySelector('#measure').value === name", arg=data["setting"][row]
    )


def test_settings_a_and_b_stand_on_one_chart(page):
    page.keyboard.press("c")
    expect(page.locator("#compared-words")).to_contain_text("no difference yet")
    page.fill("[data-control=depth_min_deg] .number", "90")
    page.keyboard.press("Enter")
    words = page.locator("#compared-words")
    expect(words).to_contain_text("depth min 36 | 90 deg")
    expect(words).to_contain_text("A counts 10 (right)")
    expect(words).not_to_contain_text("B counts 10")
    only = page.locator("#compared-only button")
    expect(only.first).to_contain_text("only A: 0:")
    only.first.click()
    page.wait_for_function(f"(() => {{ const x = {VIEW}; return x[1] - x[0] < 10; }})()")
    ticks = "Bokeh.documents[0].get_model_by_name('truth').y_range.end"
    assert page.evaluate(ticks) == 4
    page.click("#compared [data-do=take_compared]")
    expect(page.locator("[data-control=depth_min_deg] .number")).to_have_value("36")
    expect(words).to_contain_text("B counts 10 (right)")
    page.keyboard.press("c")
    page.wait_for_selector("#compared", state="hidden")
    page.wait_for_function(f"{ticks} === 2")


def test_the_list_is_searched_filtered_and_gone_through_by_what_is_wrong(page):
    names = page.locator("#sessions button:visible .name")
    assert names.count() == 5
    page.keyboard.press("/")
    page.keyboard.type("must stairs")
    expect(names).to_have_text([STAIRS])
    expect(page.locator("#session-sum")).to_have_text("(1 of 5)")
    page.fill("#search", "")
    page.select_option("#filter", "wrong")
    expect(names).to_have_text([WRONG])
    page.select_option("#filter", "unlabelled")
    expect(names).to_have_text(["hour"])
    expect(page.locator("#next-wrong")).to_be_disabled()
    page.select_option("#filter", "all")
    page.click("#next-wrong")
    expect(page.locator("#name")).to_have_text(f"{WRONG}.csv")
    page.fill("#search", "reps")
    page.locator("#main").focus()
    page.keyboard.press("n")
    expect(page.locator("#name")).to_have_text(f"{HALF}.csv")
    page.keyboard.press("n")
    expect(page.locator("#name")).to_have_text(f"{QUICK}.csv")


def test_a_dark_browser_gets_a_dark_page_and_dark_axes(page):
    axis = "Bokeh.documents[0].get_model_by_name('rate')"
    light = page.evaluate(f"{axis}.background_fill_color")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {axis}.background_fill_color !== light", arg=light)
    grounds = page.evaluate(
        "[document.body, document.querySelector('.axes')].map(one => getComputedStyle(one).backgroundColor)"
    )
    assert all(
        max(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) < 64 for ground in grounds
    )
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"light => {axis}.background_fill_color === light", arg=light)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(page, barriers, size, scheme):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.keyboard.press("c")
    page.wait_for_selector("#compared", state="visible")
    page.mouse.click(*point(page, "inclination", 20.3, 10))
    page.wait_for_selector("#moment button")
    assert barriers(page) == []
    page.keyboard.press("c")
    page.keyboard.press("?")
    page.wait_for_selector("#help", state="visible")
    assert barriers(page) == []
