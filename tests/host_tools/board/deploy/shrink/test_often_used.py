"""The names that a module uses most have the numbers that take one byte."""

from heeldrive_lab.board.deploy.shrink.often_used import with_often_used_first
from heeldrive_lab.board.deploy.shrink.precompiled import compiled

NAMES = 200
USES = 100
WITH_MANY_NAMES = "\ndef f(thing):\n" + "".join(f"    thing.used_once_{i}\n" for i in range(NAMES))


def saved_bytes(source):
    return len(compiled("h01", source)) - len(compiled("h01", with_often_used_first(source)))


def test_a_name_that_comes_late_and_often_takes_a_byte_less_each_time():
    often = "".join("    thing.often\n" for _ in range(USES))
    assert USES - 40 < saved_bytes(WITH_MANY_NAMES + often) <= USES
    assert with_often_used_first(WITH_MANY_NAMES + often).startswith("().often.")


def test_arguments_functions_texts_and_what_is_changed_count_too():
    often = {
        "argument": "\ndef f(argument): pass",
        "function": "\ndef f(): function()",
        "text": "\ndef f(): g('text')",
        "keyword": "\ndef f(): g(keyword=1)",
        "changed": "\ndef f(): g.changed += 1",
        "imported": "\ndef f():\n    from os import imported",
    }
    for name, use in often.items():
        names = with_often_used_first(WITH_MANY_NAMES + use * USES).split(".")
        assert name in names[1:4], "beside a function and what it takes"


def test_what_is_in_no_table_of_the_board_is_not_counted():
    constant = "from micropython import const\n_WIDTH = const(3)\n"
    local = "    width = 3\n" + "    width + _WIDTH\n" * USES
    source = WITH_MANY_NAMES + local + constant
    first, _, rest = with_often_used_first(source).partition("\n")
    assert "width" not in first.lower()
    assert rest == source[1:], "lines are kept"
    changed = "def g():\n    global width\n" + "    width = 1\n" * USES
    assert with_often_used_first(WITH_MANY_NAMES + changed).startswith("().width.")


def test_a_module_of_few_names_and_one_without_a_line_for_them_stay_as_they_are():
    assert with_often_used_first("\ndef f(thing): thing.used\n") == "\ndef f(thing): thing.used\n"
    assert with_often_used_first(WITH_MANY_NAMES[1:]) == WITH_MANY_NAMES[1:]
