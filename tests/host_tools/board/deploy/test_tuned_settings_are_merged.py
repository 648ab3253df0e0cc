"""heeldrive deploy --settings: the owner's choices stay, and what changes is shown."""

import json

import pytest
from heeldrive import Settings, SettingsError
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.save import searched_in, write_tuned

OWNERS = """\
# mine
mode = "both_legs"
reps_target = 12
display_rotation_deg = 0
depth_min_deg = 40  # shallow knees
CIRCUITPY_BLE_NAME = "my thigh"
"""


@pytest.fixture
def root(owner):
    return owner.new_drive(files={"settings.toml": OWNERS.encode()})


@pytest.fixture
def tuned(tmp_path):
    """A file of tuned settings."""

    def make(text):
        path = tmp_path / "tuned.toml"
        path.write_text(text)
        return path

    return make


def whole(**values):
    """A file that names every setting."""
    values = vars(Settings(values))
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def on(root):
    return (root / "settings.toml").read_text()


def test_only_the_value_changes_and_all_else_stays_as_it_was(owner, root, tuned):
    report = owner.deploys(root, settings=tuned("depth_min_deg = 50\n"))
    assert on(root) == OWNERS.replace("40  #", "50  #")
    assert "tuned.toml changes in settings.toml: depth_min_deg 40 -> 50" in report.done


def test_a_comment_that_is_not_utf_8_is_not_lost(owner, root, tuned):
    (root / "settings.toml").write_bytes(OWNERS.encode() + b"# f\xfcr Anna\n")
    before = owner.sees(root)
    with pytest.raises(SettingsError, match=r"settings.toml: line 7 is not UTF-8 text \(byte 0xFC\): save"):
        owner.deploys(root, settings=tuned("depth_min_deg = 50\n"))
    assert owner.sees(root) == before


def test_mode_targets_and_rotation_stay_though_the_file_names_them(owner, root, tuned):
    report = owner.deploys(root, settings=tuned(whole(depth_min_deg=50, shake_max_mg=170)))
    there = vars(load_settings(root / "settings.toml"))
    assert (there["mode"], there["reps_target"], there["display_rotation_deg"]) == ("both_legs", 12, 0)
    assert (there["depth_min_deg"], there["shake_max_mg"]) == (50, 170)
    (kept,) = [line for line in report.done if line.startswith("kept as on the board")]
    assert kept.endswith("mode both_legs, reps_target 12, display_rotation_deg 0")


def test_of_a_file_that_tune_wrote_only_what_it_searched_goes(owner, root, tmp_path):
    tuned = tmp_path / "tuned.toml"
    write_tuned(
        tuned, Settings({"lever_min_mm": 20, "depth_min_deg": 60, "my_length_ms": 900}), ["lever_min_mm"]
    )
    report = owner.deploys(root, settings=tuned)
    assert "tuned.toml changes in settings.toml: lever_min_mm 10 -> 20" in report.done
    assert on(root) == OWNERS + "lever_min_mm = 20\n"


def test_a_dry_run_shows_the_same_and_writes_nothing(owner, root, tuned):
    before = owner.sees(root)
    report = owner.deploys(root, settings=tuned("depth_min_deg = 50\n"), dry_run=True)
    assert "tuned.toml changes in settings.toml: depth_min_deg 40 -> 50" in report.done
    assert owner.sees(root) == before


def test_a_second_run_overwrites_no_backup(owner, root, tuned):
    for degrees in (50, 51, 52):
        report = owner.deploys(root, settings=tuned(f"depth_min_deg = {degrees}\n"))
    assert (root / "settings.toml.bak").read_text() == OWNERS
    assert "depth_min_deg = 50" in (root / "settings.toml.bak2").read_text()
    assert "depth_min_deg = 51" in (root / "settings.toml.bak3").read_text()
    assert "settings.toml written; the old one is settings.toml.bak3" in report.done
    owner.deploys(root, settings=tuned("depth_min_deg = 50\n"))  # as it was once: no backup twice
    owner.deploys(root, settings=tuned("depth_min_deg = 53\n"))
    assert not (root / "settings.toml.bak5").exists()
    (root / "settings.toml").unlink()
    owner.deploys(root)
    assert "depth_min_deg = 52" in on(root)  # the last backup


def test_a_fault_in_the_owners_file_stops_it_before_anything_is_written(owner, tuned):
    root = owner.new_drive(files={"settings.toml": b"depth_min_deg = 4\n"})
    before = owner.sees(root)
    with pytest.raises(SettingsError, match=r"CIRCUITPY/settings.toml: depth_min_deg = 4 is out of range"):
        owner.deploys(root, settings=tuned("depth_min_deg = 50\n"))
    assert owner.sees(root) == before


def test_tune_writes_every_setting_and_says_which_it_searched(tmp_path):
    old, out = tmp_path / "mine.toml", tmp_path / "tuned.toml"
    old.write_text('mode = "both_legs"\nCIRCUITPY_WIFI_SSID = "home"\n')
    best = Settings({"mode": "both_legs", "depth_min_deg": 50})
    write_tuned(out, best, ["depth_min_deg", "rep_min_ms"], old)
    text = out.read_text()
    assert searched_in(text) == ("depth_min_deg", "rep_min_ms")
    assert all(f"\n{name} = " in text for name in vars(best))
    assert 'CIRCUITPY_WIFI_SSID = "home"' in text
    assert vars(load_settings(out)) == vars(best)
    write_tuned(out, best, ["rep_min_ms"], out)
    assert searched_in(out.read_text()) == ("rep_min_ms",)
