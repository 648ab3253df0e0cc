"""Makes a program small in a board's memory: it does the same, with other names and in fewer modules."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from heeldrive_lab.board.deploy.shrink.bundles import bundle, used_as_objects
from heeldrive_lab.board.deploy.shrink.class_names import without_class_names
from heeldrive_lab.board.deploy.shrink.constants import with_private_constants
from heeldrive_lab.board.deploy.shrink.exports import without_unused_exports
from heeldrive_lab.board.deploy.shrink.f_strings import without_f_strings
from heeldrive_lab.board.deploy.shrink.groups import groups
from heeldrive_lab.board.deploy.shrink.limits import refuse_what_would_change
from heeldrive_lab.board.deploy.shrink.modules import flat_modules, flattened, module_of
from heeldrive_lab.board.deploy.shrink.names import names_in, renamed, short_names
from heeldrive_lab.board.deploy.shrink.often_used import with_often_used_first
from heeldrive_lab.board.deploy.shrink.origins import Origins
from heeldrive_lab.board.deploy.shrink.rom import API_NAMES, ROM_NAMES
from heeldrive_lab.board.deploy.shrink.rows import in_rows
from heeldrive_lab.board.deploy.shrink.sentences import HELPER, without_sentences

ENTRIES = ("run_boot", "run_code")
"""Modules that the launchers import."""


class Shrunk(NamedTuple):
    """A shrunk program.

    Attributes:
        sources: the text of each module, by path in the release folder.
        origins: what a traceback needs: see ``Origins``.
    """

    sources: Mapping[str, str]
    origins: Origins


def shrink(
    sources: Mapping[str, str],
    entries: Sequence[str] = ENTRIES,
    kept: Set[str] = frozenset(),
    packages: tuple[str, ...] = ("heeldrive", "adafruit_lsm6ds"),
) -> Shrunk:
    """Shrink a program.

    Args:
        sources: the text of each module, by path in the release folder.
        entries: the modules that others import, under their own names.
        kept: names in them that others use.
        packages: packages to join, each with the modules that it imports.

    Raises:
        DeployError: the program does something that would be changed.
    """
    refuse_what_would_change(sources)
    program = {path: without_f_strings(source) for path, source in sources.items()}
    program = without_unused_exports(with_private_constants(program), packages)
    starts = {path: [(1, path)] for path in program}
    homes = {}
    objects = used_as_objects(program)
    for group in groups(program, packages):
        # A package keeps its name, which begins those of its other modules.
        home = next((path for path in group if module_of(path) in packages), group[-1])
        joined = bundle(group, program, objects)
        for path in group:
            homes[module_of(path)] = module_of(home)
            del program[path], starts[path]
        program[home], starts[home] = joined
    sentence_home = homes.get(HELPER, HELPER)
    for path in [path for path in program if module_of(path) == sentence_home]:
        program = without_sentences(program, path)
    starts |= {path: [(1, path)] for path in program if path not in starts}
    modules = flat_modules(list(program), entries)
    modules |= {module: modules[home] for module, home in homes.items()}
    flat = {modules[module_of(path)]: flattened(path, source, modules) for path, source in program.items()}
    names = short_names(flat.values(), ROM_NAMES, API_NAMES | kept | {*flat}, flat)
    return Shrunk(
        {
            f"{module}.py": in_rows(without_class_names(with_often_used_first(renamed(source, names))))
            for module, source in sorted(flat.items())
        },
        Origins(
            {modules[module_of(path)]: where for path, where in starts.items()},
            _ours(program, starts, names),
        ),
    )


def _ours(
    program: Mapping[str, str], starts: Mapping[str, list[tuple[int, str]]], names: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What each name on the board means in each of our files, as in ``Origins``."""
    found: dict[str, dict[str, set[str]]] = {}
    for path, source in program.items():
        for row, _, name in names_in(source):
            if name in names:
                file = [file for first, file in starts[path] if first <= row][-1]
                found.setdefault(file, {}).setdefault(names[name], set()).add(name)
    return {
        file: {new: " or ".join(sorted(ours)) for new, ours in meant.items()} for file, meant in found.items()
    }
