"""Syntax trees for the transpiler: the source of a function, nodes with kinds, small tests."""

import ast
import inspect
import sys
from copy import deepcopy
from functools import cache
from types import FunctionType
from typing import Any

from heeldrive_lab.detection.compiled.layout import Kind


class NameReplacer(ast.NodeTransformer):
    """Replaces a name by a constant."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace the name if it matches."""
        return ast.Constant(self.value) if node.id == self.name else node


@cache
def _module_source(module: str) -> dict[str, ast.FunctionDef]:
    """The functions of a module, and the methods as `Class.method`."""
    found = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        for each in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(each, ast.FunctionDef):
                prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
                found[prefix + each.name] = each
    return found


def source_of(function: FunctionType) -> ast.FunctionDef:
    """A copy of the syntax tree of a function or method."""
    return deepcopy(
        _module_source(function.__module__)[function.__qualname__]
    )  # translating changes it in place


def with_kind(kind: Kind, node: ast.expr) -> ast.expr:
    """Store the kind of an expression's value in its node."""
    node.holds = kind  # type: ignore[attr-defined]
    return node


def name_node(name: str) -> ast.expr:
    """A name that is read."""
    return ast.Name(name, ast.Load())


def call_node(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of a function by its name."""
    return ast.Call(name_node(name), list(arguments), [])


def is_none(node: ast.expr) -> bool:
    """Whether an expression is the constant None."""
    return isinstance(node, ast.Constant) and node.value is None


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
