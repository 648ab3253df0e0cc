"""Moves the sentences of a program into modules of their own, each loaded only while one of them is needed.

A board keeps the text of every loaded module on its heap, and most sentences are for faults that hardly
occur.
"""

import ast
from collections.abc import Iterator, Mapping

from heeldrive_lab.board.deploy.shrink.edits import Edit, edited, in_place_of
from heeldrive_lab.board.deploy.shrink.modules import module_of

HELPER = "wearable.module_unload"
"""The module whose ``sentence`` loads one."""

_SHORTEST = 40  # characters: below, the call takes almost as much as the text
_FEWEST = 4  # of a module: fewer are not worth a file


def without_sentences(sources: Mapping[str, str], home: str) -> dict[str, str]:
    """Move the sentences of each module that has several, and add the modules that they are in.

    Lines are kept. What says that there is no memory stays, because there is none to load it with.

    Args:
        sources: the text of each module, by path.
        home: the path of the module that holds ``HELPER``.
    """
    program = dict(sources)
    for path, source in sources.items():
        apart = f"{path.removesuffix('.py')}_sentences.py"
        texts: list[str] = []
        edits = list(_edits(ast.parse(source), module_of(apart), texts))
        if len(texts) < _FEWEST or source.splitlines()[0]:
            continue
        if path != home:
            edits.append(Edit(1, 0, 1, 0, f"from {HELPER} import sentence"))
        program[path] = edited(source, edits)
        program[apart] = f"SENTENCES = {tuple(texts)!r}\n"
    return program


def _edits(node: ast.AST, module: str, texts: list[str], in_function: bool = False) -> Iterator[Edit]:
    first, values = node, ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        first, values = node.left, f", {ast.unparse(node.right)}"
    text = first.value if isinstance(first, ast.Constant) else None
    if in_function and isinstance(node, ast.expr) and isinstance(text, str) and _is_sentence(text):
        yield in_place_of(node, f"sentence({module!r}, {len(texts)}{values})")
        texts.append(text)
        return
    for child in ast.iter_child_nodes(node):
        yield from _edits(child, module, texts, in_function or isinstance(node, ast.FunctionDef))


def _is_sentence(text: str) -> bool:
    return len(text) >= _SHORTEST and " " in text and text[-1] in ".:" and "memory" not in text
