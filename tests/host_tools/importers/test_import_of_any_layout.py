"""A set of three lunges, in the layouts that recorders write, comes in with one command and counts three."""

import re
import zipfile

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.commands.imports import Preset
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.importers import csv_table
from heeldrive_lab.importers.presets import PRESETS
from recording_layouts import LAYOUTS, rows, start_of
from typer.testing import CliRunner

SET_END_S = 17.0


@pytest.fixture(scope="session")
def three_lunges(pytestconfig):
    return start_of(pytestconfig.rootpath / "recorded_sessions" / "clean_set.csv", SET_END_S)


def run(*words):
    return CliRunner().invoke(app, ["import", *map(str, words)])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_kind_comes_in_with_one_command_and_counts_three(layout, three_lunges, tmp_path):
    out = tmp_path / "out.csv"
    result = run(*LAYOUTS[layout](three_lunges, tmp_path), out)
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 4
    summary = next(event for event in replay(out, Settings()) if event["kind"] == "summary")
    assert summary["reps"] == 3, result.output


def sentence(result, out):
    """The one line of a refusal; nothing is written."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert not out.exists()
    return line.partition(": ")[2].partition(": ")[2]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF, not a table of numbers"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "this is a picture"),
        (b"<!DOCTYPE html><html><p>1,2,3,4,5,6,7", "this is a web page or XML"),
        (b"RIFF\x00\x00\x00\x00WAVE", "this is a sound or a film"),
        (b"SQLite format 3\x00", "this is a database"),
        (bytes(range(256)) * 40, "this is a binary file"),
        (b"Dear coach,\nthe lunges went well today.\n" * 30, "no line of it has numbers in columns"),
        (b"", "the file is empty"),
        (b"PK\x03\x04 no archive", "the archive cannot be unpacked"),
        (b'{"a": [1, 2], "b": [3, 4]}', "no acceleration or rates in it"),
        (b'{"payload": {"sensors": []}}', "no payload with sensors, values and interval_ms"),
        (b'{"payload": ', "its JSON is damaged"),
        (b'[{"a": 1}]', "holds no list of samples"),
        (b"\xa1gpayload\xff", "its CBOR is damaged"),
        (b"MD" + bytes(2000), "no block of this .cwa file is sound"),
    ],
)
def test_what_is_no_table_is_named_as_that(content, says, tmp_path):
    (tmp_path / "a").write_bytes(content)
    line = sentence(run(tmp_path / "a", tmp_path / "out.csv"), tmp_path / "out.csv")
    assert says in line
    assert len(line) < 200


def test_an_excel_workbook_is_named_as_that(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert "an Excel workbook" in sentence(
        run(tmp_path / "a.xlsx", tmp_path / "out.csv"), tmp_path / "out.csv"
    )


def test_a_fault_in_every_line_is_named_once(three_lunges, tmp_path):
    (path,) = LAYOUTS["Comma, names, milliseconds"](three_lunges, tmp_path)
    lines = path.read_text().splitlines()
    cells = [line.split(",") for line in lines[1:]]
    path.write_text("\n".join([lines[0], *(",".join([*row[:3], "n/a", *row[4:]]) for row in cells)]))
    line = sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")
    assert line.startswith("the fault is in every line (850 of 850); line 2: az is 'n/a'")
    assert len(line) < 200


@pytest.mark.parametrize(
    ("layout", "at", "says"),
    [
        ("phyphox, two files", 0, "it has acceleration but no angular rates: give the gyroscope's file too"),
        ("phyphox, two files", 1, "it has angular rates but no acceleration: give that file too"),
        ("MetaBase, two files and rates", 0, "no angular rates"),
        ("Polar Sensor Logger, two files", 1, "no acceleration"),
    ],
)
def test_half_a_recording_says_which_half_is_missing(layout, at, says, three_lunges, tmp_path):
    path = LAYOUTS[layout](three_lunges, tmp_path)[at]
    assert says in sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")


def test_two_files_of_different_recordings_are_refused(three_lunges, tmp_path):
    (tmp_path / "b").mkdir()
    accel, _ = LAYOUTS["Sensor Logger, two files"](three_lunges, tmp_path)
    _, gyro = LAYOUTS["phyphox, two files"](three_lunges, tmp_path / "b")
    assert "no time in common" in sentence(run(accel, gyro, tmp_path / "out.csv"), tmp_path / "out.csv")


def csv_file(folder, motion, accel=None, gyro=None, names="t_s,ax,ay,az,gx,gy,gz", start=""):
    lines = rows(motion.t, motion.a if accel is None else accel, motion.w if gyro is None else gyro)
    (folder / "a.csv").write_text("\n".join([names, *(start + line for line in lines)]))
    return folder / "a.csv"


def test_gravity_that_was_taken_out_is_asked_for(three_lunges, tmp_path):
    path = csv_file(tmp_path, three_lunges, accel=three_lunges.a - three_lunges.gravity)
    line = sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")
    assert line.startswith("gravity was taken out of ax,ay,az: export the acceleration with gravity")


def test_mirrored_axes_are_mended_and_said(three_lunges, tmp_path):
    path = csv_file(tmp_path, three_lunges, three_lunges.a[:, ::-1], three_lunges.w[:, ::-1])
    result = run(path, tmp_path / "out.csv")
    assert "note: the axes are mirrored" in result.stderr
    assert "correlation +0.9" in result.stdout


def test_rates_about_other_axes_are_refused_with_the_order_that_fits(three_lunges, tmp_path):
    path = csv_file(tmp_path, three_lunges, gyro=three_lunges.w[:, [2, 0, 1]] * (1, -1, 1))
    line = sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")
    advice = re.search(r"with (--gyro-columns=\S+) they would fit", line)[1]
    assert run(path, tmp_path / "out.csv", advice).exit_code == 0
    summary = next(event for event in replay(tmp_path / "out.csv", Settings()) if event["kind"] == "summary")
    assert summary["reps"] == 3


def test_a_time_told_wrong_is_seen_from_gravity(three_lunges, tmp_path):
    half = three_lunges.at(50)
    half.t = half.t / 2
    note = run(csv_file(tmp_path, half), "--gyro-unit", "rad/s", tmp_path / "out.csv").stderr
    assert "gravity turns 2 times as fast as the rates say" in note
    assert float(re.search(r"100 Hz told, (\S+) Hz would fit", note)[1]) == pytest.approx(50, rel=0.1)


def test_a_damaged_block_of_an_ax6_is_a_gap(three_lunges, tmp_path):
    (path,) = LAYOUTS["AX6, .cwa"](three_lunges, tmp_path)
    content = bytearray(path.read_bytes())
    content[1024 + 3 * 512 + 100] ^= 1
    path.write_bytes(content)
    result = run(path, tmp_path / "out.csv")
    assert result.exit_code == 0
    assert "gaps in time: 1, the longest 820 ms" in result.stderr


def test_a_file_that_is_too_large_is_refused_before_it_fills_the_memory(three_lunges, tmp_path, monkeypatch):
    monkeypatch.setattr(csv_table, "BYTES_MAX", 1 << 14)
    (path,) = LAYOUTS["The same, gzip"](three_lunges, tmp_path)
    assert "split it" in sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")


def test_two_devices_in_one_file_are_refused(three_lunges, tmp_path):
    (path,) = LAYOUTS["WitMotion, address and clock"](three_lunges, tmp_path)
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join(line.replace("0x50", "0x51") if at % 2 else line for at, line in enumerate(lines))
    )
    line = sentence(run(path, tmp_path / "out.csv"), tmp_path / "out.csv")
    assert line.startswith("it has rows of 2 devices (0x50, 0x51 in address)")


def test_a_file_without_time_asks_for_the_rate_that_gravity_suggests(three_lunges, tmp_path):
    (path,) = LAYOUTS["Arduino, names after a banner, no time"](three_lunges, tmp_path)
    path.write_text(path.read_text().replace(" = 50.00 Hz", ""))
    assert "give the samples per second with --rate" in sentence(
        run(path, tmp_path / "out.csv"), tmp_path / "out.csv"
    )
    assert run(path, tmp_path / "out.csv", "--rate", 50).exit_code == 0


@pytest.mark.parametrize(
    ("preset", "layout"),
    [
        ("phyphox", "phyphox, two files"),
        ("sensor-logger", "Sensor Logger, two files"),
        ("metabase", "MetaBase, two files and rates"),
        ("polar", "Polar Sensor Logger, two files"),
        ("dot", "Movella DOT, its clock wrapped at 2^32 us"),
        ("shimmer", "Shimmer, tabs and a row of units"),
        ("witmotion", "WitMotion, address and clock"),
        ("gcsv", "Gyroflow .gcsv, counts and scales"),
        ("arduino", "Arduino, names after a banner, no time"),
        ("edge-impulse", "Edge Impulse, JSON"),
        ("st", "ST SensorTile.box, mg and mdps"),
        ("ax6", "AX6, CSV without names"),
        ("opensignals", "OpenSignals, raw counts"),
    ],
)
def test_a_preset_reads_its_own_kind_as_sniffing_does(preset, layout, three_lunges, tmp_path):
    files = LAYOUTS[layout](three_lunges, tmp_path)
    assert run(*files, tmp_path / "out.csv", "--preset", preset).exit_code == 0
    assert run(*files, tmp_path / "sniffed.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "sniffed.csv").read_bytes()


def test_every_preset_is_offered_and_tested():
    offered = [each.value for each in Preset]
    assert offered == list(PRESETS)
    (mark,) = test_a_preset_reads_its_own_kind_as_sniffing_does.pytestmark
    assert {preset for preset, _ in mark.args[1]} == set(PRESETS)


def test_every_kind_stands_in_the_table_of_the_page(pytestconfig):
    page = (pytestconfig.rootpath / "docs" / "import-it.md").read_text("utf-8")
    table = page.split("\n| layout |")[1].split("\n\n")[0]
    assert re.findall(r"^\| (.+?) \|", table, re.MULTILINE) == list(LAYOUTS)
