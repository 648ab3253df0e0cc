"""Writes the transpiled functions of the detector in JavaScript.

The transpiler's functions work on one array of integers below 2**30, so their arithmetic is exact in 32-bit
integers and in JavaScript's numbers. Where the languages differ, the text says what Python means: `//` and
`%` round down, a chained comparison is a conjunction. A division by zero, a negative shift and an index out
of range throw, as they raise in Python.
"""

import ast

from heeldrive_lab.detection.compiled.transpiler import TranspilerError

HELPERS = """
function floorDivide(a, b) {
  if (b === 0) throw new RangeError("integer division by zero");
  return Math.floor(a / b) | 0;
}

function modulo(a, b) {
  return a - floorDivide(a, b) * b;
}

function shiftRight(a, by) {
  if (by < 0) throw new RangeError("negative shift count");
  return a >> (by < 31 ? by : 31);
}

function shiftLeft(a, by) {
  if (by < 0 || by > 31) throw new RangeError("shift count is not 0 to 31");
  return a << by;
}

function index_from_start_(count, index) {
  if (index < 0) index += count;
  if (!(index >= 0 && index < count)) throw new RangeError("list index out of range");
  return index;
}

function address_of_item_(cells, address, index) {
  return address + index_from_start_(cells[address - 1], index);
}
"""

_PLAIN = {
    ast.Add: "+", ast.Sub: "-", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Not: "!", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.And: "&&", ast.Or: "||",
}  # fmt: skip
_CALLS = {ast.FloorDiv: "floorDivide", ast.Mod: "modulo", ast.Mult: "Math.imul"}
_SHIFTS = {ast.LShift: ("<<", "shiftLeft"), ast.RShift: (">>", "shiftRight")}
_BUILT_IN = {"min": "Math.min", "max": "Math.max", "abs": "Math.abs", "int": "Number", "bool": "Boolean"}
# Names that Python allows and strict JavaScript does not.
_RESERVED = {
    "arguments", "case", "catch", "const", "debugger", "default", "delete", "do", "enum", "eval", "export",
    "extends", "function", "implements", "instanceof", "interface", "let", "new", "null", "package",
    "private", "protected", "public", "static", "super", "switch", "this", "throw", "typeof", "var", "void",
}  # fmt: skip


def function_text(source: str) -> str:
    """Translate one transpiled function.

    Raises:
        TranspilerError: it has a construct that is not supported.
    """
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    arguments = [_name(argument.arg) for argument in node.args.args]
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    local = sorted({_name(each.id) for each in names if isinstance(each.ctx, ast.Store)} - set(arguments))
    lines = [f"let {', '.join(local)};"] if local else []
    body = "\n".join([*lines, *map(_statement, node.body)])
    return f"function {_name(node.name)}({', '.join(arguments)}) {{\n{body}\n}}"


def _refusal(node: ast.AST) -> TranspilerError:
    return TranspilerError(f"`{ast.unparse(node)}` has no translation to JavaScript")


def _name(name: str) -> str:
    return f"{name}$" if name in _RESERVED else name


def _block(statements: list[ast.stmt]) -> str:
    return "{\n" + "\n".join(map(_statement, statements)) + "\n}"


def _statement(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=targets, value=value):
            return " = ".join([*map(_value, targets), _value(value)]) + ";"
        case ast.AugAssign(target=target, op=op, value=value):
            place = _value(target)
            return f"{place} = {_binary(node, op, place, value)};"
        case ast.If(test=test, body=body, orelse=orelse):
            text = f"if ({_value(test)}) {_block(body)}"
            return f"{text} else {_block(orelse)}" if orelse else text
        case ast.While(test=test, body=body, orelse=[]):
            return f"while ({_value(test)}) {_block(body)}"
        case ast.Return(value=None):
            return "return;"
        case ast.Return(value=ast.expr() as value):
            return f"return {_value(value)};"
        case ast.Expr(value=ast.Call() as call):
            return f"{_value(call)};"
        case ast.Break():
            return "break;"
        case ast.Continue():
            return "continue;"
        case ast.Pass():
            return ";"
    raise _refusal(node)


def _value(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=bool() as value):
            return "true" if value else "false"
        case ast.Constant(value=int() as value):
            return str(value)
        case ast.Name(id=name):
            return _name(name)
        case ast.Subscript(value=ast.Name(id=name), slice=index):
            return f"{_name(name)}[{_value(index)}]"
        case ast.UnaryOp(op=op, operand=operand):
            return f"({_operator(node, op)}{_value(operand)})"
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(node, op, _value(left), right)
        case ast.BoolOp(op=op, values=values):
            return f"({f' {_operator(node, op)} '.join(map(_value, values))})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return f"({_value(test)} ? {_value(body)} : {_value(orelse)})"
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            values = [left, *comparators]
            if any(isinstance(each, ast.Call) for middle in values[1:-1] for each in ast.walk(middle)):
                raise _refusal(node)  # it would be called twice
            pairs = zip(values[:-1], ops, values[1:], strict=True)
            texts = [f"({_value(one)} {_operator(node, op)} {_value(other)})" for one, op, other in pairs]
            return texts[0] if len(texts) == 1 else f"({' && '.join(texts)})"
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return f"{_BUILT_IN.get(name, _name(name))}({', '.join(map(_value, arguments))})"
    raise _refusal(node)


def _operator(node: ast.AST, op: ast.AST) -> str:
    if type(op) not in _PLAIN:
        raise _refusal(node)
    return _PLAIN[type(op)]


def _binary(node: ast.AST, op: ast.operator, left: str, right: ast.expr) -> str:
    if type(op) in _CALLS:
        return f"{_CALLS[type(op)]}({left}, {_value(right)})"
    if type(op) in _SHIFTS:
        sign, call = _SHIFTS[type(op)]
        if isinstance(right, ast.Constant) and isinstance(right.value, int) and 0 <= right.value < 32:
            return f"({left} {sign} {right.value})"
        return f"{call}({left}, {_value(right)})"
    return f"({left} {_operator(node, op)} {_value(right)})"
