"""Settings are changed in a settings.toml without changing anything else in it."""

import tomllib

from heeldrive import Settings, declared
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.settings.save import SEARCHED, changed_text, write_settings, write_tuned
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = [setting for setting in declared() if not setting.choices]
CHANGES = st.fixed_dictionaries(
    {}, optional={one.name: st.integers(one.smallest, one.largest) for one in NUMBERS}
)
OTHER_LINES = ['CIRCUITPY_WIFI_SSID = "depth_min_deg = 3"', "# depth_min_deg is mine", "", "  # lever_min_mm"]


@given(CHANGES, CHANGES, st.lists(st.sampled_from(OTHER_LINES[1:]), max_size=4), st.booleans())
def test_what_is_changed_is_read_back_and_the_rest_stays(before, after, others, shipped):
    lines = [OTHER_LINES[0], *others, *(f"{name}={value} # why" for name, value in before.items())]
    text = "\n".join(lines) + "\n" + (toml_text() if shipped and not before else "")
    changed = changed_text(text, after)
    assert tomllib.loads(changed) == tomllib.loads(text) | after
    for line in lines[: 1 + len(others)]:  # what is no setting of ours
        assert line in changed.splitlines()
    assert changed.count("# why") == len(before)


def test_a_file_of_windows_keeps_its_line_ends():
    text = "depth_min_deg = 50\r\n# reps_target = 12 \r\n"
    changed = changed_text(text, {"depth_min_deg": 60, "reps_target": 9, "rest_min_s": 20})
    assert changed == "depth_min_deg = 60\r\nreps_target = 9\r\nrest_min_s = 20\r\n"


def test_what_writes_into_a_file_of_windows_keeps_its_line_ends(tmp_path):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_bytes(b"# mine\r\ndepth_min_deg = 50\r\n")
    settings = Settings({"depth_min_deg": 60, "reps_target": 9})
    write_settings(new, settings, old)
    assert new.read_bytes() == b"# mine\r\ndepth_min_deg = 60\r\nreps_target = 9\r\n"
    write_tuned(new, settings, ["depth_min_deg"], old)
    first, *others = new.read_bytes().split(b"\n")
    assert first == f"{SEARCHED}depth_min_deg\r".encode()
    assert others.pop() == b""
    assert {line[-1:] for line in others} == {b"\r"}
    assert load_settings(new).depth_min_deg == 60


def test_the_board_reads_what_was_written(tmp_path):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text("# mine\nreps_target = 12\ndepth_min_deg = 80\n")
    settings = Settings({"reps_target": 12, "mode": "both_legs"})
    write_settings(new, settings, old)
    assert vars(load_settings(new)) == vars(settings)
    default_deg = Settings().depth_min_deg
    assert new.read_text().startswith(f"# mine\nreps_target = 12\ndepth_min_deg = {default_deg}\n")
    write_settings(new, settings)
    assert vars(load_settings(new)) == vars(settings)
    assert "# reps_target" not in new.read_text()
