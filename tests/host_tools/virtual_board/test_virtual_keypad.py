"""``keypad`` on the virtual board behaves as CircuitPython's."""

import pytest

KEYS = "import board, keypad, time\nkeys = keypad.Keys((board.BUTTON,), value_when_pressed=False{})\n"
REPORT = "e = keys.events.get()\nprint((e.pressed, e.released, e.key_number, e.timestamp) if e else None)\n"
START_TICK = 2**29 - 65_536


def test_a_press_waits_in_the_queue_with_its_time(run_program):
    program = KEYS.format("") + "time.sleep(1)\nprint(len(keys.events))\n" + REPORT * 3
    length, down, up, none = run_program(program, presses_ms=[(100, 300)]).said
    assert (length, none) == (2, None)
    assert down[:3] == (True, False, 0)
    assert 100 <= down[3] - START_TICK <= 120
    assert up[:3] == (False, True, 0)
    assert 300 <= up[3] - START_TICK <= 320


def test_an_event_is_read_into_one_that_is_there(run_program):
    program = KEYS.format("") + (
        "event = keypad.Event()\nprint(keys.events.get_into(event))\ntime.sleep(0.2)\n"
        "print(keys.events.get_into(event), event.pressed, event.timestamp)\nprint(bool(keys.events))"
    )
    said = run_program(program, presses_ms=[(100, 900)]).said
    assert said[0] is False
    assert said[1].startswith("True True ")
    assert said[2] is False


@pytest.mark.parametrize(("threshold", "events"), [(1, 2), (2, 0)])
def test_a_spike_that_one_look_sees_is_an_event_unless_more_looks_have_to_agree(
    run_program, threshold, events
):
    program = KEYS.format(f", debounce_threshold={threshold}") + "time.sleep(1)\nprint(len(keys.events))"
    assert run_program(program, presses_ms=[(100, 121)]).said == [events]


def test_a_full_queue_drops_what_comes_and_says_so(run_program):
    program = KEYS.format(", max_events=3") + (
        "time.sleep(1)\nprint(len(keys.events), keys.events.overflowed)\nkeys.events.clear()\n"
        "print(len(keys.events), keys.events.overflowed)"
    )
    presses = [(100, 200), (300, 400), (500, 600)]
    assert run_program(program, presses_ms=presses).said == ["3 True", "0 False"]


def test_a_button_held_from_the_start_is_no_press(run_program):
    program = KEYS.format(", debounce_threshold=2") + "time.sleep(0.5)\nprint(len(keys.events))"
    assert run_program(program, presses_ms=[(0, None)]).said == [0]


def test_what_is_no_pin_or_no_event_is_refused_as_on_the_board(run_program):
    with pytest.raises(TypeError, match="Pin"):
        run_program("import keypad\nkeypad.Keys(('D5',), value_when_pressed=False)")
    with pytest.raises(TypeError, match="Event"):
        run_program(KEYS.format("") + "keys.events.get_into(None)")


def test_presses_out_of_order_are_a_mistake_of_the_test(run_program):
    with pytest.raises(ValueError, match="order"):
        run_program("pass", presses_ms=[(300, 200)])
