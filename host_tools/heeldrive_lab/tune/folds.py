"""Whose sessions are tuned on, and whose only show whether it helped: parted by wearer, never by session.

Reps of one person are alike, from one week to the next too. Settings tuned on Monday's session and shown on
Tuesday's would look better than they are to anybody else.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from heeldrive_lab.sessions.format import WEARER_KEY, SessionHeader
from heeldrive_lab.tune.errors import TuneError

# A folder in which nothing is a rep belongs to whoever the folder above belongs to.
MUST_NOT_COUNT = "must_not_count"
UNSEEN_OF = 3  # one wearer in so many is kept out of the search
HOW_TO_NAME = f"add a line '# {WEARER_KEY}: NAME' to the head of each session, or give each wearer a folder"


class Folds(NamedTuple):
    """The wearers tuned on, and those kept out of it."""

    tuned: tuple[str, ...]
    unseen: tuple[str, ...]


def wearer_of(path: Path, header: SessionHeader) -> str:
    """Who wore the sensor.

    The header says so. Where it does not, a simulated session is of the person that its seed makes; any other
    is of the one wearer of its folder. That is the cautious guess: two people taken for one cost the search a
    wearer, one person taken for two would stand on both sides and make the figures a lie.
    """
    if name := header.extra.get(WEARER_KEY, ""):
        return name.casefold()
    if header.origin == "simulated" and "seed" in header.extra:
        return f"simulated person {header.extra['seed']}"
    folder = path.resolve().parent
    while folder.name == MUST_NOT_COUNT:
        folder = folder.parent
    return f"wearer of {folder.name}"


def folds(reps: Mapping[str, int], unseen: Sequence[str] = ()) -> Folds:
    """Part the wearers.

    A third is kept out, of those who did reps and of those who did none alike. Who it is depends on nothing
    but the names, so that every machine which shares a study keeps out the same.

    Args:
        reps: how many true reps each wearer did.
        unseen: wearers to keep out instead.

    Raises:
        TuneError: a name is not known, or one side is left without a wearer who did a rep.
    """
    did = [wearer for wearer, number in reps.items() if number]
    if not did:
        raise TuneError(
            "no session has a true rep or a set with a total: settings that count nothing would be the best"
        )
    if len(did) == 1:
        raise TuneError(
            f"all reps are of one wearer ({did[0]}), and nobody would be left to show whether it helped:"
            f" {HOW_TO_NAME}"
        )
    kept_out = {name.casefold() for name in unseen} or _third(reps)
    if unknown := sorted(kept_out - set(reps)):
        raise TuneError(
            f"--unseen {unknown[0]}: there is no such wearer; there are {', '.join(sorted(reps))}"
        )
    found = Folds(tuple(sorted(set(reps) - kept_out)), tuple(sorted(kept_out)))
    for side, wearers in (("to tune on", found.tuned), ("to show whether it helped", found.unseen)):
        if not any(reps[wearer] for wearer in wearers):
            raise TuneError(f"no wearer who did a rep is left {side}: name others with --unseen")
    return found


def _third(reps: Mapping[str, int]) -> set[str]:
    kept_out: set[str] = set()
    for kind in (True, False):
        names = sorted((name for name in reps if bool(reps[name]) == kind), key=_lot)
        kept_out.update(names[: round(len(names) / UNSEEN_OF) or int(kind and len(names) > 1)])
    return kept_out


def _lot(name: str) -> bytes:
    return sha256(name.encode()).digest()
