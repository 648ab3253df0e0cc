"""What the page draws: the display's digits, the look's colours, and the cycle that somebody picks."""

import pytest
from heeldrive import Settings
from heeldrive_lab.browser.visit import PHONE
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.util.chromium import chromium
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.workbench.look import DARK, LIGHT

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")

HALF = RECORDED_SESSIONS / "half_reps_in_a_set.csv"
SETS = RECORDED_SESSIONS / "two_sets_walk_and_sit.csv"
HAS_COLOUR = """(colour) => {
  const canvas = document.querySelector("#inclination canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const wanted = colour.match(/[0-9a-f]{2}/gi).map((each) => parseInt(each, 16));
  for (let at = 0; at < data.length; at += 4) {
    if (wanted.every((part, channel) => data[at + channel] === part)) return true;
  }
  return false;
}"""


def shows(me, colour):
    """Wait until the curve has a point of a colour."""
    me.page.wait_for_function(HAS_COLOUR, arg=colour)


def test_the_digits_are_those_of_the_set_where_the_mouse_is(visit):
    me = visit()
    me.gives(SETS)
    me.reads("#reps", "16")
    me.reads("#digits", "8")
    reps = [event for event in replay(SETS, Settings()) if event["kind"] == "rep"]
    for number, digits in ((2, "3"), (7, "8"), (8, "1")):
        me.page.mouse.move(*me.across(SETS, reps[number]["shown_ms"] + 700))
        me.reads("#digits", digits)


def test_the_curves_have_the_colours_of_the_look(visit):
    me = visit(dark=True)
    me.page.click("#example")
    shows(me, DARK.grid)
    me.page.emulate_media(color_scheme="light")
    shows(me, LIGHT.grid)


def test_a_tap_means_the_nearest_of_the_reps_under_a_finger(visit):
    me = visit(size=PHONE)
    me.gives(SETS)
    me.reads("#reps", "16")
    for rep in [event for event in replay(SETS, Settings()) if event["kind"] == "rep"][3:6]:
        me.page.mouse.click(*me.across(SETS, (rep["start_ms"] + rep["end_ms"]) / 2))
        me.contains("#moment", f"Rep {rep['index']}: ")


def test_a_refusal_that_is_picked_comes_into_view(visit):
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    wrong = LIGHT.of("#c2255c")
    first = me.page.locator("#refusals li:first-child button:first-child")
    first.click()
    shows(me, wrong)
    for _ in range(3):
        me.page.click("#closer")
    for _ in range(9):
        me.page.click("#later")
    me.page.wait_for_function(f"(colour) => !({HAS_COLOUR})(colour)", arg=wrong)
    first.click()
    shows(me, wrong)


def test_every_measure_of_the_lower_curve_has_a_name_of_its_own(visit):
    names = visit().page.locator("#measure option").all_text_contents()
    assert len(set(names)) == len(names)
    assert "rep min, ms" in names
