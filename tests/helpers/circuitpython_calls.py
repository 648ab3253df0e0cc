"""The calls that a board's program makes of CircuitPython, and what CircuitPython's stubs offer.

The calls are found in the syntax trees of the program and of the drivers it takes, with the types that mypy
finds for each expression: `self._tap.value` is `analogio.AnalogIn.value`.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from heeldrive_lab.board.deploy.libraries import pinned_libraries
from heeldrive_lab.util.paths import FIRMWARE
from mypy import nodes, types
from mypy.build import build
from mypy.modulefinder import BuildSource
from mypy.options import Options

SITE = next(Path(folder) for folder in sys.path if (Path(folder) / "busio-stubs").is_dir())
LANGUAGE = {"__future__", "builtins", "enum", "circuitpython_typing", "types", "typing", "abc"}
KEPT_BUILTINS = {"builtins.open", "builtins.print", "builtins.__import__"}
# mypy's trees point from a name to its definition; these are the ways out of a file.
_POINTERS = {
    "node",
    "info",
    "type",
    "def_var",
    "original_def",
    "original_first_item",
    "expanded",
    "names",
    "cause",
}


@dataclass
class Calls:
    """What a program uses of CircuitPython.

    Attributes:
        used: by dotted name, its arguments in all calls: places from 0, or names of keywords.
        called: the names that are called.
        unresolved: attributes of objects whose type is unknown, by module of the program.
    """

    used: dict[str, set[int | str]] = field(default_factory=lambda: defaultdict(set))
    called: set[str] = field(default_factory=set)
    unresolved: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def program() -> dict[str, Path]:
    """The files of firmware and drivers, by module."""
    files = {}
    for path in FIRMWARE.rglob("*.py"):
        name = ".".join(path.relative_to(FIRMWARE).with_suffix("").parts).removesuffix(".__init__")
        files[f"run_{name}" if path.parent in (FIRMWARE, FIRMWARE / "launcher") else name] = path
    for library in pinned_libraries():
        files[".".join(Path(library).with_suffix("").parts).removesuffix(".__init__")] = SITE / library
    return files


@cache
def calls_of_the_program() -> Calls:
    """What firmware and drivers use of CircuitPython."""
    return calls_of(program())


def calls_of(files: Mapping[str, Path]) -> Calls:
    """What these files use of CircuitPython, by module."""
    options = Options()
    options.export_types = options.preserve_asts = options.check_untyped_defs = options.ignore_errors = True
    options.strict_optional = options.incremental = False
    options.mypy_path = [str(FIRMWARE.parent / "signal"), str(FIRMWARE)]
    built = build([BuildSource(str(path), module) for module, path in files.items()], options)
    own = {module.partition(".")[0] for module in files} | {"heeldrive"} | LANGUAGE
    calls = Calls()
    for module in files:
        for node in _inside(built.files[module]):
            if isinstance(node, nodes.CallExpr):
                for name in _names(node.callee, built.types):
                    calls.called.add(name)
                    calls.used[name].update(
                        place if label is None else label for place, label in enumerate(node.arg_names)
                    )
            elif isinstance(node, nodes.RefExpr):
                names = _names(node, built.types)
                for name in names:
                    calls.used[name].update()
                if not names and isinstance(node, nodes.MemberExpr):
                    calls.unresolved[module].add(node.name)
    for name in list(calls.used):
        top, *rest = name.split(".")
        is_module = (SITE / f"{top}-stubs" / Path(*rest)).is_dir()
        is_only_a_prefix = name not in calls.called and any(
            each.startswith(f"{name}.") for each in calls.used
        )
        if is_module or is_only_a_prefix or (top in own and name not in KEPT_BUILTINS):
            del calls.used[name]
    calls.called &= set(calls.used)
    return calls


def _inside(node: nodes.Node, seen: set[int] | None = None) -> Iterator[nodes.Node]:
    """Every node of a file."""
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    yield node
    for name in dir(node):
        if not name.startswith("_") and name not in _POINTERS:
            waiting = [getattr(node, name, None)]
            while waiting:
                found = waiting.pop()
                if isinstance(found, nodes.Node):
                    yield from _inside(found, seen)
                elif isinstance(found, list | tuple):
                    waiting.extend(found)


def _names(node: nodes.Node, known: Mapping[nodes.Expression, types.Type]) -> list[str]:
    """The dotted names that an expression may mean; none if that is unknown, or a local name."""
    if not isinstance(node, nodes.RefExpr):
        return []
    if node.fullname:
        return [_common(node.fullname)] if "." in node.fullname else []
    if not isinstance(node, nodes.MemberExpr):
        return []
    text = _text(node)
    # Modules that are held in a variable, and one that has more names than Python's.
    if re.match(r"(alarm|board|gc)\.", text):
        return [text]
    owner = types.get_proper_type(known.get(node.expr))
    return [
        _common(f"{next((base for base in each.mro if node.name in base.names), each).fullname}.{node.name}")
        for each in _classes(owner)
    ]


def _text(node: nodes.Node) -> str:
    """The source of a dotted expression."""
    if isinstance(node, nodes.MemberExpr):
        return f"{_text(node.expr)}.{node.name}"
    return node.name if isinstance(node, nodes.NameExpr) else ""


def _classes(owner: types.ProperType | None) -> Iterator[nodes.TypeInfo]:
    if isinstance(owner, types.UnionType):
        for item in owner.items:
            yield from _classes(types.get_proper_type(item))
    elif isinstance(owner, types.FunctionLike) and owner.is_type_obj():
        yield owner.type_object()
    elif isinstance(owner, types.TypeType):
        yield from _classes(types.get_proper_type(owner.item))
    elif isinstance(owner, types.TupleType):
        yield owner.partial_fallback.type
    elif isinstance(owner, types.Instance):
        yield owner.type


def _common(name: str) -> str:
    """The name as the documentation has it: one kind of file, and no underscore before C modules."""
    name = re.sub(r"^(_io\.open|io\.open)$", "builtins.open", name)
    name = re.sub(r"^_io\.\w+\.", "io.FileIO.", name)
    return re.sub(r"^_(struct|random)\.", r"\1.", name)


# What the stubs offer


@cache
def stub(name: str) -> list[str] | None:
    """The parameters of a function or class of the stubs, or None for an attribute.

    A parameter that must be given by keyword begins with `*`.

    Raises:
        KeyError: the stubs have no such name.
    """
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        path = SITE / f"{parts[0]}-stubs" / Path(*parts[1:length]) / "__init__.pyi"
        if path.is_file():
            return _parameters(ast.parse(path.read_text("utf-8")).body, parts[length:], name)
    raise KeyError(name)


def has_stubs(module: str) -> bool:
    """Whether the stubs describe a module; those that Python has as well they do not.

    The stub of `micropython` has syntax of Python 3.12; the firmware takes `const` from it.
    """
    return module != "micropython" and (SITE / f"{module}-stubs").is_dir()


def _parameters(body: list[ast.stmt], parts: list[str], name: str) -> list[str] | None:
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == parts[0]:
            return None
        if isinstance(statement, ast.FunctionDef) and statement.name == parts[0]:
            return parameters(statement.args)
        if isinstance(statement, ast.ClassDef) and statement.name == parts[0]:
            try:
                return _parameters(statement.body, parts[1:] or ["__init__"], name)
            except KeyError:
                if parts[1:]:
                    raise
                return []
    raise KeyError(name)


def parameters(arguments: ast.arguments) -> list[str]:
    """The names of parameters, without `self`."""
    placed = [each.arg for each in (*arguments.posonlyargs, *arguments.args) if each.arg != "self"]
    return placed + [f"*{each.arg}" for each in (arguments.vararg, *arguments.kwonlyargs) if each]
