"""Which name of the ROM goes to which name of a program."""

import pytest
from heeldrive_lab.board.deploy.shrink.names import short_names


def names_of(source, in_rom):
    return short_names([source], in_rom, frozenset(), ())


def test_arguments_that_never_meet_in_a_function_share_a_name():
    names = names_of("def one(height): pass\ndef two(length, width): pass\n", ["x", "y", "z", "u"])
    assert names["height"] == names["length"]
    assert len({names["length"], names["width"], names["one"], names["two"]}) == 4


def test_an_argument_that_a_caller_names_shares_its_name_with_none():
    names = names_of("def one(height): pass\ndef two(length): pass\none(height=1)\n", ["x", "y", "z", "u"])
    assert len(set(names.values())) == 4


def of_classes(more):
    return names_of(
        f"class One:\n def __init__(self):\n  self._height = 1\nclass Two{more}",
        ["x", "y", "z", "u", "v", "w", "p"],
    )


def test_attributes_and_methods_of_classes_that_are_no_relatives_share_a_name():
    names = of_classes(":\n def length(self):\n  self._width = 1\n")
    assert names["_height"] in (names["length"], names["_width"])
    assert len({names["length"], names["_width"], names["One"], names["Two"]}) == 4


@pytest.mark.parametrize(
    "more",
    [
        "(One):\n def __init__(self):\n  self._width = 1\n",
        ":\n def __init__(self):\n  self._width = 1\ndef f(two):\n two._width = 2\n",
        ":\n @staticmethod\n def f(self):\n  self._width = 1\n",
        "(One or object):\n def __init__(self):\n  self._width = 1\n",
        ":\n def __init__(self):\n  self._width = self._height = 1\n",
        ":\n _width = 2\nprint(_height, _width)\n",
    ],
    ids=[
        "of a child",
        "set from outside",
        "of any object",
        "of who knows what",
        "of the same",
        "of the module",
    ],
)
def test_names_that_could_meet_stay_two(more):
    names = of_classes(more)
    assert names["_width"] != names["_height"]


def test_a_method_does_not_hide_what_its_class_reads_from_the_module():
    names = names_of("limit = 3\nclass One:\n def advance(self): pass\n most = limit\n", ["x", "y", "z", "u"])
    assert names["advance"] != names["limit"]


def test_the_longest_name_gets_the_name_of_the_rom_that_is_left():
    names = names_of("kept = 1\nmuch_longer_name = 2\n", ["blit"])
    assert names["much_longer_name"] == "blit"
    assert names["kept"] != "blit"


def test_a_public_name_gets_neither_a_private_one_nor_one_that_an_exception_has():
    assert names_of("threshold = 1\n", ["_private", "errno", "value", "args", "blit"]) == {
        "threshold": "blit"
    }
