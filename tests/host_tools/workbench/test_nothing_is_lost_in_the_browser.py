"""The workbench loses nothing: in a headless Chromium, links are cut, servers killed and phones locked."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Event
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from cut_link import Link
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.util.chromium import chromium, open_page
from heeldrive_lab.workbench import server as server_module
from heeldrive_lab.workbench.browser import (
    CURVE_DRAWN,
    DESK,
    PHONE,
    VIEW,
    counted,
    line_at,
    point,
    served,
)
from heeldrive_lab.workbench.page import Page
from waiting import wait_until

HALF, QUICK = "half_reps_in_a_set", "quick_reps"
AWAY = "document.querySelector('#lost').hidden === false"
HERE = "document.querySelector('#lost').hidden === true"

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


@pytest.fixture
def folder(tmp_path, put_sessions):
    """Two annotated sessions."""
    made = tmp_path / "sessions"
    made.mkdir()
    put_sessions(made, HALF, QUICK)
    return made


@pytest.fixture
def server(folder, tmp_path):
    with served([folder], tmp_path / "settings.toml") as running:
        yield running


@pytest.fixture
def link(server, monkeypatch):
    """A network between the browser and the server."""
    made = Link(server.port)
    monkeypatch.setenv("BOKEH_ALLOW_WS_ORIGIN", f"127.0.0.1:{made.port}")
    yield made
    made.close()


@pytest.fixture
def tab(chrome):
    pages = []

    def open_one(port, size=DESK, **how):
        pages.append(open_page(chrome, f"http://127.0.0.1:{port}/", size, **how))
        return pages[-1]

    yield open_one
    for page in pages:
        page.close(run_before_unload=False)


def reads(page, selector, text):
    """Wait until an element contains a text."""
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)",
        arg=[selector, text],
    )


def look_closely(page):
    """Show a part of the session shown, with another lowest axis and a cursor; returns the part, s."""
    page.keyboard.press("+")
    page.select_option("#measure", "hold_max_ms")
    page.mouse.click(*point(page, "inclination", sum(page.evaluate(VIEW)) / 2, 60))
    page.wait_for_selector("#moment b")
    page.wait_for_function(
        "['axis=hold_max_ms', 'from=', 'at='].every((part) => location.search.includes(part))"
    )
    return page.evaluate(VIEW)


def shows_again(page, name, part):
    """Wait until a page shows a part of a session again, with its curve, the lowest axis and the cursor."""
    reads(page, "#name", name)
    reads(page, "#fresh", "counted")
    page.wait_for_function(
        "([start, end]) => { const x = Bokeh.documents[0].get_model_by_name('truth').x_range;"
        " return Math.abs(x.start - start) < 0.01 && Math.abs(x.end - end) < 0.01; }",
        arg=part,
    )
    page.wait_for_function(CURVE_DRAWN)
    assert page.input_value("#measure") == "hold_max_ms"
    page.wait_for_selector("#moment b")


def select_a_label(page):
    """Select the first label of the session shown, which moves the view to it."""
    page.keyboard.press("]")
    page.wait_for_selector("#label.selected")


def remove_a_label(page):
    """Remove the first label of the session shown."""
    select_a_label(page)
    page.keyboard.press("Delete")
    reads(page, "#message", "label removed")


def labels_of(folder, name):
    return len(read_annotations(annotations_path(folder / f"{name}.csv")).rows)


def is_disabled(page):
    """Whether nothing on the page can be changed, by mouse or by key."""
    page.keyboard.press("w")
    return page.evaluate(
        "['#sessions', '#play', '.axes', '#control-depth_min_deg', '#undo']"
        ".every((part) => document.querySelector(part).closest('[inert]'))"
    )


def test_a_short_cut_is_said_at_once_and_the_page_goes_on(tab, link, server, folder):
    page = tab(link.port)
    counted(page, QUICK)
    select_a_label(page)
    part = look_closely(page)
    page.evaluate("window.same = true")
    link.cut()
    page.keyboard.press("Delete")  # before the page can know
    page.wait_for_function(AWAY)
    reads(page, "#lost", "No answer from the workbench since")
    assert page.title().startswith("No answer")
    page.fill("#load_kg", "12.5")
    page.keyboard.press("Enter")
    link.mend()
    page.wait_for_function(HERE)
    reads(page, "#message", "load_kg: 12.5 noted")
    shows_again(page, QUICK, part)
    assert page.evaluate("window.same"), "the page was not reloaded"
    assert labels_of(folder, QUICK) == len(server.bench.annotations(str(folder / f"{QUICK}.csv")).rows) + 1
    assert not page.title().startswith("No answer")


@pytest.fixture
def documents(monkeypatch):
    """The documents of all tabs."""
    made, start = [], Page.__init__

    def keep(self, document, *rest):
        made.append(document)
        start(self, document, *rest)

    monkeypatch.setattr(Page, "__init__", keep)
    return made


@pytest.mark.parametrize("what", ["the program", "this page's document"])
def test_a_busy_workbench_carries_out_what_was_done_meanwhile(tab, server, documents, what):
    page = tab(server.port)
    counted(page, QUICK)
    select_a_label(page)
    page.evaluate("window.same = true")
    go_on = Event()

    async def hold():
        await asyncio.to_thread(go_on.wait)

    if what == "the program":
        server.loop.add_callback(go_on.wait)
    else:
        server.loop.add_callback(documents[0].add_next_tick_callback, hold)
    try:
        page.wait_for_function(AWAY)
        page.keyboard.press("Delete")
        page.click("#compare")
        for _ in range(3):
            page.wait_for_event("request", lambda request: "/alive" in request.url)
    finally:
        go_on.set()
    page.wait_for_function(HERE)
    reads(page, "#sessions", "labels not saved")
    page.wait_for_selector("#compared", state="visible")
    assert page.evaluate("window.same"), "the page was not reloaded"


def alive(port, session):
    with urlopen(f"http://127.0.0.1:{port}/alive?session={quote(session)}") as answer:
        return answer.read().decode()


@pytest.mark.parametrize(
    "session", ["", "../../etc/passwd", "x" * 10_000, "kniebeuge \u00fc \U0001f9b5", "a b"]
)
def test_a_session_that_the_workbench_does_not_know_is_gone(server, session):
    assert alive(server.port, session) == "gone"


def test_a_page_whose_document_is_held_for_good_is_busy_until_the_page_reloads(
    tab, server, documents, monkeypatch
):
    text = vars(server_module)["_text"]
    monkeypatch.setattr(server_module, "_text", lambda name: text(name).replace("busy: 30}", "busy: 3}"))
    page = tab(server.port)
    counted(page, QUICK)
    shown = documents[0].session_context.id
    assert alive(server.port, shown) == "open"
    select_a_label(page)
    page.evaluate("window.same = true")
    go_on = Event()

    async def hold():
        await asyncio.to_thread(go_on.wait)

    server.loop.add_callback(documents[0].add_next_tick_callback, hold)
    try:
        page.wait_for_function(AWAY)
        assert alive(server.port, shown) == "busy"
        page.keyboard.press("Delete")
        reads(page, "#back", "Look whether this has arrived, and do it again if not: remove")
        assert not page.evaluate("window.same")
    finally:
        go_on.set()
    wait_until(lambda: alive(server.port, shown) != "busy", "the document is free again")


def test_an_error_of_something_between_is_no_answer(tab, link):
    page = tab(link.port)
    counted(page, QUICK)
    page.evaluate("window.same = true")
    page.route("**/alive?*", lambda route: route.fulfill(status=502, body="gone"))
    link.cut()
    link.drop()
    reads(page, "#lost", "No connection to the workbench since")
    for _ in range(3):
        page.wait_for_event("response", lambda response: "/alive" in response.url)
    assert page.evaluate("window.same"), "the page was not reloaded"
    page.unroute("**/alive?*")
    link.mend()
    reads(page, "#back", "is back. All you did has arrived.")


def test_a_line_that_is_dragged_while_the_workbench_is_silent_is_where_it_was_left(tab, server):
    page = tab(server.port)
    counted(page, HALF)
    x, y = line_at(page, "depth_min_deg")
    _, higher = point(page, "inclination", 35, 95)
    go_on = Event()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, (y + higher) / 2, steps=4)
    server.loop.add_callback(go_on.wait)
    try:
        page.wait_for_function(AWAY)
        page.mouse.move(x, higher, steps=4)
        page.mouse.up()
    finally:
        go_on.set()
    page.wait_for_function(HERE)
    reads(page, "#verdict", "10 missed")
    page.wait_for_function("document.querySelector('#control-depth_min_deg').value === '95'")


def test_a_closed_connection_allows_no_changes_until_the_page_is_back(tab, link, server):
    page = tab(link.port)
    counted(page, QUICK)
    part = look_closely(page)
    link.cut()
    link.drop()
    reads(page, "#lost", "No connection to the workbench since")
    assert is_disabled(page)
    link.mend()
    reads(page, "#back", "is back. All you did has arrived.")
    shows_again(page, QUICK, part)
    assert page.evaluate("document.querySelector('[inert]')") is None
    assert server.bench.unsaved() == []


def test_a_long_cut_ends_with_the_same_session_and_view(tab, link, folder):
    page = tab(link.port)
    counted(page, QUICK)
    remove_a_label(page)
    part = look_closely(page)
    link.cut()
    page.keyboard.press("Delete")  # never arrives
    page.wait_for_function(AWAY)
    link.mend(forgotten=True)
    reads(page, "#back", "Look whether this has arrived, and do it again if not: remove")
    shows_again(page, QUICK, part)
    reads(page, "#sessions", "labels not saved")
    page.keyboard.press("w")
    reads(page, "#message", "truth of quick_reps.csv saved")
    assert page.is_hidden("#back")


def test_a_phone_that_was_locked_comes_back_to_its_view(tab, link):
    page = tab(link.port, size=PHONE, touch=True)
    counted(page, QUICK)
    part = look_closely(page)
    system = page.context.new_cdp_session(page)
    system.send("Page.setWebLifecycleState", {"state": "frozen"})
    link.drop()
    system.send("Page.setWebLifecycleState", {"state": "active"})
    reads(page, "#back", "is back. All you did has arrived.")
    shows_again(page, QUICK, part)


class Program:
    """`heeldrive workbench` as a process of its own, always on the same port, with a home of its own."""

    def __init__(self, folder, home):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._command = [
            *[sys.executable, "-c", "from heeldrive_lab.commands.app import app; app()", "workbench", folder],
            *["--settings", home / "settings.toml", "--no-browser", "--port", str(self.port)],
        ]
        # As PATH says, but root may otherwise write where it may not.
        if os.geteuid() == 0:
            self._command[:0] = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        self._home = home
        self._running = None
        self.start()

    def start(self):
        variables = {**os.environ, "XDG_STATE_HOME": str(self._home / "state")}
        self._running = subprocess.Popen(self._command, env=variables, stdout=subprocess.DEVNULL)
        wait_until(self._answers, "the workbench answers")

    def _answers(self):
        assert self._running.poll() is None, "the workbench has ended"
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/alive") as answer:
            return answer.status == 200
        return False

    def kill(self):
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()


@pytest.fixture
def program(tmp_path):
    started = []

    def start(folder):
        started.append(Program(folder, tmp_path))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def test_a_killed_workbench_is_started_again_and_nothing_is_lost(tab, program, folder):
    running = program(folder)
    page = tab(running.port)
    counted(page, QUICK)
    remove_a_label(page)
    part = look_closely(page)
    page.fill("[data-control=depth_min_deg] .number", "40")
    page.keyboard.press("Tab")
    page.wait_for_selector("#save-settings.unsaved")
    before = labels_of(folder, QUICK)
    running.kill()
    reads(page, "#lost", "No connection to the workbench since")
    assert is_disabled(page)
    running.start()
    reads(page, "#back", "is back. All you did has arrived.")
    shows_again(page, QUICK, part)
    reads(page, "#notices", "Unsaved labels from the last time are here again (quick_reps.truth.csv)")
    reads(page, "#notices", "Unsaved settings from the last time are here again (settings.toml)")
    assert page.input_value("[data-control=depth_min_deg] .number") == "40"
    assert labels_of(folder, QUICK) == before
    page.keyboard.press("w")
    reads(page, "#message", "truth of quick_reps.csv saved")
    assert labels_of(folder, QUICK) == before - 1
    assert (
        sorted(path.name for path in folder.iterdir() if "part" in path.name or "candidate" in path.name)
        == []
    )


def test_a_read_only_folder_is_said_before_anything_is_changed(tab, program, folder):
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv here")
    folder.chmod(0o555)
    try:
        page = tab(program(folder).port)
        reads(page, "#notices", f"{folder} is read-only: labels cannot be saved there.")
        counted(page, QUICK)
        remove_a_label(page)
        page.keyboard.press("w")
        reads(page, "#message", "cannot be written (Permission denied)")
        reads(page, "#sessions", "labels not saved")
    finally:
        folder.chmod(0o755)
    page.wait_for_function("!document.querySelector('#notices').textContent")
    page.keyboard.press("w")
    reads(page, "#message", "truth of quick_reps.csv saved")


def test_two_tabs_on_two_sessions_save_and_undo_each_its_own(tab, server, folder):
    first, second = tab(server.port), tab(server.port)
    counted(first, HALF)
    counted(second, QUICK)
    half, quick = labels_of(folder, HALF), labels_of(folder, QUICK)
    remove_a_label(first)
    remove_a_label(second)
    second.keyboard.press("w")
    reads(second, "#message", "truth of quick_reps.csv saved")
    assert (labels_of(folder, HALF), labels_of(folder, QUICK)) == (half, quick - 1)
    second.keyboard.press("z")
    reads(second, "#message", "undone: a label removed")
    second.keyboard.press("z")
    reads(second, "#message", "there is nothing to undo")
    assert first.is_enabled("#undo")
    first.keyboard.press("w")
    reads(first, "#message", "truth of half_reps_in_a_set.csv saved")
    assert (labels_of(folder, HALF), labels_of(folder, QUICK)) == (half - 1, quick - 1)


def test_two_tabs_on_one_session_see_the_same_labels_and_never_remove_another(tab, server):
    first, second = tab(server.port), tab(server.port)
    for page in (first, second):
        counted(page, HALF)
        page.keyboard.press("]")
        page.keyboard.press("]")
        page.wait_for_selector("#label.selected")
    first.keyboard.press("Delete")
    reads(first, "#message", "label removed")
    second.wait_for_selector("#label:not(.selected)")
    reads(second, "#sessions", "labels not saved")
    second.keyboard.press("Delete")
    reads(second, "#message", "no label is selected")
    assert first.text_content("#label") == second.text_content("#label")


def test_a_rep_added_by_a_double_click_is_for_the_session_that_the_page_shows(tab, link, server):
    page = tab(link.port)
    counted(page, HALF)
    counted(page, QUICK)
    free_s = page.evaluate(VIEW)[1] - 2
    page.mouse.dblclick(*point(page, "truth", free_s, 1.5))
    reads(page, "#message", "true rep added")
    page.keyboard.press("z")
    reads(page, "#message", "undone")
    at = point(page, "truth", free_s, 1.5)  # below the message
    link.cut()
    page.click(f"#sessions button:has-text('{HALF}')")
    page.mouse.dblclick(*at)
    link.mend()
    reads(page, "#message", f"the page was changing to {HALF}.csv: nothing was done; do it again")
    assert server.bench.unsaved() == []


def test_a_rep_added_by_a_double_click_that_did_not_arrive_is_named(tab, link):
    page = tab(link.port)
    counted(page, QUICK)
    at = point(page, "truth", page.evaluate(VIEW)[1] - 2, 1.5)
    link.cut()
    page.mouse.dblclick(*at)
    page.wait_for_function(AWAY)
    link.mend(forgotten=True)
    reads(page, "#back", "Look whether this has arrived, and do it again if not: add rep.")


def test_an_action_for_a_session_that_is_not_shown_any_more_does_nothing(tab, server, folder):
    page = tab(server.port)
    counted(page, HALF)
    counted(page, QUICK)
    other = str(folder / f"{HALF}.csv")
    page.evaluate(
        "other => { Bokeh.documents[0].get_model_by_name('bridge').action ="
        " JSON.stringify(['nothing_counts', null, 1e6, other]); }",
        other,
    )
    reads(page, "#message", "the page was changing to quick_reps.csv: nothing was done; do it again")
    assert server.bench.unsaved() == []


def test_a_truth_file_that_somebody_else_changes_is_asked_about_on_the_page(tab, server, folder):
    page = tab(server.port)
    counted(page, QUICK)
    remove_a_label(page)
    path = annotations_path(folder / f"{QUICK}.csv")
    path.write_text(path.read_text().replace("backward_lunge", "forward_lunge"))
    reads(page, "#notices", "quick_reps.truth.csv was changed by another program. Your labels are not saved.")
    theirs = path.read_bytes()
    page.keyboard.press("w")
    reads(page, "#message", "nothing was written; decide which to keep")
    assert path.read_bytes() == theirs
    page.click("#notices >> text=Keep mine")
    reads(page, "#message", "yours are kept")
    page.keyboard.press("w")
    reads(page, "#message", "truth of quick_reps.csv saved")
    assert path.with_name(f"{path.name}.bak").read_bytes() == theirs
    assert page.text_content("#notices") == ""


def test_settings_that_somebody_else_changes_move_the_sliders(tab, server, tmp_path):
    page = tab(server.port)
    (tmp_path / "settings.toml").write_text("depth_min_deg = 45\n")
    reads(page, "#message", "settings.toml was changed by another program: it is read again")
    assert page.input_value("[data-control=depth_min_deg] .number") == "45"


def test_a_new_session_appears_in_the_list_and_one_that_goes_is_said(tab, server, folder):
    page = tab(server.port)
    counted(page, QUICK)
    shutil.copy(folder / f"{HALF}.csv", folder / "today.csv")
    reads(page, "#sessions", "today")
    counted(page, "today")
    (folder / "today.csv").unlink()
    reads(page, "#notices", "today.csv is no longer there.")
    assert page.text_content("#name") == "today.csv"
    counted(page, QUICK)
    page.wait_for_function("!document.querySelector('#sessions').textContent.includes('today')")


def test_an_address_of_a_session_that_is_not_there_says_so(tab, server):
    page = tab(f"{server.port}/?session=/gone.csv&from=x&axis=nothing")
    reads(page, "#message", "/gone.csv is not among these sessions")
    reads(page, "#name", HALF)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_what_is_said(tab, link, folder, barriers, size, scheme):
    page = tab(link.port, size=size, watch=lambda page: page.emulate_media(color_scheme=scheme))
    counted(page, QUICK)
    link.cut()
    page.wait_for_function(AWAY)
    link.mend(forgotten=True)
    reads(page, "#back", "is back")
    counted(page, QUICK)
    remove_a_label(page)
    path = annotations_path(folder / f"{QUICK}.csv")
    path.write_text(path.read_text().replace("backward_lunge", "forward_lunge"))
    reads(page, "#notices", "was changed by another program")
    page.keyboard.press("w")
    reads(page, "#message", "nothing was written")
    assert barriers(page) == []
    link.cut()
    page.wait_for_function(AWAY)
    assert barriers(page) == []
    link.drop()
    reads(page, "#lost", "No connection")
    assert barriers(page) == []
