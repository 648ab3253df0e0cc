"""Plays a pin's sound on the computer's loudspeaker, with the package sounddevice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from heeldrive_lab.cues.errors import SoundError
from heeldrive_lab.cues.tone import RATE_HZ, Tone
from heeldrive_lab.util.optional_dependencies import require

_BLOCK_S = 0.01  # the pin is looked at this often


@contextmanager
def playing(tone: Tone, each_block: Callable[[int], Any] | None = None) -> Iterator[None]:
    """Play what the pin does while the block runs.

    Args:
        tone: the pin; its attributes may be set meanwhile.
        each_block: called before each 10 ms of sound with the milliseconds played so far, in a thread of
            its own.

    Raises:
        MissingExtraError: sounddevice is not installed.
        SoundError: there is no loudspeaker, or no PortAudio, which sounddevice needs.
    """
    require("sound", "sounddevice")
    blocks = 0

    def fill(out: Any, frames: int, *_: Any) -> None:
        nonlocal blocks
        if each_block:
            each_block(round(blocks * _BLOCK_S * 1000))
        blocks += 1
        out[:] = tone.samples(frames).tobytes()

    try:
        import sounddevice  # noqa: PLC0415
    except OSError as error:
        raise SoundError(f"no sound can be played here ({error}): install libportaudio2") from error
    try:
        stream = sounddevice.RawOutputStream(
            samplerate=RATE_HZ, blocksize=round(RATE_HZ * _BLOCK_S), channels=1, dtype="int16", callback=fill
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        raise SoundError(f"no sound can be played here ({error}): connect a loudspeaker") from error
    try:
        yield
    finally:
        stream.stop()
        stream.close()
