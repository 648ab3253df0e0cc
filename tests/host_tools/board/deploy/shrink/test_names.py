"""Which name of the ROM goes to which name of a program."""

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


def test_the_longest_name_gets_the_name_of_the_rom_that_is_left():
    names = names_of("kept = 1\nmuch_longer_name = 2\n", ["blit"])
    assert names["much_longer_name"] == "blit"
    assert names["kept"] != "blit"


def test_a_public_name_gets_neither_a_private_one_nor_one_that_an_exception_has():
    assert names_of("threshold = 1\n", ["_private", "errno", "value", "args", "blit"]) == {
        "threshold": "blit"
    }
