"""Rewrites the detector's own methods as functions over an array of cells, which Numba can compile.

Nothing is decided here: each statement stays the statement it is. Only what Numba has no quick way for is
spelt otherwise: `self._tilt.ux` becomes the cell at the place of the tilt plus the distance of `ux`, a method
becomes a function whose first argument is the place of its object, and a name of a module its value.
What each name holds follows from what the objects hold (`layout.py`) and from the calls.
"""

import ast
import inspect
import sys
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from types import FunctionType
from typing import Any

from heeldrive_lab.detection.compiled.layout import Items, Kind, Layout, Of, Unknown, Whole

CELLS = "cells_"
PLACE = "place_of_item_"
INDEX = "index_from_start_"
WHOLE = Whole()
_BUILT_IN = {"min": min, "max": max, "abs": abs, "int": int, "bool": bool}


class TranslationError(TypeError):
    """The detector uses something that has no translation yet; the text says what and where."""


class Translator:
    """Translates the functions asked for, and all that they call.

    Args:
        layout: where attributes lie.

    Attributes:
        functions: the text of each function translated, by its new name; callers come last.
        signatures: how many numbers each takes after the cells, and whether it returns one.
        tables: tuples of numbers that they read, by name.
        rebound: attributes that are objects and that some statement lets be another object.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.functions: dict[str, str] = {}
        self.signatures: dict[str, tuple[int, bool]] = {}
        self.tables: dict[str, tuple[int, ...]] = {}
        self.rebound: set[str] = set()
        self._returns: dict[tuple[FunctionType, tuple[Kind, ...]], tuple[str, Kind]] = {}
        self._begun: set[str] = set()

    def method(self, owner: type, name: str, arguments: int = 0) -> str:
        """Translate a method or property of `owner` that takes so many whole numbers; return its new name."""
        found = inspect.getattr_static(owner, name)
        function: Any = found.fget if isinstance(found, property) else found
        return self.function(function, (Of(owner), *[WHOLE] * arguments))[0]

    def function(self, function: FunctionType, kinds: tuple[Kind, ...]) -> tuple[str, Kind]:
        """Translate a function called with such arguments; return its new name and what it returns."""
        if (function, kinds) not in self._returns:
            name = "__".join([*function.__module__.split(".")[1:], *function.__qualname__.split(".")])
            if name in self._begun:
                raise TranslationError(
                    f"{name} calls itself, or is called with arguments of other kinds elsewhere"
                )
            self._begun.add(name)
            body = _Function(self, function, kinds)
            self.functions[name] = body.text(name)
            self.signatures[name] = (len(kinds), not isinstance(body.returns, Unknown))
            self._returns[function, kinds] = (name, body.returns)
        return self._returns[function, kinds]


class _Function(ast.NodeTransformer):
    """One function on its way: `kinds` of its names as far as they are known."""

    def __init__(self, translator: Translator, function: FunctionType, kinds: Sequence[Kind]) -> None:
        self.translator = translator
        self.function = function
        self.scope = vars(sys.modules[function.__module__])
        self.node = _source_of(function)
        names = [argument.arg for argument in self.node.args.args]
        if len(names) != len(kinds) or self.node.args.defaults or self.node.args.kwonlyargs:
            raise self._refusal(self.node, "arguments that are left out")
        self.kinds: dict[str, Kind] = dict(zip(names, kinds, strict=True))
        self.returns: Kind = Unknown()

    def text(self, name: str) -> str:
        """The function's new text."""
        arguments = [ast.arg(CELLS), *[ast.arg(argument) for argument in self.kinds]]
        statements = [statement for statement in self.node.body if not _is_docstring(statement)]
        body = []
        for statement in statements:
            visited = self.visit(statement)
            body += visited if isinstance(visited, list) else [visited]
        new = ast.parse(f"def {name}(): pass").body[0]
        assert isinstance(new, ast.FunctionDef)
        new.args.args = arguments
        new.body = body
        return ast.unparse(ast.fix_missing_locations(new))

    def _refusal(self, node: ast.AST, what: str) -> TranslationError:
        line = getattr(node, "lineno", 0)
        return TranslationError(f"{self.function.__module__}, line {line}: {what} has no translation")

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Let nothing through that nobody has thought of."""
        if not isinstance(node, _AS_IT_IS):
            raise self._refusal(node, type(node).__name__)
        return super().generic_visit(node)

    # Statements

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Names take the kind of what is assigned."""
        kind, value = self._value(node.value)
        targets = [self._target(target, kind) for target in node.targets]
        return ast.Assign(targets, value, lineno=node.lineno)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """As it is: places have no other effect, so it is no harm to look for one twice."""
        value = self._value(node.value)[1]
        target = self._target(node.target, WHOLE)
        assert isinstance(target, ast.Name | ast.Subscript)
        return ast.AugAssign(target, node.op, value)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """What the function returns is what its callers get."""
        if node.value is None:
            return node
        kind, value = self._value(node.value)
        self.returns = self._either(node, self.returns, kind)
        return ast.Return(value)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call for its effect; `setattr` with a name that the module knows is an assignment."""
        call = node.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "setattr" and "setattr" not in self.scope:
            owner, name, value = call.args
            target = ast.Attribute(owner, self._known(name), ast.Store())
            return self.visit_Assign(ast.Assign([target], value, lineno=node.lineno))
        return ast.Expr(self._value(call)[1])

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        """A loop over what the module knows, written out turn by turn."""
        if not isinstance(node.target, ast.Name) or node.orelse:
            raise self._refusal(node, "such a loop")
        turns: list[ast.stmt] = []
        for value in self._known(node.iter):
            replace = _Replace(node.target.id, value)
            for statement in node.body:
                new = self.visit(replace.visit(deepcopy(statement)))
                turns += new if isinstance(new, list) else [new]
        return turns

    def _known(self, node: ast.expr) -> Any:
        """The value of an expression that holds no name of the function."""
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        if names & self.kinds.keys():
            raise self._refusal(node, f"{ast.unparse(node)}, which the module does not know,")
        return eval(ast.unparse(node), dict(self.scope))  # the detector's own source

    def _target(self, node: ast.expr, kind: Kind) -> ast.expr:
        if isinstance(node, ast.Name):
            self.kinds[node.id] = self._either(node, self.kinds.get(node.id, Unknown()), kind)
            return node
        if isinstance(node, ast.Attribute):
            owner, place = self._owner(node)
            self._either(node, self._kind_at(node, owner), kind)
            if isinstance(kind, Of | Items):
                self.translator.rebound.add(node.attr)
            return self._cell(owner, node.attr, place)
        if isinstance(node, ast.Subscript):
            return self.visit_Subscript(node)
        raise self._refusal(node, type(node).__name__)

    # Expressions

    def _value(self, node: ast.expr) -> tuple[Kind, ast.expr]:
        new = self.visit(node)
        return getattr(new, "holds", WHOLE), new

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name of the function, or a number of its module."""
        if node.id in self.kinds:
            return _of(self.kinds[node.id], ast.Name(node.id, ast.Load()))
        if node.id not in self.scope:
            raise self._refusal(node, node.id)
        value = self.scope[node.id]
        if isinstance(value, int):
            return ast.Constant(value)
        if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
            name = f"{self.function.__module__.split('.')[-1]}{node.id}"
            self.translator.tables[name] = value
            return _of(Items(WHOLE), ast.Name(name, ast.Load()))
        raise self._refusal(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """A cell, or what a property tells."""
        owner, place = self._owner(node)
        found = inspect.getattr_static(owner, node.attr, None)
        if isinstance(found, property):
            return self._call(node, found.fget, [Of(owner)], [place])
        return _of(self._kind_at(node, owner), self._cell(owner, node.attr, place))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """An item of a list, with Python's own rules for an index out of its range."""
        kind, place = self._value(node.value)
        if not isinstance(kind, Items) or isinstance(node.slice, ast.Slice):
            raise self._refusal(node, "such an index")
        index = self._value(node.slice)[1]
        if isinstance(place, ast.Name) and place.id in self.translator.tables:
            count = ast.Constant(len(self.translator.tables[place.id]))
            return ast.Subscript(place, _call(INDEX, count, index), node.ctx)
        item = ast.Subscript(_name(CELLS), _call(PLACE, _name(CELLS), place, index), node.ctx)
        return _of(kind.item, item)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A method of an object, a function of a module, or one of Python's few that are the same here."""
        if node.keywords:
            raise self._refusal(node, "an argument by name")
        values = [self._value(argument) for argument in node.args]
        kinds, arguments = [kind for kind, _ in values], [value for _, value in values]
        if isinstance(node.func, ast.Attribute):
            owner, place = self._owner(node.func)
            method = inspect.getattr_static(owner, node.func.attr, None)
            return self._call(node, method, [Of(owner), *kinds], [place, *arguments])
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _BUILT_IN and name not in self.scope:
            return _call(name, *arguments)
        return self._call(node, self.scope.get(name), kinds, arguments)

    def _call(
        self, node: ast.expr, function: Any, kinds: Sequence[Kind], arguments: Sequence[ast.expr]
    ) -> ast.expr:
        if not isinstance(function, FunctionType):
            raise self._refusal(node, ast.unparse(node))
        name, returns = self.translator.function(function, tuple(kinds))
        return _of(returns, _call(name, _name(CELLS), *arguments))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`and`, `or`: one of the values, which may be of two kinds where only its truth is asked for."""
        values = [self._value(value) for value in node.values]
        kinds = {kind for kind, _ in values}
        new = ast.BoolOp(node.op, [value for _, value in values])
        return _of(kinds.pop() if len(kinds) == 1 else WHOLE, new)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Either of two values of one kind."""
        kind, body = self._value(node.body)
        other, orelse = self._value(node.orelse)
        return _of(self._either(node, kind, other), ast.IfExp(self.visit(node.test), body, orelse))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Of numbers, or of an object with None, which is the place where nothing lies."""
        values = [node.left, *node.comparators]
        if any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            if len(values) != 2 or not _is_none(values[1]):
                raise self._refusal(node, ast.unparse(node))
            same = ast.Eq() if isinstance(node.ops[0], ast.Is) else ast.NotEq()
            return ast.Compare(self._value(values[0])[1], [same], [ast.Constant(0)])
        new = [self._value(value) for value in values]
        if any(not isinstance(kind, Whole) for kind, _ in new):
            raise self._refusal(node, ast.unparse(node))
        return ast.Compare(new[0][1], node.ops, [value for _, value in new[1:]])

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """A number or a truth."""
        if not isinstance(node.value, int):
            raise self._refusal(node, repr(node.value))
        return node

    # Places

    def _owner(self, node: ast.Attribute) -> tuple[type, ast.expr]:
        kind, place = self._value(node.value)
        if not isinstance(kind, Of):
            raise self._refusal(node, ast.unparse(node))
        return kind.owner, place

    def _kind_at(self, node: ast.Attribute, owner: type) -> Kind:
        kind = self.translator.layout.kinds[owner].get(node.attr, Unknown())
        if isinstance(kind, Unknown):
            raise self._refusal(
                node, f"{owner.__name__}.{node.attr}, which __init__ does not set to a number,"
            )
        return kind

    def _cell(self, owner: type, name: str, place: ast.expr) -> ast.expr:
        distance = ast.Constant(self.translator.layout.places[owner][name])
        return ast.Subscript(_name(CELLS), ast.BinOp(place, ast.Add(), distance), ast.Load())

    def _either(self, node: ast.AST, one: Kind, other: Kind) -> Kind:
        if isinstance(one, Unknown):
            return other
        if one != other:
            raise self._refusal(node, f"one name for {one} and {other}")
        return one


class _Replace(ast.NodeTransformer):
    """Puts a value where a name stands."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The value, if it is that name."""
        return ast.Constant(self.value) if node.id == self.name else node


_AS_IT_IS = (
    ast.If | ast.While | ast.Pass | ast.Break | ast.Continue
    | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.expr_context
)  # fmt: skip


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


def _source_of(function: FunctionType) -> ast.FunctionDef:
    return deepcopy(_module_source(function.__module__)[function.__qualname__])  # it will be changed in place


def _of(kind: Kind, node: ast.expr) -> ast.expr:
    """Remember what an expression gives."""
    node.holds = kind  # type: ignore[attr-defined]
    return node


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_name(name), list(arguments), [])


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
