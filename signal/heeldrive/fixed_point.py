"""Fixed-point mathematics: square root and angle in integers below 2**30.

Scales used by every stage (the integer that represents 1):

=================  =======  =========================================
quantity           scale    range kept
=================  =======  =========================================
direction          16384    unit vectors in the sensor's frame
specific force     2048     per g, up to 16 g on each axis
angular rate       16       per deg/s, up to 2000 deg/s on each axis
angle              128      per degree, 0 to 180
time               1        millisecond
=================  =======  =========================================
"""

try:
    from micropython import const as const  # noqa: PLC0414 - the stages import it from here
except ImportError:  # CPython: the compiler hint is the identity

    def const(value: int) -> int:  # type: ignore[misc]
        """Return the value; on a board the compiler inlines it."""
        return value


# Angle in 1/128 deg subtended by a chord of k/32 on the unit circle, 2 * asin(chord / 2), for k = 0..64.
# fmt: off
_CHORD_ANGLE = (
    0, 229, 458, 688, 917, 1147, 1377, 1607, 1838, 2070, 2301, 2534, 2767, 3000, 3235, 3470, 3706, 3943,
    4182, 4421, 4662, 4904, 5147, 5392, 5638, 5886, 6136, 6388, 6642, 6898, 7156, 7417, 7680, 7946,
    8215, 8487, 8763, 9042, 9324, 9611, 9903, 10199, 10500, 10806, 11119, 11438, 11764, 12097, 12439,
    12790, 13152, 13525, 13911, 14312, 14730, 15167, 15628, 16116, 16638, 17204, 17827, 18531, 19363,
    20444, 23040,
)
# fmt: on


def isqrt(n: int) -> int:
    """Return the integer square root: the largest s with s * s <= n, for 0 <= n < 2**30 (Newton's method)."""
    if n < 2:
        return n
    s = 1
    m = n
    while m > 3:  # start above the root, by less than a factor of two
        m >>= 2
        s <<= 1
    s <<= 1
    while True:
        better = (s + n // s) >> 1
        if better >= s:
            return s
        s = better


def chord_angle(chord: int) -> int:
    """Return the angle in 1/128 deg between two unit vectors; `chord` is the length of their difference."""
    if chord >= 32767:
        return 23040
    k = chord >> 9
    low = _CHORD_ANGLE[k]
    return low + (((_CHORD_ANGLE[k + 1] - low) * (chord & 511)) >> 9)
