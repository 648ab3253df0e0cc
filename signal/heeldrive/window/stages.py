"""Every integer that the detector keeps, by stage."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heeldrive.counter import RepCounter


def stage_values(counter: "RepCounter") -> dict[str, list[int]]:
    """All integers in each stage's attributes, in the detector's units.

    Args:
        counter: a RepCounter.

    Returns:
        The values by name of the stage's class, in the order in which the class declares them. A list counts
        as its items. `Settings` and the gates are left out: they are not state.
    """
    values: dict[str, list[int]] = {}
    for stage in _stages(counter, set()):
        values.setdefault(type(stage).__name__, []).extend(_integers(stage))
    return values


def _stages(stage: Any, seen: set[int]) -> Iterator[Any]:
    if id(stage) in seen or type(stage).__name__ in ("Settings", "Gates"):
        return
    seen.add(id(stage))
    yield stage
    for value in vars(stage).values():
        for part in value if isinstance(value, list | bytearray) else (value,):
            if hasattr(part, "__dict__"):
                yield from _stages(part, seen)


def _integers(stage: Any) -> Iterator[int]:
    for value in vars(stage).values():
        for part in value if isinstance(value, list | bytearray) else (value,):
            if isinstance(part, int):
                yield int(part)
