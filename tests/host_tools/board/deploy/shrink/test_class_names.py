"""A class on the board keeps no names of its module and of itself."""

import subprocess

import pytest
from bench.measure import MICROPYTHON
from heeldrive_lab.board.deploy.contents import sources
from heeldrive_lab.board.deploy.shrink.class_names import without_class_names
from heeldrive_lab.board.deploy.shrink.shrinking import shrink

CLASSES = """
class Base:

    def width(self): return 3
class Thing(Base):

    @property
    def height(self): return self.width() + 1
class Error(ValueError): pass

class Bare:
    pass
class Long(
    Thing
):

    depth = 5
print(Thing.__name__, Thing().height, Long().depth, isinstance(Thing(), Base), Error("wrong"))
try: Thing().length
except AttributeError as error: print(error)
print("__qualname__" in Thing.__dict__, "__qualname__" in Bare.__dict__)
"""


@pytest.fixture
def run(tmp_path):
    def run(source):
        (tmp_path / "main.py").write_text(source)
        done = subprocess.run(
            [str(MICROPYTHON), str(tmp_path / "main.py")], capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return run


def test_a_class_does_the_same_and_errors_say_the_same(run):
    *before, has_names = run(CLASSES)
    *after, has_names_then = run(without_class_names(CLASSES))
    assert after == before
    assert (has_names, has_names_then) == ("True True", "False True")


def test_lines_are_kept_and_only_an_empty_one_below_the_class_is_used():
    lines, changed = CLASSES.splitlines(), without_class_names(CLASSES).splitlines()
    different = [number for number, pair in enumerate(zip(lines, changed, strict=True)) if len({*pair}) > 1]
    assert [lines[number - 1] for number in different] == ["class Base:", "class Thing(Base):"]


def test_the_classes_of_the_firmware_have_no_such_names():
    shrunk = "".join(shrink(sources()).sources.values())
    classes = sum(line.startswith("class ") for line in shrunk.splitlines())
    assert shrunk.count("del __module__, __qualname__") > classes * 0.9
