"""A board for small programs, and a chip on a bus for register stories."""

import ast
from types import SimpleNamespace

import pytest
from heeldrive_lab.virtual_board.bus import Wires
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.i2c import I2CController
from heeldrive_lab.virtual_board.lsm6ds import ADDRESS, Lsm6dsox
from heeldrive_lab.virtual_board.motion import PlayedMotion


@pytest.fixture
def still():
    """Ten seconds of a body at rest: 1 g up along z at +-8 g, 100 rows a second."""
    return [(10 * n, 0, 0, 4098, 0, 0, 0) for n in range(1000)]


@pytest.fixture
def run_program(tmp_path, still, board_of):
    """Runs a program as ``code.py`` and gives the board; ``board.said`` is what it printed, evaluated."""

    def run(program, samples=None, until_ms=None, **options):
        (tmp_path / "code.py").write_text(program)
        board = board_of(still if samples is None else samples, **options)
        board.run(tmp_path, until_ms)
        board.said = [_value(line.text) for line in board.console]
        return board

    return run


def _value(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


@pytest.fixture
def bench():
    """Puts a chip on a bus: clock, i2c, chip, ``read(register, count)`` and ``write(register, *values)``."""

    def put(
        rows, chip=Lsm6dsox, accel_ug_per_count=244, gyro_udps_per_count=17_500, frequency=400_000, **options
    ):
        clock = VirtualClock()
        motion = PlayedMotion(rows, 0, accel_ug_per_count, gyro_udps_per_count)
        sensor = chip(motion, **options)
        i2c = I2CController(Wires(clock, {ADDRESS: sensor}), frequency)
        assert i2c.try_lock()

        def read(register, count=1):
            into = bytearray(count)
            i2c.writeto_then_readfrom(ADDRESS, bytes((register,)), into)
            return bytes(into)

        def write(register, *values):
            i2c.writeto(ADDRESS, bytes((register, *values)))

        return SimpleNamespace(clock=clock, i2c=i2c, chip=sensor, read=read, write=write)

    return put
