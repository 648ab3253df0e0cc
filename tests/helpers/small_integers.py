"""Integers as on a board: arithmetic that reaches 2**30 raises an error instead of allocating."""

LIMIT = 1 << 30
ARITHMETIC = ("add", "sub", "mul", "floordiv", "mod", "lshift", "rshift", "and", "or", "xor")


class TooLargeError(ArithmeticError):
    """An operation gave a value that a board cannot store without allocating."""


class Small(int):
    """An integer whose arithmetic gives Small again, and raises an error at 2**30."""

    __slots__ = ()


def _guarded(name):
    plain = getattr(int, name)

    def operation(self, *other):
        result = plain(self, *other)
        if result is NotImplemented:
            return result
        if not -LIMIT < result < LIMIT:
            raise TooLargeError(f"{name} of {int(self)} {[int(x) for x in other]} is {result}")
        return Small(result)

    return operation


for _name in [*ARITHMETIC, *(f"r{name}" for name in ARITHMETIC), "neg", "pos", "abs", "invert"]:
    setattr(Small, f"__{_name}__", _guarded(f"__{_name}__"))
for _name in ("truediv", "rtruediv", "float"):
    setattr(Small, f"__{_name}__", None)  # a float: a TypeError


def small(value, done=None):
    """Return the value with every integer in it, at any depth, as Small; objects are changed in place."""
    if done is None:
        done = set()  # objects may refer to each other
    if type(value) is int:
        return Small(value)
    if type(value) in (list, tuple):
        return type(value)(small(each, done) for each in value)
    if id(value) in done:
        return value
    done.add(id(value))
    for key, inner in getattr(value, "__dict__", {}).items():
        if type(inner) in (int, list, tuple) or type(inner).__module__.startswith("heeldrive."):
            setattr(value, key, small(inner, done))
    return value
