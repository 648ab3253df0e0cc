"""Writes the names that boards have in their ROM, which `heeldrive deploy` gives to the program's own.

    python -m docs_build.board_names host_tools/heeldrive_lab/board/deploy/shrink

They are read from the type stubs of CircuitPython, and from a MicroPython for what both have.
"""

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from heeldrive_lab.board.deploy.contents import known_boards

STUBS = Path(sysconfig.get_path("purelib"))
_OF_UNAME = ("sysname", "nodename", "release", "version", "machine")  # no stub has `os`
# Of MicroPython's modules those that CircuitPython has too, and its types.
_OF_MICROPYTHON = """
import builtins
names = set(dir(builtins))
modules = "sys os time struct gc math random binascii array collections io json re errno micropython select"
for module in modules.split():
    found = __import__(module)
    names.add(module)
    for name in dir(found):
        names.add(name)
        names.update(dir(getattr(found, name)))
examples = [1, 1.0, range(1), bytearray(), memoryview(b""), "", b"", [], (), {}, set(), frozenset()]
for example in examples + [Exception()]:
    names.update(dir(example))
print(" ".join(sorted(names)))
"""


def rom_names() -> list[str]:
    """Names that every board of `firmware/wearable/boards` has in its ROM."""
    boards = known_boards()
    modules = set.intersection(*map(_modules, boards))
    pins = set.intersection(*(set(_variables(_board(board))) for board in boards))
    found = modules | pins | set(_micropythons())
    for path in _stubs(modules):
        found |= set(_in_rom(ast.parse(path.read_text("utf-8"))))
    return _public(found)


def api_names() -> list[str]:
    """Names of everything that CircuitPython offers on any of these boards."""
    modules = set.union(*map(_modules, known_boards()))
    found = {*modules, *_micropythons(), *_OF_UNAME}
    for path in _stubs(modules):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
        found |= set(_variables(ast.parse(path.read_text("utf-8"))))
    return _public(found)


def _public(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if re.fullmatch(r"[A-Za-z]\w*", name))


def _board(board_id: str) -> ast.Module:
    return ast.parse((STUBS / "board_definitions" / board_id / "__init__.pyi").read_text("utf-8"))


def _modules(board_id: str) -> set[str]:
    """The modules in a board's firmware, by the list in its stub."""
    found = re.search(r"Included modules: (.*)", ast.get_docstring(_board(board_id)) or "")
    return {name.strip() for name in found[1].split(",")} if found else set()


def _stubs(modules: Iterable[str]) -> Iterator[Path]:
    for module in sorted({name.partition(".")[0] for name in modules}):
        yield from sorted((STUBS / f"{module}-stubs").rglob("*.pyi"))


def _variables(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _in_rom(tree: ast.Module) -> Iterator[str]:
    """Names in a stub that its C code needs as names: not those of arguments that are only told by place."""
    yield from _variables(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.FunctionDef):
            yield node.name
            arguments = node.args
            if node.name == "__init__" or arguments.kwonlyargs or arguments.defaults:
                for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                    yield argument.arg


def _micropythons() -> list[str]:
    micropython = Path(sysconfig.get_path("scripts")) / "micropython"
    done = subprocess.run([micropython, "-c", _OF_MICROPYTHON], check=True, capture_output=True, text=True)
    return done.stdout.split()


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])
    (FOLDER / "rom_names.txt").write_text("\n".join(rom_names()) + "\n", "utf-8")
    (FOLDER / "api_names.txt").write_text("\n".join(api_names()) + "\n", "utf-8")
