"""A real MicroPython runs the app's loop under a locked heap: one byte allocated per sample fails."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = 600  # the wearer stands still
LOCKED = 300  # of them, the last

# The board around the firmware: register files on a bus, a tick, no NeoPixel. It must not allocate either.
BOARD = """
import sys
sys.path[:0] = PATHS

class Module:
    pass

class Clock:
    tick = 1 << 28
    def ticks_ms(self):
        return self.tick
    def sleep(self, seconds):
        self.tick += 1

class I2C:
    def __init__(self, motion):
        self.motion = motion
        self.next = 0
        self.registers = bytearray(128)
        self.registers[0x0F] = 0x6C
        self.registers[0x1E] = 3
    def try_lock(self):
        return True
    def unlock(self):
        pass
    def writeto(self, address, data, start=0, end=None):
        if address == 0x6A and len(data) > 1:
            for i in range(1, len(data) if end is None else end):
                self.registers[data[0] + i - 1] = data[i]
            self.registers[0x12] &= 0xFE
    def writeto_then_readfrom(self, address, out, into, out_start=0, out_end=None, in_start=0, in_end=None):
        first = out[0]
        if first == 0x22:
            for i in range(12):
                into[i] = self.motion[self.next + i]
            self.next += 12
            clock.tick += 9
            return
        for i in range(in_start, len(into) if in_end is None else in_end):
            into[i] = self.registers[first + i - in_start]

clock = Clock()
motion = open(MOTION, "rb").read()
i2c = I2C(motion)
for name, member, value in (
    ("busio", "I2C", lambda scl, sda, frequency: i2c),
    ("os", "getenv", lambda name: None),
    ("time", "sleep", clock.sleep),
):
    module = Module()
    setattr(module, member, value)
    sys.modules[name] = module
"""

RUN = """
import micropython
from heeldrive import PHASES
from wearable.app import App
from wearable.bus import Bus
from wearable.ticks import SessionClock

parts = Module()
parts.sensor_bus = parts.display_bus = Bus(None, None)
parts.pixel = None
app = App(parts, SessionClock(clock.ticks_ms))
app._care()
app._start_sensor()
while i2c.next < (SAMPLES - LOCKED) * 12:
    app._sample()
assert app._gravity.passed
assert app._phase == PHASES.index("standing")
micropython.heap_lock()
while i2c.next < SAMPLES * 12:
    app._sample()
micropython.heap_unlock()
print("samples", i2c.next // 12, "t_ms", app._sampler.t_ms, app._sampler.ax)
"""


@pytest.fixture
def motion(recorded, tmp_path):
    """The first samples of a session as the bytes of the chip's output registers."""
    rows = recorded("clean_set")[:SAMPLES]
    path = tmp_path / "motion.bin"
    path.write_bytes(b"".join(struct.pack("<6h", *row[4:], *row[1:4]) for row in rows))
    return path, rows


def test_a_sample_from_register_to_detector_allocates_nothing(motion, tmp_path):
    path, rows = motion
    paths = [str(ROOT / "signal"), str(ROOT / "firmware"), sysconfig.get_path("purelib")]
    script = tmp_path / "run.py"
    script.write_text(
        f"PATHS = {paths!r}\nMOTION = {str(path)!r}\nSAMPLES = {SAMPLES}\nLOCKED = {LOCKED}\n" + BOARD + RUN
    )
    micropython = Path(sysconfig.get_path("scripts")) / "micropython"
    done = subprocess.run([str(micropython), str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.splitlines()[-1].split()
    assert words[1] == str(SAMPLES)
    assert words[4] == str(rows[-1][1])
