"""How the board rounds samples before its detector takes them (firmware/sensor/rest_decimator.py)."""


def rounded(row):
    """A sample, t_ms and six raw counts: each count in the middle of its step, of 16 or 32 counts."""
    t_ms, *counts = row
    return t_ms, *(
        count // step * step + step // 2 for count, step in zip(counts, (16, 16, 16, 32, 32, 32), strict=True)
    )


def coarse(row):
    """The same in the steps of 64 counts that a sample has after a jolt, rounded before or not."""
    t_ms, *counts = row
    return t_ms, *(count // 64 * 64 + 32 for count in counts)


def alike(rows):
    """The counts of samples, the same whether the board rounded a sample in fine or in coarse steps."""
    return [coarse(row)[1:] for row in rows]


def first_alike(rows, wanted):
    """Where the samples ``wanted`` begin in ``rows``, by the first twenty."""
    values, start = alike(rows), alike(wanted[:20])
    return next(place for place in range(len(values)) if values[place : place + len(start)] == start)


def long_session(recorded):
    """More samples than a slot of the log holds; ``recorded`` is the fixture."""
    session = recorded("two_sets_walk_and_sit")
    between_ms = session[-1][0] + 10
    return [(turn * between_ms + t_ms, *counts) for turn in range(3) for t_ms, *counts in session]
