"""Source text of the module that Numba compiles: the detector's functions, and a loop over the samples."""

from heeldrive import RepCounter, Settings, declared
from heeldrive.events import Event
from heeldrive.teaching import Teaching

from heeldrive_lab.detection.compiled.layout import Layout, LayoutError
from heeldrive_lab.detection.compiled.transpiler import ADDRESS, CELLS, INDEX, Transpiler

# Properties that can be watched besides attributes; their codes are -1, -2, ... in this order.
PROPERTIES = tuple(name for name, value in vars(RepCounter).items() if isinstance(value, property))

READY = "ready"  # this file next to the module marks that everything is compiled

# Signatures save Numba the type inference, which takes as long as compiling. But a function with a signature
# is compiled on import, so they are left out once the cached loop contains the functions.
_HEAD = f'''"""Generated from heeldrive's source by heeldrive_lab.detection.compiled."""

from pathlib import Path

import numpy as np
from numba import int64, njit, types
from numba.extending import intrinsic

POINTER = types.CPointer(int64)
READY = "__file__" in globals() and Path(__file__).with_name("{READY}").exists()


def function(signature):
    """Compile a function that only compiled functions call."""
    return njit(
        *([] if READY else [signature]), nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )


@intrinsic
def pointer_to_(typing, cells):
    """Pointer to the first cell of an array: it needs no reference counting and no index wrap-around."""

    def code(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return POINTER(cells), code


@function(int64(int64, int64))
def {INDEX}(count, index):
    """Convert an index to one from the start of a list or tuple."""
    if index < 0:
        index += count
    if index < 0 or index >= count:
        raise IndexError("list index out of range")
    return index


@function(int64(POINTER, int64, int64))
def {ADDRESS}({CELLS}, address, index):
    """Address of an item of a list."""
    return address + {INDEX}({CELLS}[address - 1], index)
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
def run(cells, counter, table, first, reported, reported_at, watch, watched, watch_from, watch_every):
    """Count rows from `first` on, until `reported` is full; return the next row and the event count."""
    cells_ = pointer_to_(cells)
    n = 0
    for row in range(first, len(table)):
        kind = {step}(
            cells_, counter, table[row, 0], table[row, 1], table[row, 2], table[row, 3], table[row, 4],
            table[row, 5], table[row, 6],
        )
        if len(watch) and row >= watch_from and (row - watch_from) % watch_every == 0:
            for each in range(len(watch)):
                watched[(row - watch_from) // watch_every, each] = watched_(cells_, counter, watch[each])
        if kind != 0:
            event = cells_[counter + {event}]
            for each in range({event_size}):
                reported[n, each] = cells_[event + each]
            reported_at[n] = row
            n += 1
            if n == len(reported):
                return row + 1, n
    return len(table), n


@njit(types.boolean(int64[::1], int64, int64[::1]), nogil=True, cache={cached})
def finish(cells, counter, reported):
    """Get one more event after the last sample; return whether there was one."""
    cells_ = pointer_to_(cells)
    if {finish}(cells_, counter) == 0:
        return False
    event = cells_[counter + {event}]
    for each in range({event_size}):
        reported[each] = cells_[event + each]
    return True



@njit(types.void(int64[::1], int64, int64), nogil=True, cache={cached})
def teach(cells, teaching, reps):
    """Begin or cancel teaching; `teaching` is the object's address."""
    {teach}(pointer_to_(cells), teaching, reps)
'''


def layout() -> Layout:
    """The memory layout of a counter for all choices in its settings."""
    chosen = [{each.name: choice} for each in declared() for choice in each.choices]
    counters = [RepCounter(Settings(values), 1, 1) for values in chosen]
    for counter in counters:
        counter.teach(0)  # loads the optional stage
    return Layout(*counters)


def module_text(*, cached: bool) -> str:
    """Generate the module's source text.

    Args:
        cached: whether Numba caches the compiled code next to the module.

    Raises:
        LayoutError, TranspilerError: the detector uses something that cannot be translated.
    """
    transpiler = Transpiler(layout())
    step = transpiler.method(RepCounter, "step", 7)
    finish = transpiler.method(RepCounter, "finish")
    teach = transpiler.method(Teaching, "begin", 1)
    properties = [transpiler.method(RepCounter, name) for name in PROPERTIES]
    if not transpiler.rebound <= {"event"}:
        # Watched values are read at fixed addresses, which are those of the original objects.
        raise LayoutError(f"attributes that are assigned another object: {transpiler.rebound}")
    parts = [_HEAD]
    parts += [f"{name} = np.array({items}, np.int64)" for name, items in transpiler.tables.items()]
    for name, text in transpiler.functions.items():
        arguments, returns = transpiler.signatures[name]
        signature = f"{'int64' if returns else 'types.void'}(POINTER{', int64' * arguments})"
        parts.append(f"\n@function({signature})\n{text}\n")
    parts.append(_watched(properties))
    offsets = transpiler.layout.offsets
    parts.append(
        _RUN.format(
            cached=cached,
            step=step,
            finish=finish,
            teach=teach,
            event=offsets[RepCounter]["event"],
            event_size=len(offsets[Event]),
        )
    )
    return "\n".join(parts)


def _watched(properties: list[str]) -> str:
    lines = [
        "@function(int64(POINTER, int64, int64))",
        f"def watched_({CELLS}, counter, what):",
        '    """Value of a cell or of a property."""',
    ]
    for number, name in enumerate(properties, 1):
        lines += [f"    if what == -{number}:", f"        return {name}({CELLS}, counter)"]
    return "\n".join([*lines, f"    return {CELLS}[what]", ""])
