"""What a piezo makes of the square wave on its pin, as samples of sound."""

import math
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

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

    def samples(self, count: int) -> "array[int]":
        """The next samples at ``RATE_HZ``, while the pin stays as it is."""
        wanted = _LOUDEST * math.sin(math.pi * self.duty_cycle / _FULL_DUTY)
        if not wanted and not self._loudness:
            return array("h", bytes(2 * count))
        least, most = sorted((self._loudness, wanted))
        step = math.copysign(_LOUDEST / (_RAMP_S * RATE_HZ), wanted - self._loudness)
        sound = array("h")
        for _ in range(count):
            self._phase += self.frequency / RATE_HZ
            self._loudness = min(max(self._loudness + step, least), most)
            sound.append(round(32_767 * self._loudness * math.sin(2 * math.pi * self._phase)))
        self._phase %= 1.0
        return sound


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
    done = 0
    with (
        write_errors_as(SoundError, path),
        unfinished(path) as part,
        part.open("wb") as file,
        wave.open(file, "wb") as sound,
    ):
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        for at_us, hz, duty in (*changes, (end_us, 0, 0)):
            count = at_us * RATE_HZ // 1_000_000 - done
            sound.writeframes(tone.samples(count))
            done += count
            tone.frequency, tone.duty_cycle = hz or tone.frequency, duty
