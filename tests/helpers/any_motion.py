"""Motion for the tests that hold with any of it."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def motions(draw, loaded):
    """Half a minute or so of a recorded session, with holes in it and stretches that no leg makes.

    The last of them may end at the last time that a sample can have.

    Args:
        loaded: gives a recorded session by the name of its file.
    """
    session = loaded(
        draw(st.sampled_from(["half_reps_in_a_set.csv", "alternating_set.csv", "lost_samples.csv"]))
    )
    begin = draw(st.integers(0, len(session.table) // 2))
    table = session.table[begin : begin + draw(st.integers(1, 3000))].copy()
    random = np.random.default_rng(draw(st.integers(0, 999)))
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(table) - 1))
        wild = table[first : first + draw(st.integers(1, 60)), 1:]
        wild[:] = draw(
            st.sampled_from(
                [
                    random.integers(-32768, 32768, wild.shape),
                    random.choice([-32768, 32767], wild.shape),
                    np.zeros(wild.shape, int),
                ]
            )
        )
        table[first:, 0] += draw(st.sampled_from([0, 30, 240, 260, 20000]))
    if draw(st.booleans()):
        table[:, 0] += 2**30 - 1 - table[-1, 0]
    return table
