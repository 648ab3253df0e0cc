import pytest
from heeldrive_lab.virtual_board.clock import TICKS_PERIOD, PowerCut, VirtualClock
from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault, spans_of


def test_the_tick_wraps_to_nought_65_seconds_after_power_on():
    clock = VirtualClock()
    assert TICKS_PERIOD - 66_000 < clock.ticks_ms() < TICKS_PERIOD - 65_000
    clock.advance(65_535_999)
    assert clock.ticks_ms() == TICKS_PERIOD - 1
    clock.advance(1)
    assert clock.ticks_ms() == 0


def test_firmware_that_survives_any_exception_does_not_survive_the_power_cut():
    clock = VirtualClock()

    def cut():
        raise PowerCut

    clock.set_alarm(1_000, cut)
    clock.advance(999)
    with pytest.raises(PowerCut):  # noqa: PT012 - the loop is the story
        while True:
            try:
                clock.advance(1)
            except Exception:
                pytest.fail("an `except Exception` swallowed the power cut")


def test_a_processor_that_is_kept_goes_on_when_it_is_free():
    busy = spans_of([InjectedFault(FaultKind.BOARD_BUSY, 100, 600)], FaultKind.BOARD_BUSY)
    clock = VirtualClock(busy.end_us)
    assert clock.advance(99_000) == 99_000
    assert clock.advance(2_000) == 600_000
    assert clock.advance(2_000) == 602_000
