"""A real MicroPython runs the app's loop under a locked heap: one byte allocated per batch fails."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = 300  # the wearer stands still
LOCKED = 120  # of them, the last: the log is open by then, and is written at times

# The board around the firmware: a chip's registers and FIFO on a bus, a tick, a file. The FIFO fills by
# the tick, 52 samples a second. It must not allocate either.
BOARD = """
import sys
sys.path[:0] = PATHS

class Module:
    pass

class Clock:
    tick = 1 << 28
    def ticks_ms(self):
        return self.tick
    def sleep(self, ms):
        self.tick += int(ms)

class I2C:
    def __init__(self, motion):
        self.motion = motion
        self.next = 0
        self.began = 0
        self.ticks = None
        self.registers = bytearray(128)
        self.registers[0x0F] = WHO_AM_I
    def try_lock(self):
        return True
    def unlock(self):
        pass
    def writeto(self, address, data, start=0, end=None):
        if address == 0x6A and len(data) > 1:
            for i in range(1, len(data) if end is None else end):
                self.registers[data[0] + i - 1] = data[i]
            self.registers[0x12] &= 0xFE
            if data[0] + len(data) - 2 == 0x0A and data[-1] & 7 == 6:
                self.began = clock.tick
    def writeto_then_readfrom(self, address, out, into, out_start=0, out_end=None, in_start=0, in_end=None):
        first = out[0]
        count = (len(into) if in_end is None else in_end) - in_start
        if first == 0x3A:
            words = ((clock.tick - self.began) * 52 // 1000 - self.next // 12) * WORDS
            self.registers[0x3A] = words & 0xFF
            self.registers[0x3B] = words >> 8 | (0 if words or WORDS == 2 else 0x10)
        elif first == 0x3E:
            for i in range(count):
                into[i] = self.motion[self.next + i]
            self.next += count
            return
        elif first == 0x78:
            for i in range(0, count, 7):
                slot = self.next // 12 & 3
                tag = (1 if self.next % 12 == 0 else 2) << 3 | slot << 1
                into[i] = tag | (1 ^ slot ^ slot >> 1) & 1  # an even number of ones
                for j in range(6):
                    into[i + 1 + j] = self.motion[self.next + j]
                self.next += 6
            return
        for i in range(count):
            into[in_start + i] = self.registers[first + i]

class File:
    size = written = 0
    def seek(self, at, whence=0):
        return self.size
    def write(self, data):
        self.written += 1
    def readinto(self, into):
        return 0

class Uname:
    release = "10.0.3"

class Runtime:
    usb_connected = False

class Dog:
    def feed(self):
        pass

clock = Clock()
file = File()
file.size = 4 * 65536
motion = open(MOTION, "rb").read()
i2c = I2C(motion)
for name, member, value in (
    ("busio", "I2C", lambda scl, sda, frequency: i2c),
    ("os", "getenv", lambda name: None),
    ("os", "uname", Uname),
    ("os", "sync", lambda: None),
    ("time", "sleep", clock.sleep),
    ("storage", "getmount", lambda path: Module()),
    ("storage", "remount", lambda path, readonly: None),
    ("supervisor", "runtime", Runtime()),
    ("microcontroller", "nvm", bytearray(1)),
    ("microcontroller", "watchdog", Dog()),
    ("watchdog", "WatchDogMode", Runtime),
):
    module = sys.modules.get(name) or Module()
    setattr(module, member, value)
    sys.modules[name] = module
Module.readonly = True
Runtime.RESET = 1
"""

RUN = """
import micropython
from heeldrive import PHASES
import wearable.sampler
import wearable.log_store
from wearable.app import App
from wearable.bus import Bus
from wearable.ticks import SessionClock

wearable.log_store.open = lambda path, mode: file
parts = Module()
parts.board_id = "a board"
parts.sensor_bus = parts.display_bus = Bus(None, None)
parts.pixel = None
app = App(parts, SessionClock(clock.ticks_ms))
app._care()
app._start_sensor()
# Whole milliseconds: this MicroPython's floats are on the heap, a board's are not.
wearable.sampler._SLEEP_S = tuple(range(65))
while i2c.next < (SAMPLES - LOCKED) * 12:
    app._sample()
assert app._gravity.passed
assert app._phase == PHASES.index("standing")
began = clock.tick
taken = i2c.next
batches = 0
assert app._recorder.log_id
written = file.written
micropython.heap_lock()
while i2c.next < SAMPLES * 12:
    app._sample()
    batches += 1
micropython.heap_unlock()
samples = (i2c.next - taken) // 12
assert app._recorder.recording and file.written > written
print("samples", i2c.next // 12, app._sampler.ax, samples / batches, (clock.tick - began) / samples)
"""


@pytest.fixture
def motion(recorded, tmp_path):
    """The first samples of a session as the bytes of the chip's output registers."""
    rows = recorded("clean_set")[::2][: SAMPLES + 16]
    path = tmp_path / "motion.bin"
    path.write_bytes(b"".join(struct.pack("<6h", *row[4:], *row[1:4]) for row in rows))
    return path, rows


@pytest.mark.parametrize(("who_am_i", "words"), [(0x6C, 2), (0x6A, 6), (0x69, 6)])
def test_a_batch_from_fifo_to_detector_and_log_allocates_nothing(motion, tmp_path, who_am_i, words):
    path, rows = motion
    paths = [str(ROOT / "signal"), str(ROOT / "firmware"), sysconfig.get_path("purelib")]
    script = tmp_path / "run.py"
    script.write_text(
        f"PATHS = {paths!r}\nMOTION = {str(path)!r}\nSAMPLES = {SAMPLES}\nLOCKED = {LOCKED}\n"
        f"WHO_AM_I = {who_am_i}\nWORDS = {words}\n" + BOARD + RUN
    )
    micropython = Path(sysconfig.get_path("scripts")) / "micropython"
    done = subprocess.run([str(micropython), str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.splitlines()[-1].split()
    taken = int(words[1])
    assert SAMPLES <= taken < SAMPLES + 16
    assert int(words[2]) == rows[taken - 1][1]
    assert 2.5 < float(words[3]) < 3.5  # samples a batch
    assert 19.0 < float(words[4]) < 19.6  # milliseconds a sample
