import errno

import pytest
from heeldrive_lab.virtual_board.bus import Wires
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault, spans_of
from heeldrive_lab.virtual_board.i2c import I2CController
from hypothesis import given
from hypothesis import strategies as st


class Echo:
    """A chip that remembers what it was sent and counts upwards when read."""

    def __init__(self):
        self.received = []

    def receive(self, data, at_us):
        self.received.append(data)

    def send(self, count, at_us, byte_us):
        return bytes(range(1, count + 1))


def open_bus(frequency=100_000, **faults):
    clock = VirtualClock()
    echo = Echo()
    echo.wires = Wires(clock, {0x42: echo}, **faults)
    i2c = I2CController(echo.wires, frequency)
    assert i2c.try_lock()
    return clock, echo, i2c


def fault(kind, start_ms, end_ms):
    return spans_of([InjectedFault(kind, start_ms, end_ms)], kind)


@pytest.mark.parametrize(("frequency", "expected_us"), [(100_000, 1_560), (400_000, 390)])
def test_a_burst_takes_the_time_its_bits_take(frequency, expected_us):
    clock, _, i2c = open_bus(frequency)
    i2c.writeto_then_readfrom(0x42, b"\x1e", bytearray(14))
    # start, address, register, start, address, 14 bytes, stop: 17 bytes of 9 bits and 3 more
    assert clock.now_us == expected_us


def test_an_empty_write_asks_whether_anybody_is_there():
    clock, echo, i2c = open_bus()
    i2c.writeto(0x42, b"")
    assert echo.received == []
    assert clock.now_us == 110  # start, address, stop
    with pytest.raises(OSError, match="No such device") as error:
        i2c.writeto(0x43, b"")
    assert error.value.errno == errno.ENODEV
    assert i2c.scan() == [0x42]


def test_out_and_in_may_be_parts_of_the_same_buffer():
    _, echo, i2c = open_bus()
    buffer = bytearray(b"\x0f\xff\xff\xee")
    i2c.writeto_then_readfrom(0x42, buffer, buffer, out_end=1, in_start=1, in_end=3)
    assert echo.received == [b"\x0f"]
    assert buffer == b"\x0f\x01\x02\xee"


@given(start=st.integers(0, 9), length=st.integers(0, 9))
def test_start_and_end_choose_the_part_of_a_buffer(start, length):
    _, echo, i2c = open_bus()
    buffer = bytearray(range(100, 120))
    i2c.readfrom_into(0x42, buffer, start=start, end=start + length)
    assert buffer == bytes(range(100, 100 + start)) + bytes(range(1, length + 1)) + bytes(
        range(100 + start + length, 120)
    )
    i2c.writeto(0x42, buffer, start=start, end=start + length)
    assert b"".join(echo.received) == bytes(range(1, length + 1))


def test_without_the_lock_nothing_is_transferred():
    _, _, i2c = open_bus()
    assert not i2c.try_lock()
    i2c.unlock()
    with pytest.raises(RuntimeError, match="lock"):
        i2c.writeto(0x42, b"\x00")


def test_a_second_controller_gets_the_pins_only_after_the_first_lets_go():
    clock = VirtualClock()
    wires = Wires(clock, {0x42: Echo()})
    first = I2CController(wires)
    with pytest.raises(ValueError, match="in use"):
        I2CController(wires)
    first.deinit()
    assert I2CController(wires).try_lock()
    assert not first.try_lock()
    with pytest.raises(ValueError, match="deinitialized"):
        first.writeto(0x42, b"")


def test_a_bus_without_a_board_on_it_has_no_pull_ups():
    with pytest.raises(RuntimeError, match="pull up"):
        I2CController(Wires(VirtualClock(), {}))


def test_an_unplugged_chip_does_not_answer_until_it_is_back():
    clock, _, i2c = open_bus(absent={0x42: fault(FaultKind.SENSOR_ABSENT, 10, 20)})
    i2c.writeto(0x42, b"")
    clock.advance(10_000)
    with pytest.raises(OSError, match="No such device"):
        i2c.writeto(0x42, b"")
    assert i2c.scan() == []
    clock.advance(10_000)
    i2c.writeto(0x42, b"")


def test_a_disturbed_bus_fails_every_transfer():
    clock, _, i2c = open_bus(errors=fault(FaultKind.BUS_ERROR, 0, 5))
    with pytest.raises(OSError, match="Input/output") as error:
        i2c.readfrom_into(0x42, bytearray(1))
    assert error.value.errno == errno.EIO
    clock.advance(5_000)
    i2c.readfrom_into(0x42, bytearray(1))


def test_a_data_line_held_low_times_out_after_a_second_and_lets_no_bus_be_opened():
    clock, echo, i2c = open_bus(stuck=fault(FaultKind.SDA_LOW, 1, 1_500))
    clock.advance(1_000)
    with pytest.raises(OSError, match="held low") as error:
        i2c.writeto(0x42, b"")
    assert error.value.errno == errno.ETIMEDOUT
    assert clock.now_us == 1_001_000
    assert i2c.scan() == []
    i2c.deinit()
    with pytest.raises(RuntimeError, match="pull up"):
        I2CController(echo.wires)


@pytest.mark.parametrize("times", [(-1, 5), (5, 5), (5, 4)])
def test_a_fault_ends_after_it_starts(times):
    with pytest.raises(ValueError, match="start_ms < end_ms"):
        InjectedFault(FaultKind.BUS_ERROR, *times)


def test_a_fault_in_mid_burst_gives_the_bytes_before_it_and_the_chip_counts_them_as_read():
    class Counter(Echo):
        sent = 0

        def send(self, count, at_us, byte_us):
            self.sent += count
            return bytes(count)

    clock = VirtualClock()
    counter = Counter()
    i2c = I2CController(Wires(clock, {0x42: counter}, errors=fault(FaultKind.BUS_ERROR, 1, 2)), 400_000)
    i2c.try_lock()
    with pytest.raises(OSError, match="Input/output"):
        i2c.writeto_then_readfrom(0x42, b"\x78", bytearray(70))
    assert counter.sent == 41  # of 22.5 us each, from 72.5 us on
    assert 1000 <= clock.now_us < 1050
