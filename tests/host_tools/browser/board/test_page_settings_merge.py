"""Settings from the page are merged into the board's file as `heeldrive deploy --settings` merges them."""

import json
from pathlib import Path

import pytest
from any_settings import SOME_SETTINGS
from heeldrive import Settings, SettingsError
from heeldrive_lab.board.deploy.settings_on_drive import Tuned, merge_sentences, merged
from heeldrive_lab.settings.load import parsed_values
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.settings.save import SEARCHED
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

OWNERS = """\
# mine
mode = "both_legs"
reps_target = 12
display_rotation_deg = 0
depth_min_deg = 40  # shallow knees
CIRCUITPY_BLE_NAME = "my \\"thigh\\""
"""


def on_the_laptop(text, old):
    """What `jobs.mjs` answers."""
    try:
        tuned = Tuned("tuned.toml", text, parsed_values(text, Path("tuned.toml")))
        merge = merged(tuned, old, Path("settings.toml"))
    except SettingsError as error:
        return {"error": str(error)}
    changed = {name: list(values) for name, values in merge.changed.items()}
    return {
        "text": merge.text,
        "changed": changed,
        "kept": merge.kept,
        "sentences": merge_sentences(tuned, merge),
    }


def in_the_page(in_node, text, old):
    return in_node("merge", text=text, old=old, name="tuned.toml")


def lines(values):
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


@st.composite
def files(draw):
    """A settings.toml: the shipped one or an owner's, edited by hand, with any line ends."""
    text = draw(st.sampled_from(["", " \n", toml_text(), OWNERS]))
    own = draw(SOME_SETTINGS)
    for name, value in own.items():
        if f"\n{name} =" not in text:
            parts = (
                ["", "  ", "# ", "#"],
                [" = ", "=", "\t=  "],
                ["", "  # why", " #\u2028x"],
                ["\n", "\r\n", "\n\n"],
            )
            before, equals, after, end = (draw(st.sampled_from(part)) for part in parts)
            text += f"{before}{name}{equals}{json.dumps(value)}{after}{end}"
    return text if draw(st.booleans()) else text.rstrip("\r\n")


@st.composite
def sent(draw):
    """Settings to send: some, all of them, or a file that `heeldrive tune` wrote."""
    values = draw(SOME_SETTINGS)
    if draw(st.booleans()):
        values = vars(Settings(values))
    searched = draw(st.lists(st.sampled_from(sorted(vars(Settings()))), max_size=4, unique=True))
    return (f"{SEARCHED}{', '.join(searched)}\n" if searched else "") + lines(values)


@given(sent(), files())
@example(lines({"my_length_ms": 3000, "my_rise_ms": 900}), OWNERS)
@example(lines({"my_length_ms": 0, "mode": "sensor_leg"}), OWNERS + "my_length_ms = 2000")
@hypothesis_settings(max_examples=120, deadline=None)
def test_a_merge_gives_the_same_text_and_the_same_words(in_node, text, old):
    assert in_the_page(in_node, text, old) == on_the_laptop(text, old)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "depth_min_deg = 50",
                    "depth_min_deg=+50 # x",
                    "hold_max_ms = -0",
                    "rest_min_s = 010",
                    "rest_min_s = 1_0",
                    "rest_min_s = 20.0",
                    "rest_min_s = 0x14",
                    'mode = "both_legs"',
                    "mode = 'both_legs'",
                    'mode = """both_legs"""',
                    'mode = "both\\u005flegs"',
                    'tempo = "3-1-2-0"',
                    "[section]",
                    'A_B = "a\\tb\\"c" # d',
                    "A.B = 3",
                    '"mode" = 3',
                    "mode",
                    "= 3",
                    "\ufeffmode = 3",
                    "# \x07",
                    "rest_min_s = 20\r",
                    "rest_min_s = 20\x0b",
                    'A = "\x1f"',
                    "12 = 13",
                ]
            ),
            st.text("depth_min_deg =#\"'5\\\t\r[]", max_size=25),
        ),
        max_size=4,
    )
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_what_the_page_takes_for_settings_is_what_the_laptop_takes_for_them(in_node, parts):
    old = "\n".join(parts)
    answer = in_the_page(in_node, "depth_min_deg = 60\n", old)
    if "error" in answer:
        assert answer["error"].startswith("settings.toml: ")
    else:
        assert answer == on_the_laptop("depth_min_deg = 60\n", old)


@pytest.mark.parametrize(
    "line",
    [
        "depth_min_deg = 4",
        "depth_min_deg = 101",
        'depth_min_deg = "deep"',
        'mode = "both legs"',
        'mode = "\x9b"',
        "display_rotation_deg = 90",
        'tempo = "3-1-2-x"',
        "tempo = 3",
    ],
)
def test_a_value_that_the_board_would_refuse_is_refused_in_the_boards_words(in_node, line):
    expected = on_the_laptop("depth_min_deg = 60\n", line)["error"]
    answer = in_the_page(in_node, "depth_min_deg = 60\n", line)
    assert answer == {"error": expected.replace("\x9b", "\ufffd")}


@pytest.mark.parametrize(
    ("old", "why"),
    [
        (
            "rest_min_s = 20\n[wifi]\n",
            'settings.toml: line 2 is not understood: write  NAME = 12  or  NAME = "text"  there',
        ),
        (
            "rest_min_s = 20\nrest_min_s = 21\n",
            "settings.toml: line 2 names rest_min_s again: remove one of the lines",
        ),
        ("dept = 3", "settings.toml: there is no setting dept: correct it, or remove its line"),
    ],
)
def test_a_line_that_is_not_understood_is_named(in_node, old, why):
    assert in_the_page(in_node, "depth_min_deg = 60\n", old) == {"error": why}
