"""A rep in doubt is asked about: a short press within five seconds says no, none says yes.

Of the clean set the detector is least sure of the first rep, and then of the second.
"""

import shutil

from heeldrive import EVENT_REP, RepCounter, Settings
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.drive import VirtualDrive
from rounding import rounded


def told(name, mode="sensor_leg"):
    """The confidence of each rep of a recorded session, in order, as on the board."""
    counter = RepCounter(Settings({"mode": mode}), 244, 17500)
    with SessionReader(RECORDED_SESSIONS / f"{name}.csv") as session:
        rows = (rounded(row) for row in session)
        return [counter.event.confidence_percent for row in rows if counter.step(*row) == EVENT_REP]


FIRST, SECOND, *LATER = told("clean_set")
assert FIRST < SECOND < min(LATER)
BETWEEN = (FIRST + SECOND) // 2 + 1, (SECOND + min(LATER)) // 2
ASK_ONCE, ASK_TWICE = (f"ask_below_percent = {percent}\n" for percent in BETWEEN)
ANSWERED_MS = 6500  # after the question: it is clear that no press follows


def short(ms):
    return [(ms, ms + 120)]


def said(workout):
    """The wearer's markers, without the time of the press."""
    return [line.split(" ", 2)[2] for line in workout.lines("marker")]


def answer(workout, word, index=1):
    """The marker for a rep."""
    return f"{word} a rep from {workout.reps()[index - 1]['start_ms']} ms"


def test_no_takes_the_rep_off_and_names_it(wear, clean):
    ms = clean.after(1)
    drive = VirtualDrive()
    workout = wear("clean_set", settings_text=ASK_ONCE, presses_ms=short(ms), drive=drive)
    assert workout.readings(ms, ms + 1300) == ["  1?", "Undo", "   0"]
    assert workout.board.display.digits == "   9"
    assert said(workout) == [answer(workout, "not")]
    assert len(workout.reps()) == 10  # the detector's count stays
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text for note in log.notes if note.by_wearer] == said(workout)


def test_without_a_press_it_was_a_rep(wear, clean):
    workout = wear("clean_set", settings_text=ASK_ONCE, until_ms=clean.end[1] + ANSWERED_MS + 1000)
    assert "  1?" in workout.readings()
    assert said(workout) == [answer(workout, "was")]
    assert workout.board.display.digits == f"{len(workout.reps()):4}"
    told = [line.text for line in workout.board.console if line.text.startswith(("question", "rep index=1"))]
    start_ms, shown_ms = (workout.reps()[0][name] for name in ("start_ms", "shown_ms"))
    assert told[0].startswith(f"question start_ms={start_ms} t_ms=")
    assert 0 <= int(told[0].rpartition("=")[2]) - shown_ms < 100
    assert told[1].startswith("rep ")


def test_as_shipped_it_never_asks(wear, clean):
    ms = clean.after(1)
    workout = wear("clean_set", presses_ms=short(ms), until_ms=ms + ANSWERED_MS)
    assert not [text for text in workout.readings() if "?" in text]
    assert said(workout) == []


def test_the_next_rep_is_shown_at_once_and_ends_the_question_without_a_second_one(wear, clean):
    assert clean.end[2] < clean.end[1] + 5000
    ms = clean.after(2)
    workout = wear("clean_set", settings_text=ASK_TWICE, presses_ms=short(ms), until_ms=ms + 2500)
    assert [text for text in workout.readings() if "?" in text] == ["  1?"]
    second_ms = next(ms for ms, reading in workout.digits if reading == "   2")
    assert second_ms - workout.when("rep index=2") < 100
    assert workout.readings(ms)[1].startswith(" 0.")  # the press turns the page, as always
    assert said(workout) == [answer(workout, "was")]


def test_a_press_that_began_before_the_next_rep_was_shown_is_an_answer(wear, clean):
    shown_ms = wear("clean_set", until_ms=clean.after(2)).when("rep index=2")
    workout = wear(
        "clean_set", settings_text=ASK_TWICE, presses_ms=short(shown_ms - 80), until_ms=shown_ms + 3000
    )
    assert workout.readings(shown_ms - 80)[:3] == ["  1?", "   2", "Undo"]
    assert workout.board.display.digits == "   1"
    assert said(workout) == [answer(workout, "not")]


def test_of_reps_that_arrive_together_only_the_last_one_can_be_asked_about(wear):
    workout = wear("quick_reps", settings_text="ask_below_percent = 99\n")
    shown_ms = {rep["start_ms"]: rep["shown_ms"] for rep in workout.reps()}
    asked = [int(text.rsplit(" ", 2)[1]) for text in said(workout)]
    assert asked
    for start_ms in asked:
        later = [ms for at_ms, ms in shown_ms.items() if at_ms > start_ms]
        assert min(later, default=1 << 30) - shown_ms[start_ms] > 500


def test_a_double_press_is_no_answer_and_means_what_it_always_does(wear, clean):
    ms = clean.after(1)
    double = [(ms, ms + 90), (ms + 220, ms + 310)]
    workout = wear("clean_set", settings_text=ASK_ONCE, presses_ms=double)
    assert said(workout) == ["wrong rep"]
    assert workout.board.display.digits == "   9"


def test_a_short_press_after_five_seconds_turns_the_page(wear, clean):
    ms = clean.end[1] + ANSWERED_MS
    workout = wear("clean_set", settings_text=ASK_ONCE, presses_ms=short(ms), until_ms=ms + 1500)
    assert said(workout) == [answer(workout, "was")]
    assert workout.readings(ms)[-1].startswith(" 0.")


def test_in_a_rest_the_first_press_answers_and_the_next_lengthens_the_rest(wear, clean, one_rep):
    options = {"rows": one_rep, "settings_text": ASK_ONCE + "reps_target = 1\nrest_target_s = 50\n"}
    ms = clean.after(1) + 2500  # the word that the set is done has been read
    seconds = []
    for presses_ms in (short(ms), short(ms) + short(ms + 2000)):
        workout = wear(presses_ms=presses_ms, until_ms=ms + 4000, **options)
        assert said(workout) == [answer(workout, "not")]
        assert workout.readings(0, ms)[-2:] == ["donE", "  0?"]
        minutes, _, rest = workout.board.display.digits.partition(":")
        seconds.append(60 * int(minutes) + int(rest))
    assert seconds[1] == seconds[0] + 10


def test_a_press_while_a_word_hides_the_question_is_no_answer(wear, clean, one_rep):
    """The wearer cannot know that it was asked: the press shows the question."""
    ms = clean.after(1)
    settings = ASK_ONCE + "reps_target = 1\nrest_target_s = 50\n"
    for presses_ms, answers in ((short(ms), []), (short(ms) + short(ms + 1000), ["not"])):
        workout = wear(rows=one_rep, presses_ms=presses_ms, settings_text=settings, until_ms=ms + 4500)
        assert said(workout) == [answer(workout, word) for word in answers]
        assert workout.readings(ms)[:2] == ["donE", "  0?"]
        assert workout.board.display.digits.startswith(" 0:4" if answers else "  0?")  # no longer rest


def test_no_to_the_last_rep_of_a_set_that_is_over_by_then_is_a_label_all_the_same(wear, clean, one_rep):
    ms = clean.after(1) + 1500  # the rest is over; the first press shows the question behind that word
    settings = ASK_ONCE + "reps_target = 1\nrest_target_s = 1\n"
    workout = wear(
        rows=one_rep, settings_text=settings, presses_ms=short(ms) + short(ms + 900), until_ms=ms + 2900
    )
    assert said(workout) == [answer(workout, "not")]
    assert workout.readings(ms)[:3] == ["Go  ", "  0?", "Undo"]
    assert workout.board.display.digits == "   1"  # to go in the set that has begun


def test_a_press_shows_the_question_behind_a_page(wear, clean):
    ms = clean.end[1] - 1500
    presses_ms = short(ms) + short(ms + 2200) + short(ms + 3100)
    for count, answers in ((2, []), (3, ["not"])):
        workout = wear("clean_set", settings_text=ASK_ONCE, presses_ms=presses_ms[:count], until_ms=ms + 4500)
        assert workout.readings(ms)[1:3] == ["5Et1", "  1?"]
        assert said(workout) == [answer(workout, word) for word in answers]


def test_a_press_in_time_is_an_answer_although_the_word_of_the_next_rep_hides_all(wear, clean):
    shown_ms = wear("clean_set", until_ms=clean.after(2)).when("rep index=2")
    settings = ASK_ONCE + "reps_target = 2\n"
    workout = wear(
        "clean_set", settings_text=settings, presses_ms=short(shown_ms - 80), until_ms=shown_ms + 1500
    )
    assert workout.readings(shown_ms - 80)[:3] == ["  1?", "donE", "Undo"]
    assert said(workout) == [answer(workout, "not")]
    assert workout.board.display.digits == "   1"  # to go


def test_no_to_a_rep_leaves_the_leg_of_the_rep_after_it(wear):
    first = told("alternating_set", "both_legs")[0]
    settings = f'ask_below_percent = {first + 1}\nmode = "both_legs"\n'
    shown_ms = wear("alternating_set", settings_text=settings, end_ms=13_000).when("rep index=2")
    pages_ms = [press for turn in range(4) for press in short(shown_ms + 900 + 600 * turn)]
    workout = wear(
        "alternating_set",
        settings_text=settings,
        presses_ms=short(shown_ms - 80) + pages_ms,
        until_ms=shown_ms + 3700,
    )
    assert said(workout) == [answer(workout, "not")]
    assert workout.board.display.digits == " 0: 1"  # the second had the sensor leg in back


def test_it_does_not_ask_while_the_menu_is_open_or_a_lunge_is_being_taught(wear, clean):
    open_ms = clean.end[1] - 2000
    teach = [(1200, 2000), *(press for n in range(4) for press in short(2100 + 520 * n)), (4300, 5100)]
    for presses_ms, digits in (([(open_ms, open_ms + 800)], "Add1"), (teach, "tE 4")):
        options = {"settings_text": ASK_ONCE, "presses_ms": presses_ms}
        workout = wear("clean_set", until_ms=clean.end[1] + 2000, **options)
        assert len(workout.reps()) == 1
        assert workout.board.display.digits == digits
        assert not [text for text in workout.readings() if "?" in text]
        assert workout.lines("question") == []


def test_a_press_while_no_samples_come_is_no_answer(wear, clean):
    ms = clean.after(1)
    cable = InjectedFault(FaultKind.SENSOR_ABSENT, ms, ms + 2500)
    presses_ms = short(ms + 600) + short(ms + 1300)  # the first clears the word, which stays as a fault
    workout = wear("clean_set", settings_text=ASK_ONCE, presses_ms=presses_ms, faults=[cable])
    assert "  1?" in workout.readings(ms + 2500)  # the question has its time
    assert said(workout)[:1] == [answer(workout, "was")]


def test_it_asks_about_the_number_of_the_rep_in_doubt(wear, clean):
    """The menu leaves the question about the first without an answer; so there is one about the second."""
    menu_ms, no_ms = clean.after(1), clean.after(2)
    presses_ms = [
        (menu_ms, menu_ms + 800),
        (menu_ms + 1200, menu_ms + 1290),
        (menu_ms + 1420, menu_ms + 1510),
    ]
    workout = wear(
        "clean_set", settings_text=ASK_TWICE, presses_ms=presses_ms + short(no_ms), until_ms=no_ms + 1500
    )
    assert [text for text in workout.readings() if "?" in text] == ["  1?", "  2?"]
    assert workout.board.display.digits == "   1"
    assert said(workout) == [answer(workout, "not", 2)]


def test_a_rep_as_sure_as_the_limit_is_not_asked_about(wear, clean):
    workout = wear("clean_set", settings_text=f"ask_below_percent = {FIRST}\n", until_ms=clean.after(1))
    assert workout.board.display.digits == "   1"


def test_without_a_button_it_does_not_ask(wear, clean, firmware, tmp_path):
    program = shutil.copytree(firmware, tmp_path / "firmware")
    path = program / "wearable/boards/feather_rp2040_sox.py"
    path.write_text(path.read_text("utf-8").replace('BUTTON = "BUTTON"', "BUTTON = None"))
    workout = wear("clean_set", settings_text=ASK_ONCE, program=program, until_ms=clean.after(1))
    assert workout.board.display.digits == "   1"
    assert workout.lines("question") == []
