"""The page with mouse, finger and keys, in a headless Chromium."""

import gzip
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import crafted_logs
import pytest
from heeldrive import Settings
from heeldrive_lab.board.log_reader import BoardLogError
from heeldrive_lab.board.pull import pull
from heeldrive_lab.browser.visit import DESK, PHONE, TABLET, line_at, served
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.importers.any_recording import ImportOptions, import_recording
from heeldrive_lab.importers.sentences import NO_GYRO
from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.session import SessionError, SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.of_session import settings_of
from heeldrive_lab.settings.save import write_settings
from heeldrive_lab.util.chromium import chromium
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from page_fault import without_path
from page_visitor import Visitor, counted
from recording_layouts import LAYOUTS, start_of

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")

TESTS = Path(__file__).parents[2]
HALF = RECORDED_SESSIONS / "half_reps_in_a_set.csv"
SETS = RECORDED_SESSIONS / "two_sets_walk_and_sit.csv"
OLD_LOG = TESTS / "written_by_0_1_0" / "heeldrive.log.gz"


def test_a_session_with_its_truth_is_counted_and_nothing_else_is_asked_for(visit, server):
    me = visit()
    me.gives(HALF, HALF.with_suffix(".truth.csv"))
    me.reads("#reps", "10")
    me.reads("#of", "counted of 10")
    me.reads("#verdict", "right")
    me.reads("#digits", "10")
    me.contains("#sets", "Set 1: 10 reps")
    me.contains("#refusals h2", "Not counted: 3")
    me.reads("#offline", "This page now works without a network.")
    asked = {urlsplit(url).path.lstrip("/") or "index.html" for url in me.asked}
    assert asked <= set(server.files)
    kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert me.page.evaluate(kept) == [0, 0, 0]
    assert me.context.cookies() == []
    assert [name.split()[0] for name in me.page.evaluate("caches.keys()")] == ["heeldrive"]


def test_the_example_needs_no_file_of_ones_own(visit):
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    me.contains("#totals", "10 reps in 1 session; 1 of 1 with truth right: 0 missed, 0 false")


def test_a_dragged_line_changes_the_count_and_is_undone_in_one_step(visit, tmp_path):
    me = visit()
    me.gives(HALF, HALF.with_suffix(".truth.csv"))
    me.reads("#reps", "10")
    x, y = line_at(me.page, "depth_min_deg")
    me.page.mouse.move(x, y)
    me.page.mouse.down()
    me.page.mouse.move(x, y - 120, steps=12)
    me.page.mouse.up()
    deep = me.value("depth_min_deg")
    assert deep > 80
    fewer = counted(HALF, depth_min_deg=deep)
    assert fewer != "10"
    me.reads("#reps", fewer)
    me.reads("#verdict", f"{10 - int(fewer)} missed")
    name, content = me.saves("#save-settings")
    write_settings(tmp_path / name, Settings({"depth_min_deg": deep}))
    assert content == (tmp_path / "settings.toml").read_bytes()
    me.page.click("#undo")
    me.reads("#reps", "10")
    assert me.value("depth_min_deg") == 36
    assert me.page.is_disabled("#undo")
    me.page.click("#redo")
    me.reads("#reps", fewer)


def test_the_line_of_a_measure_is_dragged_between_its_dots(visit):
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    me.page.select_option("#measure", "lever_min_mm")
    x, y = line_at(me.page, "lever_min_mm")
    me.page.mouse.move(x, y)
    me.page.mouse.down()
    for step in range(1, 11):  # to a value beyond those of the cycles
        me.page.mouse.move(x, y - 12 * step)
        me.reads("#reps", counted(HALF, lever_min_mm=me.value("lever_min_mm")))
    assert line_at(me.page, "lever_min_mm")[1] == pytest.approx(y - 120, abs=1)
    me.page.mouse.up()


def test_what_is_not_saved_is_not_lost_by_closing_the_page(visit):
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    assert not me.page.evaluate(asks)
    me.page.fill("[data-control=depth_min_deg] .number", "80")
    assert me.page.evaluate(asks)
    me.saves("#save-settings")
    assert not me.page.evaluate(asks)


def test_a_finger_drags_a_line_on_a_phone_and_the_page_stays(visit):
    me = visit(size=PHONE, touch=True)
    me.page.click("#example")
    me.reads("#reps", "10")
    x, y = line_at(me.page, "depth_min_deg")
    before = me.page.evaluate("scrollY")
    finger = me.context.new_cdp_session(me.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        points = [{"x": x, "y": y - 9 * step}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    deep = me.value("depth_min_deg")
    assert deep > 80
    me.reads("#reps", counted(HALF, depth_min_deg=deep))
    assert me.page.evaluate("scrollY") == before
    assert me.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_keys_alone_are_enough(visit):
    me = visit()
    me.page.locator("#example").focus()
    me.page.keyboard.press("Enter")
    me.reads("#reps", "10")
    me.page.locator(".threshold[data-setting=depth_min_deg]").focus()
    for _ in range(6):
        me.page.keyboard.press("PageUp")
    assert me.value("depth_min_deg") == 96
    me.reads("#reps", counted(HALF, depth_min_deg=96))
    me.page.keyboard.press("z")
    assert me.value("depth_min_deg") == 86
    me.reads("#reps", "10")
    me.page.locator("#control-mode").focus()
    me.page.keyboard.press("ArrowDown")
    me.reads("#reps", counted(HALF, depth_min_deg=86, mode="both_legs"))


def test_a_refusal_leads_to_the_setting_behind_it(visit):
    me = visit()
    me.page.click("#example")
    me.contains("#refusals li:first-child .words", "The thigh did not go down far enough for a lunge")
    me.page.click("#refusals li:first-child button:first-child")
    me.contains("#moment", "0:18.8 Not counted: The thigh did not go down far enough")
    me.page.click("#moment button")
    assert me.page.evaluate("document.activeElement.id") == "control-depth_min_deg"


def test_a_tap_on_a_rep_says_why_it_counted(visit):
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    rep = next(event for event in replay(HALF, Settings()) if event["kind"] == "rep")
    me.page.mouse.click(*me.across(HALF, (rep["start_ms"] + rep["end_ms"]) / 2))
    me.contains("#moment", "Rep 1: ")


def test_a_tap_on_a_line_means_the_rep_behind_it(visit):
    me = visit()
    me.page.click("#example")
    me.reads("#reps", "10")
    refused = next(event for event in replay(HALF, Settings()) if event["kind"] == "refused")
    x, _ = me.across(HALF, (refused["start_ms"] + refused["end_ms"]) / 2)
    _, y = line_at(me.page, "depth_min_deg")
    me.page.mouse.click(x, y + 6)
    me.contains("#moment", "0:18.8 Not counted: ")
    assert me.value("depth_min_deg") == 36


def test_a_value_that_is_not_allowed_is_refused_in_the_laptops_words(visit):
    me = visit()
    me.page.click("#example")
    me.page.click("#others-summary")
    me.page.fill("#control-tempo", "9-x-1-0")
    me.page.keyboard.press("Tab")
    me.contains(
        "#faults", 'tempo = "9-x-1-0" is not known: use one of off, 3-1-2-0, or other digits up to 9-9-9-9'
    )
    assert me.page.input_value("#control-tempo") == "off"
    me.page.fill("#control-tempo", "4-1-1-0")
    me.page.keyboard.press("Tab")
    assert b'\ntempo = "4-1-1-0"\n' in me.saves("#save-settings")[1]


def test_what_was_really_done_is_saved_as_heeldrive_label_saves_it(visit, tmp_path):
    mine = tmp_path / SETS.name
    shutil.copy(SETS, mine)
    me = visit()
    me.gives(mine)
    me.reads("#reps", counted(mine))
    me.page.click("#right")
    me.reads("#verdict", "right")
    me.says("12", 2)
    labels = Labels(mine)
    labels.accept()
    labels.total(2, 12)
    me.contains("#verdict", "missed")
    name, content = me.saves("#save-truth")
    assert name == labels.save().name
    assert content == (tmp_path / name).read_bytes()
    me.page.click("#forget")
    me.reads("#verdict", "")


def test_logs_of_two_boards_and_a_session_are_counted_together(visit, tmp_path):
    (tmp_path / "a.log").write_bytes(gzip.decompress(OLD_LOG.read_bytes()))
    made = [one.session for one in pull(tmp_path / "a.log", tmp_path / "pulled") if one.session]
    me = visit()
    second = gzip.decompress((TESTS / "written_in_format_2" / "heeldrive.log.gz").read_bytes())
    (tmp_path / "b.log").write_bytes(second)
    made += [one.session for one in pull(tmp_path / "b.log", tmp_path / "pulled_too") if one.session]
    me.gives(OLD_LOG, tmp_path / "b.log", HALF)
    me.page.wait_for_selector(f"#sessions li:nth-child({len(made) + 1})")
    expected = 10
    for path in made:
        with SessionReader(path) as session:
            own = settings_of(path, session.header).settings
        expected += sum(event["kind"] == "rep" for event in replay(path, own))
    me.contains("#totals", f"{expected} reps in {len(made) + 1} sessions")
    names = me.page.locator("#sessions .name").all_text_contents()
    assert len(set(names)) == len(names)
    me.page.click(f"#sessions li:nth-child({len(made) + 1}) button")
    me.reads("#name", HALF.name)
    me.gives(HALF)
    me.contains("#faults", f"{HALF.name}: {HALF.name} is already here")


def refusal(path):
    """The laptop's words about a file that it does not use, without its path."""
    try:
        with SessionReader(path) as session:
            list(session)
    except SessionError as error:
        return without_path(error, path)


def test_what_cannot_be_counted_is_named_and_the_page_goes_on(visit, tmp_path):
    plain = HALF.read_bytes()
    bad = {
        "cut.csv": plain[:-3],
        "foreign.csv": b"time,ax,ay\n0,1,2\n",
        "empty.csv": b"",
        "cut.csv.gz": gzip.compress(plain)[:5000],
    }
    expected = {}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        expected[name] = refusal(tmp_path / name).partition("after line")[0]
    expected["cut.csv.gz"] = "the gzip data ends early: the file is truncated, copy it again"
    newer = bytearray(crafted_logs.block(crafted_logs.header() + crafted_logs.frame(), version=9))
    for name, content in {"heeldrive.log": bytes(newer), "none.log": b"\xff" * 4096}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BoardLogError) as error:
            list(pull(tmp_path / name, tmp_path / "pulled"))
        expected[name] = str(error.value).removeprefix(f"{tmp_path / name}: ")
    (tmp_path / "settings.toml").write_text("depth_min_deg = 7")
    expected["settings.toml"] = "depth_min_deg = 7 is out of range: use 20 to 100"
    shutil.copy(HALF.with_suffix(".truth.csv"), tmp_path / "lost.truth.csv")
    expected["lost.truth.csv"] = f"it belongs to {HALF.name}, which is not here: drop both together"
    with (tmp_path / "huge.csv").open("wb") as huge:
        os.truncate(huge.fileno(), 2_000_000_000)
    expected["huge.csv"] = "larger than 100 MB: count it on a laptop, with heeldrive replay"
    me = visit()
    me.gives(*(tmp_path / name for name in expected))
    for name, words in expected.items():
        me.contains("#faults", f"{name}: {words}")
    assert me.page.locator("#faults p").count() == len(expected)
    me.page.click("#faults p:first-child button")
    assert me.page.locator("#faults p").count() == len(expected) - 1
    me.gives(HALF)
    me.reads("#reps", "10")


def test_a_phones_recording_is_counted_like_a_session(visit, tmp_path):
    (export,) = LAYOUTS["phyphox, zip"](start_of(RECORDED_SESSIONS / "clean_set.csv"), tmp_path)
    session = tmp_path / "phyphox.session.csv"
    import_recording([export], session, ImportOptions())
    me = visit()
    me.gives(export)
    me.reads("#reps", "3")
    me.reads("#digits", "3")
    me.reads("#name", session.name)
    me.contains("#about", "50 samples/s; acceleration X (m/s^2),Y (m/s^2),Z (m/s^2) in m/s2; rates ")
    me.page.click("#right")
    labels = Labels(session)
    labels.accept()
    name, content = me.saves("#save-truth")
    assert name == labels.save().name
    assert content == (tmp_path / name).read_bytes()
    me.page.fill("[data-control=depth_min_deg] .number", "95")
    fewer = counted(session, depth_min_deg=95)
    assert fewer != "3"
    me.reads("#reps", fewer)
    assert b"\ndepth_min_deg = 95\n" in me.saves("#save-settings")[1]


def test_the_files_of_two_sensors_are_one_session_if_they_come_together(visit, tmp_path):
    files = LAYOUTS["Sensor Logger, two files"](start_of(RECORDED_SESSIONS / "clean_set.csv"), tmp_path)
    me = visit()
    me.gives(files[0])
    me.contains("#faults", f"{files[0].name}: {NO_GYRO} (drop both files together)")
    me.gives(*files, HALF)
    me.contains("#totals", "13 reps in 2 sessions")


def test_gzip_in_several_members_is_one_file(visit, tmp_path):
    plain = HALF.read_bytes()
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(
        gzip.compress(plain[:9000]) + gzip.compress(plain[9000:9010]) + gzip.compress(plain[9010:])
    )
    me = visit()
    me.gives(packed)
    me.reads("#reps", "10")


def test_gzip_members_that_would_fill_the_memory(visit, tmp_path):
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(bytes(60_000_000)) * 2 + gzip.compress(b"cut")[:12])
    me = visit()
    me.gives(packed)
    me.contains("#faults", "packed.csv.gz: larger than 100 MB")


def test_a_folder_that_is_dropped_is_named(visit, tmp_path):
    (tmp_path / "my_sessions").mkdir()
    me = visit()
    hand = me.context.new_cdp_session(me.page)
    data = {"items": [], "files": [str(tmp_path / "my_sessions"), str(HALF)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})
    me.contains("#faults", "my_sessions: this is a folder: give the files in it")
    me.reads("#reps", "10")


def test_settings_that_are_dropped_count_and_leave_a_sessions_own_alone(visit, tmp_path):
    (tmp_path / "mine.toml").write_text('depth_min_deg = 90\nCIRCUITPY_WIFI_SSID = "home"\n')
    me = visit()
    me.gives(HALF, tmp_path / "mine.toml")
    fewer = counted(HALF, **vars(load_settings(tmp_path / "mine.toml")))
    assert fewer != "10"
    me.reads("#reps", fewer)
    me.page.click("#reset")
    me.reads("#reps", "10")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, TABLET, DESK])
def test_nothing_keeps_people_from_using_the_page(visit, barriers, size, dark):
    me = visit(size=size, dark=dark)
    assert barriers(me.page) == []
    me.page.click("#example")
    me.reads("#reps", "10")
    me.page.click("#refusals li:first-child button:first-child")
    me.page.locator("#others").evaluate("others => others.parentElement.open = true")
    assert barriers(me.page) == []
    assert me.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_totals_tell_missed_from_false(visit):
    me = visit()
    me.gives(HALF)
    me.says("12")
    me.reads("#totals", "10 reps in 1 session; 0 of 1 with truth right: 2 missed, 0 false")


def test_a_session_that_cannot_be_counted_is_named_once_and_the_others_count(chrome, tmp_path):
    left = tmp_path / "left.csv"
    left.write_text(HALF.read_text().replace("# thigh: right", "# thigh: left"))
    with served() as running:
        counts = running.files["counting.js"].decode()
        head = "function counted({ rows, markers, header }, settings, onSample) {"
        assert head in counts
        broken = counts.replace(head, f'{head} if (header.thigh === "left") throw new Error("no memory");')
        running.files["counting.js"] = broken.encode()
        me = Visitor(chrome, running.url)
        me.gives(left, SETS)
        me.contains("#totals", f"{counted(SETS)} reps in 1 session")
        me.page.click("#sessions li:last-child button")
        me.reads("#name", SETS.name)
        assert me.page.locator("#faults p").all_text_contents() == [
            "left.csv: the page cannot count it (no memory)OK"
        ]
        me.context.close()
