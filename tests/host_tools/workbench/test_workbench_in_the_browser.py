"""The workbench with mouse, keys and touch, in a headless Chromium."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.util.chromium import chromium, open_page
from heeldrive_lab.workbench.browser import (
    DESK,
    PHONE,
    VIEW,
    counted,
    line_at,
    point,
    served,
)
from playwright.sync_api import TimeoutError as NeverSo
from waiting import wait_until

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
HALF, QUICK, MINE = "half_reps_in_a_set", "quick_reps", "mine"

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, put_sessions):
    """Two annotated sessions, and one without annotations."""
    made = tmp_path_factory.mktemp("sessions")
    put_sessions(made, HALF, QUICK)
    shutil.copy(SESSIONS / "not_very_deep.csv", made / f"{MINE}.csv")
    return made


@pytest.fixture(scope="module")
def settings_path(tmp_path_factory):
    return tmp_path_factory.mktemp("settings") / "settings.toml"


@pytest.fixture(scope="module")
def server(folder, settings_path):
    with served([folder], settings_path) as running:
        yield running


CURSOR = """axis => {
  const root = [...Bokeh.index.roots].find(one => one.child_views?.length);
  const view = root.child_views.find(one => one.model.name === axis);
  return view.canvas_view.events_el.style.cursor;
}"""


class Seat:
    """A user of the page; the page may load nothing from other servers and may raise no error."""

    def __init__(self, chrome, server, size=DESK, **how):
        self.wrong = []
        self.page = open_page(chrome, server.url, size, watch=self.watch, **how)

    def watch(self, page):
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self.look)

    def look(self, request):
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname != "127.0.0.1":
            self.wrong.append(request.url)

    def until(self, condition, argument, seen):
        """Wait until a JavaScript condition holds; on failure, report what an element reads."""
        try:
            self.page.wait_for_function(condition, arg=argument)
        except NeverSo as error:
            shown = self.page.text_content(seen)
            raise AssertionError(f"waited for {argument}; {seen} reads {shown!r}") from error

    def reads(self, selector, text):
        """Wait until an element contains a text."""
        self.until(
            "([selector, text]) => document.querySelector(selector).textContent.includes(text)",
            [selector, text],
            seen=selector,
        )

    def holds(self, setting, value):
        """Wait until a setting's slider and number show a value."""
        self.until(
            "([name, value]) => document.querySelector(`[data-control=${name}] .number`).value === value"
            " && document.querySelector(`#control-${name}`).value === value",
            [setting, value],
            seen=f"[data-control={setting}]",
        )

    def is_class(self, selector, name):
        """Wait until an element has this class, and no other."""
        self.until(
            "([selector, name]) => document.querySelector(selector).className === name",
            [selector, name],
            seen=selector,
        )

    def hides(self, selector):
        """Wait until an element is hidden."""
        self.page.wait_for_selector(selector, state="hidden")

    def grab(self, axis, where):
        """Grab something draggable in an axis; `where` returns its position, again if the page moved."""

        def over_it():
            # The page looks for what lies under the mouse only when it moves.
            x, y = where()
            self.page.mouse.move(x + 1, y)
            self.page.mouse.move(x, y)
            cursor = self.page.evaluate(CURSOR, axis)
            return (x, y) if cursor == "grab" else None

        at = wait_until(over_it, f"something in {axis} can be grabbed")
        self.page.mouse.down()
        return at

    def view(self):
        return self.page.evaluate(VIEW)

    def tap(self, axis, at_s, y, *, times=1):
        self.page.mouse.click(*point(self.page, axis, at_s, y), click_count=times)


@pytest.fixture
def sit_down(chrome, server):
    seats = []

    def sit(**how):
        seats.append(Seat(chrome, server, **how))
        return seats[-1]

    yield sit
    for seat in seats:
        seat.page.close(run_before_unload=False)
        assert seat.wrong == []

    def tidy():
        for session in server.bench.entries:
            while server.bench.undo(session):
                pass

    server.loop.add_callback(tidy)


def test_the_list_shows_counts_and_true_reps_in_colour_and_words(sit_down):
    seat = sit_down()
    counted(seat.page, HALF)
    seat.reads("#sessions", "✓ right")
    seat.reads("#sessions", "no truth yet")
    seat.reads("#totals", "2 of 2 sessions right")
    rows = seat.page.locator("#sessions li button")
    assert rows.count() == 3
    assert rows.nth(0).locator(".number").text_content() == "10 / 10"
    assert rows.nth(0).get_attribute("class") == "right"
    assert rows.nth(0).get_attribute("aria-current") == "true"
    assert seat.page.text_content("#count") == "10"
    seat.reads("#refused", "3 refused (shallow 3)")


def test_a_threshold_is_dragged_and_the_count_changes_while_it_moves(sit_down):
    seat = sit_down()
    counted(seat.page, HALF)
    x, y = seat.grab("inclination", lambda: line_at(seat.page, "depth_min_deg"))
    _, higher = point(seat.page, "inclination", 35, 95)
    mouse = seat.page.mouse
    mouse.move(x, (y + higher) / 2, steps=4)
    mouse.move(x, higher, steps=4)
    seat.reads("#verdict", "10 missed")
    mouse.move(x, y, steps=4)
    seat.reads("#count", "10")
    mouse.move(x, higher, steps=4)
    seat.reads("#verdict", "10 missed")
    mouse.up()
    seat.holds("depth_min_deg", "95")
    seat.reads("#totals", "0 of 2 sessions right")
    seat.page.keyboard.press("z")
    seat.reads("#count", "10")
    seat.holds("depth_min_deg", "36")  # all of the way was one step
    assert seat.page.is_disabled("#undo")
    assert seat.page.evaluate("heeldrive.delays.length") > 0


def test_sliders_and_numbers_change_settings_and_reset_brings_the_default(sit_down):
    seat = sit_down()
    counted(seat.page, HALF)
    seat.page.focus("#control-depth_min_deg")
    seat.page.keyboard.press("ArrowRight")
    seat.holds("depth_min_deg", "37")
    seat.page.fill("[data-control=depth_min_deg] .number", "95")
    seat.page.keyboard.press("Enter")
    seat.reads("#verdict", "10 missed")
    seat.reads("#fresh", "counted")
    seat.page.click("[data-control=depth_min_deg] .reset")
    seat.reads("#count", "10")
    seat.holds("depth_min_deg", "36")
    seat.hides("[data-control=depth_min_deg] .reset")
    seat.page.select_option("#control-mode", "both_legs")
    seat.page.wait_for_selector("[data-control=mode].changed")


def test_a_refusal_shows_its_reason_when_the_mouse_is_on_it(sit_down):
    seat = sit_down()
    counted(seat.page, HALF)
    refused = truth_rows(SESSIONS / f"{HALF}.csv", "other")[0]
    middle = (refused.start_ms + refused.end_ms) / 2000
    card = seat.page.get_by_text("depth of the thigh")

    def card_of_the_refusal():
        # The card is made when the mouse moves, of what the page knew then.
        x, y = point(seat.page, "inclination", middle, 15)
        seat.page.mouse.move(x + 1, y)
        seat.page.mouse.move(x, y)
        return card.all_text_contents()

    (card, *_) = wait_until(card_of_the_refusal, "the card shows the reason")
    assert "at least 55." in card  # a share of the depth of the reps before it
    seat.tap("inclination", middle, 15)
    seat.reads("#moment", "refused: shallow")


def truth_rows(session, kind):
    return [row for row in read_annotations(annotations_path(session)).rows if row.kind == kind]


def test_a_rep_is_labelled_moved_saved_and_removed(sit_down, folder):
    seat = sit_down()
    counted(seat.page, MINE)
    seat.reads("#verdict", "no truth yet")
    seat.tap("truth", 12, 1.5, times=2)
    seat.reads("#label", "true rep")
    seat.reads("#verdict", "false")
    _, y = seat.grab("truth", lambda: point(seat.page, "truth", 12, 1.5))
    x2, _ = point(seat.page, "truth", 15, 1.5)
    seat.page.mouse.move(x2, y, steps=5)
    seat.page.mouse.up()
    seat.reads("#label", "0:13.")
    seat.page.keyboard.press("w")
    seat.reads("#message", "truth of mine.csv saved")
    assert seat.page.text_content("#message").endswith("saved, 1 row")
    (rep,) = truth_rows(folder / f"{MINE}.csv", "rep")
    assert rep.start_ms == pytest.approx(13_750, abs=150)
    assert rep.end_ms - rep.start_ms == 2500
    seat.page.keyboard.press("Delete")
    seat.reads("#label", "no labels")
    seat.page.keyboard.press("w")
    seat.reads("#message", "saved, 0 rows")
    assert read_annotations(annotations_path(folder / f"{MINE}.csv")).rows == ()


def test_what_is_in_view_was_a_set_of_eleven(sit_down):
    seat = sit_down()
    counted(seat.page, QUICK)
    seat.page.fill("#total", "11")
    seat.page.click("#set-total")
    seat.reads("#verdict", "1 false")
    seat.reads("#label", "set of 11")
    seat.reads("#sessions", "labels not saved")
    seat.page.click("#undo")
    seat.reads("#verdict", "right")


def test_a_tempo_of_ones_own_is_shown_among_the_choices(sit_down, folder):
    path = folder / f"{QUICK}.csv"
    path.write_text(path.read_text().replace("t_ms,ax", "# settings: tempo=4-0-1-0\nt_ms,ax", 1))
    seat = sit_down()
    counted(seat.page, QUICK)
    wait_until(lambda: seat.page.input_value("#control-tempo") == "4-0-1-0", "the tempo is shown")


def test_load_and_effort_are_entered_saved_and_refused_out_of_range(sit_down, folder):
    seat = sit_down()
    counted(seat.page, QUICK)
    seat.page.fill("#load_kg", "12.5")
    seat.page.press("#load_kg", "Enter")
    seat.reads("#message", "load_kg: 12.5 noted")
    seat.page.fill("#rpe", "11")
    seat.page.press("#rpe", "Enter")
    seat.reads("#message", "rpe is 11; it must be from 1 to 10")
    assert seat.page.input_value("#rpe") == ""
    seat.page.click("#save-truth")
    seat.reads("#message", "truth of quick_reps.csv saved")
    assert read_annotations(annotations_path(folder / f"{QUICK}.csv")).notes.load_kg == 12.5
    assert seat.page.input_value("#load_kg") == "12.5"


def test_a_note_being_typed_survives_an_answer_that_arrives_meanwhile(sit_down):
    seat = sit_down()
    counted(seat.page, QUICK)
    seat.page.fill("#rpe", "7")
    seat.page.evaluate("window.heeldriveConnection.act('note', ['load_kg', '14'])")
    seat.until("kg => document.querySelector('#load_kg').value === kg", "14", seen="#message")
    assert seat.page.input_value("#rpe") == "7"
    seat.page.press("#rpe", "Enter")
    seat.reads("#message", "rpe: 7 noted")


def test_a_note_typed_back_to_what_it_was_shows_what_arrives_later(sit_down):
    seat = sit_down()
    counted(seat.page, QUICK)
    before = seat.page.input_value("#load_kg")
    seat.page.fill("#load_kg", "99")
    seat.page.fill("#load_kg", before)
    seat.page.focus("#rpe")
    seat.page.evaluate("window.heeldriveConnection.act('note', ['load_kg', '15'])")
    seat.reads("#message", "load_kg: 15 noted")
    seat.until("kg => document.querySelector('#load_kg').value === kg", "15", seen="#message")


def test_the_reps_in_view_become_my_lunge_and_are_counted_with_it(sit_down, settings_path):
    seat = sit_down()
    counted(seat.page, QUICK)
    seat.reads("#lunge", "not taught")
    seat.hides("#forget")
    seat.page.keyboard.press("m")
    seat.reads("#message", "my lunge, from 5 reps: ")
    seat.reads("#lunge", "deg deep")
    seat.reads("#verdict", "right")
    seat.page.click("#save-settings")
    seat.is_class("#save-settings", "")
    assert vars(load_settings(settings_path))["my_length_ms"] > 0
    seat.page.click("#forget")
    seat.reads("#lunge", "not taught")
    seat.page.click("#undo")
    seat.reads("#lunge", "deg deep")


def test_too_few_reps_in_view_teach_nothing(sit_down):
    seat = sit_down()
    counted(seat.page, QUICK)
    seat.page.evaluate("Bokeh.documents[0].get_model_by_name('truth').x_range.setv({start: 0, end: 1})")
    seat.page.click("[data-do=teach]")
    seat.reads("#message", "in view: show two or more of one leg, depth and tempo")
    seat.reads("#lunge", "not taught")


def test_settings_are_saved_and_the_file_before_is_kept(sit_down, settings_path):
    seat = sit_down()
    for depth in ("50", "52"):
        seat.page.fill("[data-control=depth_min_deg] .number", depth)
        seat.page.keyboard.press("Tab")
        seat.is_class("#save-settings", "unsaved")
        seat.page.click("#save-settings")
        seat.is_class("#save-settings", "")
    assert vars(load_settings(settings_path))["depth_min_deg"] == 52
    assert vars(load_settings(settings_path.with_name("settings.toml.bak")))["depth_min_deg"] == 50


def test_keys_go_through_sessions_zoom_play_and_help(sit_down):
    seat = sit_down()
    counted(seat.page, HALF)
    press = seat.page.keyboard.press
    press("n")
    seat.reads("#name", MINE)
    press("p")
    seat.reads("#name", HALF)
    whole = seat.view()
    press("+")
    seat.until(
        "length => { const x = Bokeh.documents[0].get_model_by_name('truth').x_range;"
        " return x.end - x.start < 0.6 * length; }",
        whole[1] - whole[0],
        seen="#about",
    )
    press("]")
    seat.reads("#label", "set of 10")
    press("?")
    assert seat.page.is_visible("#help")
    press("Escape")
    seat.hides("#help")
    press(" ")
    seat.reads("#play", "Pause")
    press(" ")
    seat.reads("#play", "Play")
    seat.reads("#moment", "deg")


def test_a_phone_shows_all_of_it_and_a_finger_drags(sit_down):
    seat = sit_down(size=PHONE, touch=True)
    counted(seat.page, HALF)
    page = seat.page
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE[0]
    x, y = line_at(page, "depth_min_deg")
    x, higher = point(page, "inclination", 35, 95)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py} for px, py in points]},
        )

    def axis_top():
        return page.evaluate(
            "[...Bokeh.index.roots].find(one => one.child_views?.length).child_views"
            ".find(one => one.model.name === 'inclination').el.getBoundingClientRect().top"
        )

    top = axis_top()
    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x, y + (higher - y) * part / 8))
    seat.reads("#verdict", "10 missed")
    seat.reads("#totals", "saved")  # a line more, which the browser scrolls by
    assert abs(axis_top() - top) < 1, "the axes stay under the finger"
    touch("touchEnd")
    seat.holds("depth_min_deg", "95")
    page.click("#undo")
    seat.reads("#count", "10")
