"""What a piezo makes of the square wave on its pin, as samples of sound."""

import math
import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.cues.errors import SoundError
from heeldrive_lab.util.files import unfinished, write_errors_as

RATE_HZ = 44_100
_LOUDEST = 0.8  # of full scale
_RAMP_S = 0.002  # of its loudness; a step would click
_FULL_DUTY = 65_536


class Tone:
    """A pin with a piezo, and the sound it makes: the fundamental of its square wave.

    Attributes:
        duty_cycle: as of ``pwmio.PWMOut``, 0 to 65535; the sound is loudest at a half.
        frequency: Hz.
    """

    def __init__(self) -> None:
        self.duty_cycle = 0
        self.frequency = 500
        self._phase = 0.0  # of the wave, periods
        self._loudness = 0.0

    def samples(self, count: int) -> NDArray[np.int16]:
        """The next samples at ``RATE_HZ``, while the pin stays as it is."""
        wanted = _LOUDEST * math.sin(math.pi * self.duty_cycle / _FULL_DUTY)
        step = math.copysign(_LOUDEST / (_RAMP_S * RATE_HZ), wanted - self._loudness)
        number = np.arange(1, count + 1)
        ramp = self._loudness + step * number
        loudness = np.minimum(ramp, wanted) if step > 0 else np.maximum(ramp, wanted)
        sound = loudness * np.sin(2 * np.pi * (self._phase + number * (self.frequency / RATE_HZ)))
        self._phase = (self._phase + count * self.frequency / RATE_HZ) % 1.0
        self._loudness = float(loudness[-1]) if count else self._loudness
        rounded: NDArray[np.int16] = np.rint(sound * 32_767).astype(np.int16)
        return rounded


def write_wav(path: Path, changes: Iterable[tuple[int, int, int]], end_us: int) -> None:
    """Write the sound of a pin to a WAV file, which is replaced whole.

    Args:
        path: the file.
        changes: (at_us, hz, duty) of each change of the pin, in order.
        end_us: where the sound ends.

    Raises:
        SoundError: the file cannot be written.
    """
    tone = Tone()
    parts = []
    done = 0
    for at_us, hz, duty in (*changes, (end_us, 0, 0)):
        count = at_us * RATE_HZ // 1_000_000 - done
        parts.append(tone.samples(count))
        done += count
        tone.frequency, tone.duty_cycle = hz or tone.frequency, duty
    with (
        write_errors_as(SoundError, path),
        unfinished(path) as part,
        part.open("wb") as file,
        wave.open(file, "wb") as sound,
    ):
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(np.concatenate(parts).astype("<i2").tobytes())
