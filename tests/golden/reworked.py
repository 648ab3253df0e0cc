"""Modifies recorded samples in integers: the result is the same on every computer, without a simulator.

Each function takes a `runs.Recorded` and returns another. Rows are `(t_ms, ax, ay, az, gx, gy, gz)`.
"""

FULL_SCALE = 32767


def _kept_in_scale(counts):
    return [max(-FULL_SCALE - 1, min(FULL_SCALE, count)) for count in counts]


def part(recorded, start_ms, end_ms):
    """Return the samples between two times; the first is at 0 ms."""
    rows = [row for row in recorded.rows if start_ms <= row[0] < end_ms]
    return recorded._replace(rows=[(row[0] - rows[0][0], *row[1:]) for row in rows])


def later(recorded, by_ms):
    """Return the recording with a later start."""
    return recorded._replace(rows=[(row[0] + by_ms, *row[1:]) for row in recorded.rows])


def with_holes(recorded, every_ms, lengths_ms):
    """Remove samples repeatedly, for each of the lengths in turn."""
    holes = []
    start_ms = every_ms
    while start_ms < recorded.rows[-1][0]:
        holes.append(range(start_ms, start_ms + lengths_ms[len(holes) % len(lengths_ms)]))
        start_ms += every_ms
    return recorded._replace(rows=[row for row in recorded.rows if not any(row[0] in hole for hole in holes)])


def followed_by(first, second, pause_ms=20):
    """Append a second recording, converted to the sensitivities of the first."""
    second = at_sensitivity(second, first.accel_ug_per_count, first.gyro_udps_per_count)
    start_ms = first.rows[-1][0] + pause_ms
    return first._replace(rows=first.rows + [(start_ms + row[0], *row[1:]) for row in second.rows])


def at_sensitivity(recorded, accel_ug_per_count, gyro_udps_per_count):
    """Convert to other full-scale ranges; values beyond a range saturate."""
    was, rate_was = recorded.accel_ug_per_count, recorded.gyro_udps_per_count
    rows = [
        (
            row[0],
            *_kept_in_scale(count * was // accel_ug_per_count for count in row[1:4]),
            *_kept_in_scale(count * rate_was // gyro_udps_per_count for count in row[4:]),
        )
        for row in recorded.rows
    ]
    return recorded._replace(
        rows=rows, accel_ug_per_count=accel_ug_per_count, gyro_udps_per_count=gyro_udps_per_count
    )


def at_rate(recorded, rate_hz):
    """Resample to another data rate by linear interpolation."""
    rows = recorded.rows
    made = []
    place = number = 0
    while (t_ms := number * 1000 // rate_hz) <= rows[-1][0]:
        number += 1
        if t_ms < rows[0][0]:
            continue
        while place + 2 < len(rows) and rows[place + 1][0] <= t_ms:
            place += 1
        one, other = rows[place], rows[place + 1]
        length = other[0] - one[0]
        made.append(
            (
                t_ms,
                *(
                    (a * (other[0] - t_ms) + b * (t_ms - one[0])) // length
                    for a, b in zip(one[1:], other[1:], strict=True)
                ),
            )
        )
    return recorded._replace(rows=made)


def played(recorded, percent):
    """Perform the same rotations in another time: 200 takes twice as long, at half the angular rate."""
    return recorded._replace(
        rows=[
            (row[0] * percent // 100, *row[1:4], *_kept_in_scale(count * 100 // percent for count in row[4:]))
            for row in recorded.rows
        ]
    )


def hurried(recorded, from_ms, to_ms, percent):
    """Stretch the part between two times to this percentage of its length."""
    part_of_it = recorded._replace(rows=[row for row in recorded.rows if from_ms <= row[0] < to_ms])
    quick = [(from_ms + row[0], *row[1:]) for row in played(later(part_of_it, -from_ms), percent).rows]
    saved_ms = (to_ms - from_ms) * (100 - percent) // 100
    before = [row for row in recorded.rows if row[0] < from_ms]
    after = [(row[0] - saved_ms, *row[1:]) for row in recorded.rows if row[0] >= to_ms]
    return recorded._replace(rows=before + quick + after)


def held(recorded, at_ms, for_ms, step_ms=19):
    """Hold the pose at one time for the given length."""
    before = [row for row in recorded.rows if row[0] < at_ms]
    pose = before[-1][1:4]
    still = [(at_ms + ms, *pose, 0, 0, 0) for ms in range(0, for_ms, step_ms)]
    after = [(row[0] + for_ms, *row[1:]) for row in recorded.rows if row[0] >= at_ms]
    return recorded._replace(rows=before + still + after)


def bounced(recorded, from_ms, to_ms, times):
    """Play the motion between two times backwards and forwards again, the given number of times."""
    before = [row for row in recorded.rows if row[0] < to_ms]
    stretch = [row for row in before if row[0] >= from_ms]
    back = [(to_ms - row[0], *row[1:4], *(-count for count in row[4:])) for row in reversed(stretch)]
    forth = [(row[0] - from_ms, *row[1:]) for row in stretch]
    length_ms = to_ms - from_ms
    rows = list(before)
    for number in range(2 * times):
        begun_ms = to_ms + number * length_ms
        rows += [
            (begun_ms + row[0], *row[1:]) for row in (forth if number % 2 else back) if row[0] < length_ms
        ]
    added_ms = 2 * times * length_ms
    rows += [(row[0] + added_ms, *row[1:]) for row in recorded.rows if row[0] >= to_ms]
    return recorded._replace(rows=[row for at, row in enumerate(rows) if not at or row[0] > rows[at - 1][0]])


def biased(recorded, biases, changes_at_ms=1 << 30):
    """Add an offset in counts to each axis; from one time on, subtract it."""
    return recorded._replace(
        rows=[
            (
                row[0],
                *_kept_in_scale(
                    count + (bias if row[0] < changes_at_ms else -bias)
                    for count, bias in zip(row[1:], biases, strict=True)
                ),
            )
            for row in recorded.rows
        ]
    )


def turned(recorded, cosine, sine, scale):
    """Rotate the sensor about its z axis, by the angle of `cosine` and `sine` over `scale`."""

    def turn(x, y):
        return (x * cosine - y * sine) // scale, (x * sine + y * cosine) // scale

    return recorded._replace(
        rows=[(t_ms, *turn(ax, ay), az, *turn(gx, gy), gz) for t_ms, ax, ay, az, gx, gy, gz in recorded.rows]
    )


def rolled(recorded):
    """Strap the sensor on in another orientation: its x is y, its y is z, its z is x."""
    return recorded._replace(
        rows=[(t_ms, ay, az, ax, gy, gz, gx) for t_ms, ax, ay, az, gx, gy, gz in recorded.rows]
    )


def struck(recorded, every_ms, counts=FULL_SCALE, length=2):
    """Set all axes to an end of the scale for some samples, repeatedly, up and down."""
    rows = list(recorded.rows)
    next_ms = every_ms
    sign = 1
    for place, row in enumerate(rows):
        if row[0] >= next_ms:
            for hit in range(place, min(place + length, len(rows))):
                rows[hit] = (rows[hit][0], *[counts if sign > 0 else -counts - 1] * 6)
            next_ms += every_ms
            sign = -sign
    return recorded._replace(rows=rows)
