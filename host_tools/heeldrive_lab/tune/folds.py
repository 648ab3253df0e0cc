"""Splits sessions into tuned and held-out ones, by wearer and never by session.

Reps of one person are similar, even weeks apart. Settings tuned on Monday's session and evaluated on
Tuesday's would look better than they are for other people.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from heeldrive_lab.sessions.format import WEARER_KEY, SessionHeader
from heeldrive_lab.tune.errors import TuneError

# Sessions in a folder of this name belong to the wearer of the folder above.
MUST_NOT_COUNT = "must_not_count"
HELD_OUT_EVERY = 3  # one of this many wearers is held out
HOW_TO_NAME = f"add a line '# {WEARER_KEY}: NAME' to the header of each session, or give each wearer a folder"


class Folds(NamedTuple):
    """The wearers tuned on, and the held-out wearers."""

    tuned: tuple[str, ...]
    held_out: tuple[str, ...]


def wearer_of(path: Path, header: SessionHeader) -> str:
    """The wearer of the sensor.

    The header names the wearer. If it does not, the seed identifies the wearer of a simulated session, and
    the folder the wearer of any other session. This is conservative: two people taken for one reduce the
    number of wearers; one person taken for two could be tuned on and held out, which would invalidate the
    result.
    """
    if name := header.extra.get(WEARER_KEY, ""):
        return name.casefold()
    if header.origin == "simulated" and "seed" in header.extra:
        return f"simulated person {header.extra['seed']}"
    folder = path.resolve().parent
    while folder.name == MUST_NOT_COUNT:
        folder = folder.parent
    return f"wearer of {folder.name}"


def folds(reps: Mapping[str, int], held_out: Sequence[str] = ()) -> Folds:
    """Split the wearers.

    A third is held out, both of the wearers with reps and of those without. The choice depends on the names
    only, so that all machines that share a study hold out the same wearers.

    Args:
        reps: number of true reps of each wearer.
        held_out: wearers to hold out instead of a third.

    Raises:
        TuneError: a name is unknown, or one side has no wearer with reps.
    """
    did = [wearer for wearer, number in reps.items() if number]
    if not did:
        raise TuneError(
            "no session is annotated with a rep or a set total, so settings that count nothing would be"
            " best: annotate some reps"
        )
    if len(did) == 1:
        raise TuneError(
            f"all reps are from one wearer ({did[0]}), so there is no held-out wearer to evaluate on:"
            f" {HOW_TO_NAME}"
        )
    held_out_names = {name.casefold() for name in held_out} or _third(reps)
    if unknown := sorted(held_out_names - set(reps)):
        raise TuneError(
            f"--unseen {unknown[0]}: there is no such wearer; the wearers are {', '.join(sorted(reps))}"
        )
    found = Folds(tuple(sorted(set(reps) - held_out_names)), tuple(sorted(held_out_names)))
    for side, wearers in (("to tune on", found.tuned), ("to evaluate on", found.held_out)):
        if not any(reps[wearer] for wearer in wearers):
            raise TuneError(f"no wearer with reps is left {side}: name others with --unseen")
    return found


def _third(reps: Mapping[str, int]) -> set[str]:
    held_out_names: set[str] = set()
    for kind in (True, False):
        names = sorted((name for name in reps if bool(reps[name]) == kind), key=_hash)
        held_out_names.update(names[: round(len(names) / HELD_OUT_EVERY) or int(kind and len(names) > 1)])
    return held_out_names


def _hash(name: str) -> bytes:
    return sha256(name.encode()).digest()
