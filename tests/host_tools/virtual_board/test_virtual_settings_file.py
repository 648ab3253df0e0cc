import pytest
from heeldrive_lab.virtual_board.settings_file import getenv_text, getenv_typed

TEXT = """# a comment
depth_min_deg = 50
  hold_max_ms=0x10  # indented, hexadecimal
leg = "front" # quoted
name = "a \\"b\\" \\u00e9\\n"
broken = "no end
bare = front
half = 1.5
[table]
hidden = 1
"""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("depth_min_deg", 50),
        ("hold_max_ms", 16),
        ("leg", "front"),
        ("name", 'a "b" é\n'),
        ("depth_min", None),
        ("hidden", None),
    ],
)
def test_up_to_10_1_bare_values_are_integers(key, value):
    assert getenv_typed(TEXT, key) == value


@pytest.mark.parametrize(
    ("key", "complaint"), [("broken", "Invalid byte"), ("bare", "invalid syntax"), ("half", "invalid syntax")]
)
def test_up_to_10_1_a_broken_line_raises_for_its_own_key_only(key, complaint):
    with pytest.raises(ValueError, match=complaint):
        getenv_typed(TEXT, key)
    assert getenv_typed(TEXT, "depth_min_deg") == 50


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("depth_min_deg", "50"),
        ("hold_max_ms", "0x10"),
        ("leg", "front"),
        ("bare", "front"),
        ("half", "1.5"),
        ("broken", None),
    ],
)
def test_since_then_every_value_is_text_and_nothing_raises(key, value):
    assert getenv_text(TEXT, key) == value


@pytest.mark.parametrize("text", [None, "", "]]]\x00\n=\n"])
@pytest.mark.parametrize("getenv", [getenv_typed, getenv_text])
def test_without_the_file_or_the_key_there_is_no_value(getenv, text):
    assert getenv(text, "depth_min_deg") is None


@pytest.mark.parametrize("value", ['"x" y', '"\\uZZZZ"', '"\\'])
def test_junk_after_or_in_a_quoted_value_is_refused(value):
    with pytest.raises(ValueError, match="Invalid"):
        getenv_typed(f"key = {value}", "key")
    assert getenv_text(f"key = {value}", "key") is None
