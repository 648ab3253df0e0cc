"""Waiting for a state, never for a time: every test that has to wait does it here."""

import time
from collections.abc import Callable
from typing import Any

DEADLINE_S = 300.0
"""How long a state is waited for. It is only a way to fail: no machine that works is so slow."""

_LOOK_S = 0.005  # between two looks at a state


class Deadline:
    """Ends a wait for what never comes.

    Args:
        what: what is waited for, as in "the third rep is counted".
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._until_s = time.monotonic() + DEADLINE_S

    def check(self, seen: object) -> None:
        """Goes on until the deadline.

        Args:
            seen: the state last seen, for the message.

        Raises:
            AssertionError: the deadline has passed.
        """
        if time.monotonic() > self._until_s:
            raise AssertionError(f"waited {DEADLINE_S:.0f} s until {self._what}; last seen: {seen!r}")


def wait_until(reached: Callable[[], Any], what: str, seen: Callable[[], object] | None = None) -> Any:
    """Waits until `reached` gives something true, and returns that.

    Args:
        reached: looks at the state.
        what: what is waited for, for the message.
        seen: what to say of the state when it never comes; by default what `reached` gave last.

    Raises:
        AssertionError: the deadline has passed.
    """
    deadline = Deadline(what)
    while not (found := reached()):
        deadline.check(seen() if seen else found)
        time.sleep(_LOOK_S)
    return found
