"""A real MicroPython runs the app's loop with a locked heap: one byte allocated per batch fails."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest
from bench import measure

ROOT = Path(__file__).parents[2]
SAMPLES = 300  # the wearer stands still
LOCKED = 120  # the last of them: the log is open by then and is sometimes written

RUN = """
import sys
sys.path[:0] = PATHS
import micropython
from heeldrive import PHASES
from bench.board_on_micropython import app_on_board
from ui.cue_kinds import FAULT

with open(MOTION, "rb") as source:
    motion = source.read()
app, clock, i2c, file = app_on_board(motion, WHO_AM_I, {"cue": "sound", "tempo": "2-0-0-0"})
port = sys.modules["usb_cdc"].data
app.service()
app.turn()
port.connected = True
port.typed = b"listen events state raw\\n"
while i2c.samples < SAMPLES - LOCKED:
    app.turn()
assert app.self_test.passed
assert app.counter.phase == PHASES.index("standing")
began = clock.tick
taken = i2c.samples
batches = 0
assert app.recorder.log_id
written = file.written
sent = port.written
pin = app._ui.cues._pwm
pulses = 0
duty = 0
sampled = taken
micropython.heap_lock()
app._ui.cue(FAULT)
app._ui.tempo.phase(PHASES.index("descent"), app.clock.now_ms)
while i2c.samples < SAMPLES:
    app.turn()
    batches += i2c.samples != sampled
    sampled = i2c.samples
    pulses += pin.duty_cycle > duty
    duty = pin.duty_cycle
micropython.heap_unlock()
assert pulses == 5 + 1  # of the cue for a fault, and the tick of the tempo
samples = i2c.samples - taken
assert app.recorder.recording and file.written > written
assert app.link.wants_raw and port.written - sent > 30 * LOCKED  # a line a sample, and the state
print("samples", i2c.samples, app.sampler.rate_counts(), samples / batches, (clock.tick - began) / samples)
"""


@pytest.fixture
def motion(recorded, tmp_path):
    """Return the first samples of a session as the bytes of the chip's output registers."""
    rows = recorded("clean_set")[::2][: SAMPLES + 16]
    path = tmp_path / "motion.bin"
    path.write_bytes(b"".join(struct.pack("<6h", *row[4:], *row[1:4]) for row in rows))
    return path, rows


@pytest.mark.parametrize("who_am_i", [0x6C, 0x6A, 0x69])
def test_a_batch_from_fifo_to_detector_and_log_allocates_nothing(motion, tmp_path, who_am_i):
    path, rows = motion
    measure.write_program(tmp_path / "drive")
    paths = [str(tmp_path / "drive"), str(ROOT / "host_tools"), sysconfig.get_path("purelib")]
    script = tmp_path / "run.py"
    script.write_text(
        f"PATHS = {paths!r}\nMOTION = {str(path)!r}\nSAMPLES = {SAMPLES}\nLOCKED = {LOCKED}\n"
        f"WHO_AM_I = {who_am_i}\n" + RUN
    )
    micropython = Path(sysconfig.get_path("scripts")) / "micropython"
    done = subprocess.run([str(micropython), str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.splitlines()[-1].split()
    taken = int(words[1])
    assert SAMPLES <= taken < SAMPLES + 16
    assert int(words[2]) == sum(abs(rate) for rate in rows[taken - 1][4:])
    assert 2.5 < float(words[3]) < 3.5  # samples per batch
    assert 19.0 < float(words[4]) < 19.6  # milliseconds per sample
