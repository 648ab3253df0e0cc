"""The virtual USB serial port takes, keeps and waits as CircuitPython's does."""

import pytest
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.usb_serial import FIFO_BYTES, Terminal, UsbSerial


@pytest.fixture
def clock():
    return VirtualClock()


def opened(clock, terminal, plugged=True):
    port = UsbSerial(clock, lambda: plugged, terminal)
    clock.advance(1000)
    return port


def test_what_is_written_comes_out_in_order_a_packet_a_millisecond(clock):
    terminal = Terminal()
    port = opened(clock, terminal)
    port.write_timeout = 0
    assert port.write(bytes(range(200))) == 200
    assert port.out_waiting == 200
    clock.advance(2000)
    assert port.out_waiting == 200 - 2 * 64
    clock.advance(2000)
    assert port.out_waiting == 0
    assert terminal.text == bytes(range(200))


def test_without_waiting_it_takes_what_finds_room(clock):
    port = opened(clock, Terminal(stalls_ms=[(0, None)]))
    port.write_timeout = 0
    assert port.write(bytes(300)) == FIFO_BYTES
    assert port.write(b"more") == 0


def test_left_as_it_is_it_waits_for_the_reader(clock):
    port = opened(clock, Terminal(stalls_ms=[(0, 500)]))
    assert port.write(bytes(300)) == 300
    assert clock.now_us > 500_000


def test_print_waits_whatever_the_timeout_is(clock):
    port = opened(clock, Terminal(stalls_ms=[(0, 500)]))
    port.write_timeout = 0
    port.write_all(bytes(300))
    assert clock.now_us > 500_000


@pytest.mark.parametrize(
    ("terminal", "plugged"),
    [(None, True), (Terminal(opens_ms=[(5000, None)]), True), (Terminal(), False)],
)
def test_without_a_reader_what_is_written_is_let_fall(clock, terminal, plugged):
    port = opened(clock, terminal, plugged)
    assert not port.connected
    assert port.write(bytes(300)) == 300
    assert port.out_waiting == 0


def test_what_was_typed_is_read_as_far_as_it_fits(clock):
    port = opened(clock, Terminal(types=[(0, "status\n")]))
    port.timeout = 0
    into = bytearray(4)
    assert port.in_waiting == 7
    assert (port.readinto(into), bytes(into)) == (4, b"stat")
    assert (port.readinto(into), bytes(into[:3])) == (3, b"us\n")
    assert port.readinto(into) == 0


def test_a_read_waits_for_all_of_it_where_nothing_else_was_said(clock):
    port = opened(clock, Terminal(types=[(0, "ab"), (300, "cd")]))
    into = bytearray(4)
    assert port.readinto(into) == 4
    assert clock.now_us >= 300_000


def test_buffers_are_emptied_by_name(clock):
    port = opened(clock, Terminal(stalls_ms=[(0, None)], types=[(0, "status\n")]))
    port.write_timeout = 0
    port.write(b"half a li")
    port.reset_output_buffer()
    port.reset_input_buffer()
    assert (port.in_waiting, port.out_waiting) == (0, 0)


def test_text_is_no_bytes(clock):
    with pytest.raises(TypeError, match="string not supported"):
        opened(clock, Terminal()).write("text")
