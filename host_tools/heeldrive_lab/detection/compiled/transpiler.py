"""Rewrites the detector's methods as functions over an array of cells, which Numba can compile.

Statements keep their meaning and order. Only constructs that Numba compiles to slow code are rewritten:
`self._filter.ux` becomes the cell at the filter's address plus the offset of `ux`, a method becomes a
function whose first argument is the address of its object, and a module constant becomes its value. The kind
of each name follows from the layout (`layout.py`) and from the calls.
"""

import ast
import inspect
import sys
from collections.abc import Sequence
from copy import deepcopy
from types import FunctionType
from typing import Any

from heeldrive_lab.detection.compiled.layout import Integer, Kind, Layout, ListOf, ObjectOf, Unknown
from heeldrive_lab.detection.compiled.syntax import (
    NameReplacer,
    call_node,
    is_docstring,
    is_none,
    name_node,
    source_of,
    with_kind,
)

CELLS = "cells_"
ADDRESS = "address_of_item_"
INDEX = "index_from_start_"
INTEGER = Integer()
_BUILT_IN = {"min": min, "max": max, "abs": abs, "int": int, "bool": bool}


_UNCHANGED = (
    ast.If | ast.While | ast.Pass | ast.Break | ast.Continue
    | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.expr_context
)  # fmt: skip


class TranspilerError(TypeError):
    """The detector uses something that the transpiler does not support; the message says what and where."""


class Transpiler:
    """Translates functions, and all functions that they call.

    Args:
        layout: offsets and kinds of attributes.

    Attributes:
        functions: source text of each translated function, by its new name; callees come before callers.
        signatures: number of integer arguments after the cells, and whether the function returns a value.
        tables: tuples of integers that the functions read, by name.
        rebound: attributes to which some statement assigns another object.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.functions: dict[str, str] = {}
        self.signatures: dict[str, tuple[int, bool]] = {}
        self.tables: dict[str, tuple[int, ...]] = {}
        self.rebound: set[str] = set()
        self._returns: dict[tuple[FunctionType, tuple[Kind, ...]], tuple[str, Kind]] = {}
        self._started: set[str] = set()

    def method(self, owner: type, name: str, arguments: int = 0) -> str:
        """Translate a method or property that takes this many integer arguments; return its new name."""
        found = inspect.getattr_static(owner, name)
        function: Any = found.fget if isinstance(found, property) else found
        return self.function(function, (ObjectOf(owner), *[INTEGER] * arguments))[0]

    def function(self, function: FunctionType, kinds: tuple[Kind, ...]) -> tuple[str, Kind]:
        """Translate a function for these kinds of arguments; return its new name and its kind of result."""
        if (function, kinds) not in self._returns:
            name = "__".join([*function.__module__.split(".")[1:], *function.__qualname__.split(".")])
            if name in self._started:
                raise TranspilerError(
                    f"{name} calls itself, or is called elsewhere with arguments of other kinds"
                )
            self._started.add(name)
            body = _Function(self, function, kinds)
            self.functions[name] = body.text(name)
            self.signatures[name] = (len(kinds), not isinstance(body.returns, Unknown))
            self._returns[function, kinds] = (name, body.returns)
        return self._returns[function, kinds]


class _Function(ast.NodeTransformer):
    """Translates one function; `kinds` holds the kinds of its names found so far."""

    def __init__(self, transpiler: Transpiler, function: FunctionType, kinds: Sequence[Kind]) -> None:
        self.transpiler = transpiler
        self.function = function
        self.scope = vars(sys.modules[function.__module__])
        self.node = source_of(function)
        names = [argument.arg for argument in self.node.args.args]
        if len(names) != len(kinds) or self.node.args.defaults or self.node.args.kwonlyargs:
            raise self._refusal(self.node, "a default or keyword-only argument")
        self.kinds: dict[str, Kind] = dict(zip(names, kinds, strict=True))
        self.returns: Kind = Unknown()

    def text(self, name: str) -> str:
        """The source text of the translated function."""
        arguments = [ast.arg(CELLS), *[ast.arg(argument) for argument in self.kinds]]
        statements = [statement for statement in self.node.body if not is_docstring(statement)]
        body = []
        for statement in statements:
            visited = self.visit(statement)
            body += visited if isinstance(visited, list) else [visited]
        new = ast.parse(f"def {name}(): pass").body[0]
        assert isinstance(new, ast.FunctionDef)
        new.args.args = arguments
        new.body = body
        return ast.unparse(ast.fix_missing_locations(new))

    def _refusal(self, node: ast.AST, what: str) -> TranspilerError:
        line = getattr(node, "lineno", 0)
        return TranspilerError(f"{self.function.__module__}, line {line}: {what} has no translation")

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Refuse statements and expressions that are not supported."""
        if not isinstance(node, _UNCHANGED):
            raise self._refusal(node, type(node).__name__)
        return super().generic_visit(node)

    # Statements

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Translate an assignment; a name takes the kind of its value."""
        kind, value = self._value(node.value)
        targets = [self._target(target, kind) for target in node.targets]
        return ast.Assign(targets, value, lineno=node.lineno)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Translate an augmented assignment; computing an address twice has no side effects."""
        value = self._value(node.value)[1]
        target = self._target(node.target, INTEGER)
        assert isinstance(target, ast.Name | ast.Subscript)
        return ast.AugAssign(target, node.op, value)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Translate a return and note the kind of the result."""
        if node.value is None:
            return node
        kind, value = self._value(node.value)
        self.returns = self._either(node, self.returns, kind)
        return ast.Return(value)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Translate a call statement; `setattr` with a constant name becomes an assignment."""
        call = node.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "setattr" and "setattr" not in self.scope:
            owner, name, value = call.args
            target = ast.Attribute(owner, self._constant(name), ast.Store())
            return self.visit_Assign(ast.Assign([target], value, lineno=node.lineno))
        return ast.Expr(self._value(call)[1])

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        """Unroll a loop over a constant of the module."""
        if not isinstance(node.target, ast.Name) or node.orelse:
            raise self._refusal(node, "a loop with `else` or several targets")
        unrolled: list[ast.stmt] = []
        for value in self._constant(node.iter):
            replace = NameReplacer(node.target.id, value)
            for statement in node.body:
                new = self.visit(replace.visit(deepcopy(statement)))
                unrolled += new if isinstance(new, list) else [new]
        return unrolled

    def _constant(self, node: ast.expr) -> Any:
        """Evaluate an expression without local names."""
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        if names & self.kinds.keys():
            raise self._refusal(node, f"{ast.unparse(node)}, which is not a module constant,")
        return eval(ast.unparse(node), dict(self.scope))  # the detector's own source

    def _target(self, node: ast.expr, kind: Kind) -> ast.expr:
        if isinstance(node, ast.Name):
            self.kinds[node.id] = self._either(node, self.kinds.get(node.id, Unknown()), kind)
            return node
        if isinstance(node, ast.Attribute):
            owner, address = self._owner(node)
            self._either(node, self._kind_at(node, owner), kind)
            if isinstance(kind, ObjectOf | ListOf):
                self.transpiler.rebound.add(node.attr)
            return self._cell(owner, node.attr, address)
        if isinstance(node, ast.Subscript):
            return self.visit_Subscript(node)
        raise self._refusal(node, type(node).__name__)

    # Expressions

    def _value(self, node: ast.expr) -> tuple[Kind, ast.expr]:
        new = self.visit(node)
        return getattr(new, "holds", INTEGER), new

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Translate a local name or a module constant."""
        if node.id in self.kinds:
            return with_kind(self.kinds[node.id], ast.Name(node.id, ast.Load()))
        if node.id not in self.scope:
            raise self._refusal(node, node.id)
        value = self.scope[node.id]
        if isinstance(value, int):
            return ast.Constant(value)
        if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
            name = f"{self.function.__module__.split('.')[-1]}{node.id}"
            self.transpiler.tables[name] = value
            return with_kind(ListOf(INTEGER), ast.Name(name, ast.Load()))
        raise self._refusal(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Translate an attribute to its cell, or a property to a call."""
        owner, address = self._owner(node)
        found = inspect.getattr_static(owner, node.attr, None)
        if isinstance(found, property):
            return self._call(node, found.fget, [ObjectOf(owner)], [address])
        return with_kind(self._kind_at(node, owner), self._cell(owner, node.attr, address))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Translate an index with Python's rules for negative and out-of-range indices."""
        kind, address = self._value(node.value)
        if not isinstance(kind, ListOf) or isinstance(node.slice, ast.Slice):
            raise self._refusal(node, "a slice, or an index of something other than a list")
        index = self._value(node.slice)[1]
        if isinstance(address, ast.Name) and address.id in self.transpiler.tables:
            count = ast.Constant(len(self.transpiler.tables[address.id]))
            return ast.Subscript(address, call_node(INDEX, count, index), node.ctx)
        item = ast.Subscript(name_node(CELLS), call_node(ADDRESS, name_node(CELLS), address, index), node.ctx)
        return with_kind(kind.item, item)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Translate a call of a method, a module function, or a supported built-in function."""
        if node.keywords:
            raise self._refusal(node, "a keyword argument")
        values = [self._value(argument) for argument in node.args]
        kinds, arguments = [kind for kind, _ in values], [value for _, value in values]
        if isinstance(node.func, ast.Attribute):
            owner, address = self._owner(node.func)
            method = inspect.getattr_static(owner, node.func.attr, None)
            return self._call(node, method, [ObjectOf(owner), *kinds], [address, *arguments])
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _BUILT_IN and name not in self.scope:
            return call_node(name, *arguments)
        return self._call(node, self.scope.get(name), kinds, arguments)

    def _call(
        self, node: ast.expr, function: Any, kinds: Sequence[Kind], arguments: Sequence[ast.expr]
    ) -> ast.expr:
        if not isinstance(function, FunctionType):
            raise self._refusal(node, ast.unparse(node))
        name, returns = self.transpiler.function(function, tuple(kinds))
        return with_kind(returns, call_node(name, name_node(CELLS), *arguments))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Translate `and`, `or`; operands of different kinds are used as Booleans only."""
        values = [self._value(value) for value in node.values]
        kinds = {kind for kind, _ in values}
        new = ast.BoolOp(node.op, [value for _, value in values])
        return with_kind(kinds.pop() if len(kinds) == 1 else INTEGER, new)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Translate a conditional expression; both values must have one kind."""
        kind, body = self._value(node.body)
        other, orelse = self._value(node.orelse)
        return with_kind(self._either(node, kind, other), ast.IfExp(self.visit(node.test), body, orelse))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Translate a comparison of integers, or of an object with None, whose address is 0."""
        values = [node.left, *node.comparators]
        if any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            if len(values) != 2 or not is_none(values[1]):
                raise self._refusal(node, ast.unparse(node))
            same = ast.Eq() if isinstance(node.ops[0], ast.Is) else ast.NotEq()
            return ast.Compare(self._value(values[0])[1], [same], [ast.Constant(0)])
        new = [self._value(value) for value in values]
        if any(not isinstance(kind, Integer) for kind, _ in new):
            raise self._refusal(node, ast.unparse(node))
        return ast.Compare(new[0][1], node.ops, [value for _, value in new[1:]])

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Allow integers and Booleans."""
        if not isinstance(node.value, int):
            raise self._refusal(node, repr(node.value))
        return node

    # Addresses

    def _owner(self, node: ast.Attribute) -> tuple[type, ast.expr]:
        kind, address = self._value(node.value)
        if not isinstance(kind, ObjectOf):
            raise self._refusal(node, ast.unparse(node))
        return kind.owner, address

    def _kind_at(self, node: ast.Attribute, owner: type) -> Kind:
        kind = self.transpiler.layout.kinds[owner].get(node.attr, Unknown())
        if isinstance(kind, Unknown):
            raise self._refusal(
                node, f"{owner.__name__}.{node.attr}, which __init__ does not set to an integer or object,"
            )
        return kind

    def _cell(self, owner: type, name: str, address: ast.expr) -> ast.expr:
        offset = ast.Constant(self.transpiler.layout.offsets[owner][name])
        return ast.Subscript(name_node(CELLS), ast.BinOp(address, ast.Add(), offset), ast.Load())

    def _either(self, node: ast.AST, one: Kind, other: Kind) -> Kind:
        if isinstance(one, Unknown):
            return other
        if one != other:
            raise self._refusal(node, f"one name with two kinds, {one} and {other},")
        return one
