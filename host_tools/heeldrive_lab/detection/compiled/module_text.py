"""The text of the module that Numba compiles: the detector's functions, and a loop that feeds them."""

from heeldrive import RepCounter, Settings, declared
from heeldrive.events import Event

from heeldrive_lab.detection.compiled.layout import Layout, LayoutError
from heeldrive_lab.detection.compiled.transpiler import CELLS, INDEX, PLACE, Translator

# What can be watched beside the attributes: in this order, numbered from -1 down.
PROPERTIES = tuple(name for name, value in vars(RepCounter).items() if isinstance(value, property))

READY = "ready"  # the file beside the module that says that all is compiled

# To find out the signatures would take Numba as long again as to compile; but a function with a signature is
# compiled at once, and one that is compiled into the loop already need not be.
_HEAD = f'''"""Made from heeldrive's source by heeldrive_lab.detection.compiled; renewed when that changes."""

from pathlib import Path

import numpy as np
from numba import int64, njit, types
from numba.extending import intrinsic

POINTER = types.CPointer(int64)
READY = "__file__" in globals() and Path(__file__).with_name("{READY}").exists()


def function(signature):
    """Compile what only other compiled functions call."""
    return njit(
        *([] if READY else [signature]), nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )


@intrinsic
def begin_of_(typing, cells):
    """Where the cells of an array begin: a bare pointer needs no counting of references and no wrapping."""

    def code(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return POINTER(cells), code


@function(int64(int64, int64))
def {INDEX}(count, index):
    """An index of a list or tuple, counted from its start."""
    if index < 0:
        index += count
    if index < 0 or index >= count:
        raise IndexError("list index out of range")
    return index


@function(int64(POINTER, int64, int64))
def {PLACE}({CELLS}, begin, index):
    """The cell of an item of the list that begins there."""
    return begin + {INDEX}({CELLS}[begin - 1], index)
'''

_RUN = '''
@njit(
    types.UniTuple(int64, 2)(
        int64[::1], int64, int64[:, ::1], int64, int64[:, ::1], int64[::1], int64[::1], int64[:, ::1], int64,
        int64,
    ),
    nogil=True,
    cache={cached},
)
def run(cells, counter, table, first, told, told_at, watch, watched, watch_from, watch_every):
    """Count from row `first` to the end, or until `told` is full; return the next row and the events."""
    begin = begin_of_(cells)
    n = 0
    for row in range(first, len(table)):
        kind = {step}(
            begin, counter, table[row, 0], table[row, 1], table[row, 2], table[row, 3], table[row, 4],
            table[row, 5], table[row, 6],
        )
        if len(watch) and row >= watch_from and (row - watch_from) % watch_every == 0:
            for each in range(len(watch)):
                watched[(row - watch_from) // watch_every, each] = watched_(begin, counter, watch[each])
        if kind != 0:
            event = begin[counter + {event}]
            for each in range({event_size}):
                told[n, each] = begin[event + each]
            told_at[n] = row
            n += 1
            if n == len(told):
                return row + 1, n
    return len(table), n


@njit(types.boolean(int64[::1], int64, int64[::1]), nogil=True, cache={cached})
def finish(cells, counter, told):
    """Ask for one event more after the last sample; whether there was one."""
    begin = begin_of_(cells)
    if {finish}(begin, counter) == 0:
        return False
    event = begin[counter + {event}]
    for each in range({event_size}):
        told[each] = begin[event + each]
    return True
'''


def layout() -> Layout:
    """Where the attributes of a counter lie, whatever words are chosen in its settings."""
    chosen = [{each.name: choice} for each in declared() for choice in each.choices]
    return Layout(*[RepCounter(Settings(values), 1, 1) for values in chosen])


def module_text(*, cached: bool) -> str:
    """Translate the detector.

    Args:
        cached: whether Numba is to keep what it compiles beside the module's file.

    Raises:
        LayoutError, TranslationError: the detector holds or does something that cannot be translated.
    """
    translator = Translator(layout())
    step = translator.method(RepCounter, "step", 7)
    finish = translator.method(RepCounter, "finish")
    properties = [translator.method(RepCounter, name) for name in PROPERTIES]
    if not translator.rebound <= {"event"}:
        # Watching would go on looking at the object that was there first.
        raise LayoutError(f"objects that change places: {translator.rebound}")
    parts = [_HEAD]
    parts += [f"{name} = np.array({items}, np.int64)" for name, items in translator.tables.items()]
    for name, text in translator.functions.items():
        arguments, returns = translator.signatures[name]
        signature = f"{'int64' if returns else 'types.void'}(POINTER{', int64' * arguments})"
        parts.append(f"\n@function({signature})\n{text}\n")
    parts.append(_watched(properties))
    places = translator.layout.places
    parts.append(
        _RUN.format(
            cached=cached,
            step=step,
            finish=finish,
            event=places[RepCounter]["event"],
            event_size=len(places[Event]),
        )
    )
    return "\n".join(parts)


def _watched(properties: list[str]) -> str:
    lines = [
        "@function(int64(POINTER, int64, int64))",
        f"def watched_({CELLS}, counter, what):",
        '    """What is in a cell, or what a property tells."""',
    ]
    for number, name in enumerate(properties, 1):
        lines += [f"    if what == -{number}:", f"        return {name}({CELLS}, counter)"]
    return "\n".join([*lines, f"    return {CELLS}[what]", ""])
