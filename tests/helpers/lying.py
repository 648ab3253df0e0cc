"""A sensor that lies still."""

import random


def lying(pose, from_ms, to_ms):
    """Samples of a sensor at rest: noise of two to three counts on each axis.

    Without noise it would be taken for a frozen one.
    """
    noise = random.Random(3)
    return [(t_ms, *(round(noise.gauss(count, 2.5)) for count in pose)) for t_ms in range(from_ms, to_ms, 10)]
