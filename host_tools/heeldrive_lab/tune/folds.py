"""Splits sessions into tuned and held-out ones: by wearer, or by session if there is only one wearer.

Reps of one person are similar, even weeks apart. Settings tuned on Monday's session and evaluated on
Tuesday's look better than they are for other people. So sessions are split only if there are no other people.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from heeldrive_lab.sessions.format import WEARER_KEY, SessionHeader
from heeldrive_lab.sessions.wearer import wearer_folder
from heeldrive_lab.tune.errors import TuneError

HELD_OUT_EVERY = 3  # one of this many wearers is held out
HOW_TO_NAME = f"add a line '# {WEARER_KEY}: NAME' to the header of each session, or give each wearer a folder"


class Folds(NamedTuple):
    """What is tuned on and what is held out: names of wearers, or of the sessions of the only wearer.

    Attributes:
        tuned: names tuned on.
        held_out: names held out.
        only_wearer: the only wearer with reps, whose sessions are split; empty if wearers are split.
    """

    tuned: tuple[str, ...]
    held_out: tuple[str, ...]
    only_wearer: str = ""

    @property
    def unit(self) -> str:
        """What is split: "wearer" or "session"."""
        return "session" if self.only_wearer else "wearer"

    @property
    def wearers_tuned_on(self) -> int:
        """Number of wearers tuned on."""
        return 1 if self.only_wearer else len(self.tuned)


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
    return f"wearer of {wearer_folder(path).name}"


def folds(reps: Mapping[str, int], held_out: Sequence[str] = (), only_wearer: str = "") -> Folds:
    """Split the wearers, or the sessions of the only one.

    A third is held out, both of those with reps and of those without. The choice depends on the names only,
    so that all machines that share a study hold out the same.

    Args:
        reps: number of true reps of each wearer, or of each session.
        held_out: names to hold out instead of a third.
        only_wearer: the only wearer with reps, if `reps` is by session.

    Raises:
        TuneError: a name is unknown, or one side has no reps.
    """
    unit = "session" if only_wearer else "wearer"
    did = [wearer for wearer, number in reps.items() if number]
    if not did:
        raise TuneError(
            "no session is annotated with a rep or a set total, so settings that count nothing would be"
            " best: annotate some reps"
        )
    if len(did) == 1:
        raise TuneError(
            f"all reps are in one session ({did[0]}), so there is none to evaluate on: record another one,"
            f" or, if there are several wearers, {HOW_TO_NAME}"
        )
    held_out_names = {name.casefold() for name in held_out} or _third(reps)
    if unknown := sorted(held_out_names - set(reps)):
        raise TuneError(
            f"--unseen {unknown[0]}: there is no such {unit}; the {unit}s are {', '.join(sorted(reps))}"
        )
    found = Folds(tuple(sorted(set(reps) - held_out_names)), tuple(sorted(held_out_names)), only_wearer)
    for side, names in (("to tune on", found.tuned), ("to evaluate on", found.held_out)):
        if not any(reps[name] for name in names):
            raise TuneError(f"no {unit} with reps is left {side}: name others with --unseen")
    return found


def _third(reps: Mapping[str, int]) -> set[str]:
    held_out_names: set[str] = set()
    for kind in (True, False):
        names = sorted((name for name in reps if bool(reps[name]) == kind), key=_hash)
        held_out_names.update(names[: round(len(names) / HELD_OUT_EVERY) or int(kind and len(names) > 1)])
    return held_out_names


def _hash(name: str) -> bytes:
    return sha256(name.encode()).digest()
