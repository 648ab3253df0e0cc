"""The display driver: one transfer of 17 bytes per change, and none without a change."""

import pytest
from heeldrive_lab.virtual_board import Ht16k33

from ui.display import Display


class Wires:
    """A bus with a display that records what is sent to it."""

    def __init__(self):
        self.sent = []

    def ready(self):
        return self

    def suspect(self):
        raise AssertionError("nothing failed here")

    def try_lock(self):
        return True

    def unlock(self):
        pass

    def writeto(self, address, data, start=0, end=None):
        assert address == 0x70
        self.sent.append(bytes(data[start:end]))

    write = writeto


@pytest.fixture
def wires():
    return Wires()


def test_a_number_is_one_transfer_and_the_same_number_none(wires):
    display = Display(wires, 0)
    display.wake()
    wires.sent.clear()
    for reps in (3, 3, 3, 4):
        display.show(f"{reps:4d}", False)
        display.write()
    assert [len(data) for data in wires.sent] == [17, 17]
    assert wires.sent[0][1:10] == bytes((0x00, 0, 0x00, 0, 0x00, 0, 0x00, 0, 0x4F))  # "   3"


def test_a_display_that_has_not_answered_yet_is_sent_nothing(wires):
    display = Display(wires, 0)
    display.show("ConF", False)
    display.write()
    assert wires.sent == []
    assert display.present is False


def test_waking_sets_the_chip_up_and_sends_the_picture_again(wires):
    display = Display(wires, 0)
    display.show("CHIP", False)
    display.wake()
    first = list(wires.sent)
    display.wake()
    assert wires.sent == first * 2
    assert bytes((0x21,)) in first  # oscillator on
    assert first[-1][1] == 0x39


@pytest.mark.parametrize(("rotation_deg", "upside_down"), [(0, False), (180, True)])
@pytest.mark.parametrize("text", [" 0.42", "12.34", "   7"])
def test_a_point_stands_between_its_digits_either_way_up(wires, rotation_deg, upside_down, text):
    display = Display(wires, rotation_deg)
    display.show(text, False)
    display.wake()
    chip = Ht16k33(upside_down=upside_down)
    for data in wires.sent:
        chip.receive(data, 0)
    assert chip.digits == text


def test_a_point_goes_with_its_number(wires):
    display = Display(wires, 180)
    display.show(" 0.42", False)
    display.show("SL15", False)
    display.wake()
    chip = Ht16k33(upside_down=True)
    for data in wires.sent:
        chip.receive(data, 0)
    assert chip.digits == "5L15"
