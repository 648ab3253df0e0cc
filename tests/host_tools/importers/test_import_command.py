"""`heeldrive import`: a data set by name, or a CSV file."""

from pathlib import Path

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.importers import DATA_SETS
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.registry import import_data_set
from typer.testing import CliRunner


def run(*words):
    return CliRunner().invoke(app, ["import", *map(str, words)])


@pytest.fixture
def download(tmp_path, motion):
    folder = tmp_path / "download" / "data" / "a12" / "p8"
    folder.mkdir(parents=True)
    numbers = np.zeros((125, 45))
    numbers[:, 27:33] = numbers[:, 36:42] = motion(125, 25)
    np.savetxt(folder / "s01.txt", numbers, "%.6g", ",")
    return tmp_path / "download"


def test_a_data_set_by_its_name_is_ready_to_be_replayed_and_scored(download, tmp_path):
    out = tmp_path / "deep" / "out"
    result = run("daily-sports", download, out)
    assert result.exit_code == 0
    assert result.stdout == f"{out}: sessions: 2, 0.2 min, annotated lunge reps: 0.\n"
    session = out / "p8_right.csv.gz"
    assert (
        next(event for event in replay(session, Settings()) if event["kind"] == "summary")["samples"] == 125
    )
    assert (out / "p8_right.truth.csv").exists()


def test_the_same_download_gives_the_same_bytes(download, tmp_path):
    for out in ("one", "two"):
        assert run("daily-sports", download, tmp_path / out).exit_code == 0
    files = [sorted((tmp_path / out).iterdir()) for out in ("one", "two")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]
    assert len(files[0]) == 4


def test_a_note_shared_by_several_sessions_is_printed_once(download, tmp_path):
    path = download / "data" / "a12" / "p8" / "s01.txt"
    np.savetxt(path, np.loadtxt(path, delimiter=",")[30:].repeat(2, axis=0)[:125], "%.6g", ",")
    result = run("daily-sports", download, tmp_path / "out")
    (note,) = result.stderr.splitlines()
    assert note.startswith("heeldrive: note: p8_right.csv.gz and 1 more: it contains no half second at rest")


def test_annotations_corrected_by_hand_are_kept_with_their_session_until_they_are_deleted(download, tmp_path):
    out = tmp_path / "out"
    run("daily-sports", download, out)
    truth = out / "p8_right.truth.csv"
    imported, corrected = (
        truth.read_text(),
        truth.read_text().replace("other", "set").replace(",,,,", ",,,3,"),
    )
    truth.write_text(corrected)
    (out / "p8_right.csv.gz").write_bytes(b"with the owner's header")
    (out / "p8_left.csv.gz").write_bytes(b"")
    result = run("daily-sports", download, out)
    assert result.exit_code == 0
    assert "to import them anew, delete these files: p8_right.truth.csv" in result.stderr
    assert truth.read_text() == corrected
    assert (out / "p8_right.csv.gz").read_bytes() == b"with the owner's header"
    assert (out / "p8_left.csv.gz").read_bytes()
    truth.unlink()
    assert "anew" not in run("daily-sports", download, out).stderr
    assert truth.read_text() == imported


def test_a_csv_file_needs_no_name_and_may_have_one(tmp_path, motion):
    values = np.column_stack((np.arange(400) * 10, motion(400, 100)))
    source = tmp_path / "in.csv"
    np.savetxt(source, values, "%.6f", ",", header="t_ms,ax,ay,az,gx,gy,gz", comments="")
    for words in (
        (source, tmp_path / "one.csv"),
        ("csv", source, tmp_path / "two.csv"),
        ("--thigh", "unknown", source, tmp_path / "three.csv"),
    ):
        result = run(*words)
        assert result.exit_code == 0
        assert "400 samples, 4.0 s, 100 Hz" in result.stdout
    assert len({path.read_bytes() for path in tmp_path.glob("t*.csv")}) == 1
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_wrong_folder_is_one_sentence_and_exit_code_2(tmp_path):
    for name in DATA_SETS:
        result = run(name, tmp_path / "none", tmp_path / "out")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"heeldrive: {tmp_path / 'none'}: there is no such folder: check the name\n"
    assert not (tmp_path / "out").exists()


def test_where_nothing_can_be_written_it_is_said(download, tmp_path):
    (tmp_path / "out").write_text("a file")
    result = run("daily-sports", download, tmp_path / "out")
    assert result.exit_code == 2
    assert "the folder cannot be created" in result.stderr


def test_an_unknown_set_is_answered_with_those_known(tmp_path):
    with pytest.raises(RecordingError, match="there is no data set mhad; the known ones are utd-mhad, "):
        list(import_data_set("mhad", tmp_path, tmp_path))


def test_every_set_is_in_the_help():
    shown = run("--help").stdout
    assert all(name in shown for name in ("csv", *DATA_SETS))
    assert "heeldrive import mm-fit DOWNLOAD sessions" in run("mm-fit", "--help").stdout


def test_every_set_has_a_module_and_a_row_on_the_page():
    root = Path(__file__).parents[3]
    page = (root / "docs" / "public-data.md").read_text("utf-8")
    for name in DATA_SETS:
        assert f"| `{name}` |" in page
        assert (root / f"host_tools/heeldrive_lab/importers/{name.replace('-', '_')}.py").exists()
