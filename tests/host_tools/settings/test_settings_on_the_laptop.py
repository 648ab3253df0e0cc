"""The laptop reads the same settings.toml as the board, and answers a typo with the nearest setting."""

import pytest
from heeldrive import Settings, SettingsError
from heeldrive_lab.settings.load import load_settings


def load(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    return load_settings(path)


def test_without_a_file_the_defaults_hold():
    assert vars(load_settings(None)) == vars(Settings())


def test_a_value_in_the_file_replaces_the_default_and_the_boards_own_keys_are_passed_over(tmp_path):
    settings = load(tmp_path, 'depth_min_deg = 61\nCIRCUITPY_WIFI_SSID = "home"\n')
    assert vars(settings) == vars(Settings()) | {"depth_min_deg": 61}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("depth_min = 50", "there is no setting depth_min; the nearest is depth_min_deg"),
        ("depth_min_deg = 500", "depth_min_deg.*500"),
        ('depth_min_deg = "deep"', "depth_min_deg.*deep"),
        ("depth_min_deg 50", "this is not TOML: .*line 1"),
        ("[detector]\ndepth_min_deg = 50", r"does not read \[sections\]"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, says):
    with pytest.raises(SettingsError, match=says) as caught:
        load(tmp_path, text)
    assert "settings.toml" in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / "none.toml")
    (tmp_path / "settings.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(tmp_path / "settings.toml")
