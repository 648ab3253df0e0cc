"""The wearer teaches the board their own lunge with the button; the log's replay learns the same."""

import pytest
from heeldrive import RepCounter
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.board.pull import pull
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.virtual_board.drive import VirtualDrive

SHORT_MS, LONG_MS = 120, 800
TAUGHT = "my_depth_deg = 86\nmy_rise_ms = 1200\nmy_length_ms = 3000\nmy_hold_ms = 400\nmy_lever_mm = 180\n"


def shorts(*times_ms):
    return [(ms, ms + SHORT_MS) for ms in times_ms]


def teach_at(ms):
    """The presses that choose the last item of the menu, within four seconds."""
    return [(ms, ms + LONG_MS), *shorts(*range(ms + 900, ms + 2700, 520)), (ms + 3100, ms + 3100 + LONG_MS)]


@pytest.fixture
def taught(wear):
    """A workout whose wearer teaches the board before the first rep; its log."""
    drive = VirtualDrive()
    workout = wear("clean_set", presses_ms=teach_at(1200), drive=drive, until_ms=62_000)
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    return workout, log, drive


def test_the_digits_count_the_lesson_down_and_then_show_the_reps(taught, clean):
    workout, _, _ = taught
    readings = workout.readings(clean.start[1])
    assert readings[:6] == ["tE 5", "tE 4", "tE 3", "tE 2", "tE 1", "Good"]
    assert readings[6:] == ["   5", "   6", "   7", "   8", "   9", "  10"]
    assert "tEAC" in workout.readings()
    assert len(workout.reps()) == 10


def test_the_lunge_is_logged_and_the_replay_of_the_log_learns_the_same(taught, tmp_path):
    workout, log, drive = taught
    (line,) = workout.lines("taught")
    fields = dict(pair.split("=") for pair in line.split()[1:])
    reps = workout.reps()[:5]
    mean = sum(rep["depth_cdeg"] for rep in reps) / 5
    assert float(fields["depth_cdeg"]) == pytest.approx(mean, abs=5)
    length = int(fields["end_ms"]) - int(fields["start_ms"])
    assert length == pytest.approx(sum(rep["end_ms"] - rep["start_ms"] for rep in reps) / 5, abs=5)
    assert check_replay(log).startswith("replay gives the board's own")
    assert [note.text for note in log.notes if note.by_wearer] == ["teach 5"]
    (tmp_path / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    settings = load_settings(pulled.session.with_suffix(".settings.toml"))
    (event,) = [event for event in replay(pulled.session, settings) if event["kind"] == "taught"]
    assert event["lever_mm"] == int(fields["lever_mm"])


@pytest.mark.parametrize("double", [False, True])
def test_a_press_cancels_the_lesson(wear, clean, double):
    ms = clean.after(2)
    presses = [*teach_at(1200), (ms, ms + 90), *([(ms + 220, ms + 310)] if double else [])]
    workout = wear("clean_set", presses_ms=presses, until_ms=clean.after(8))
    assert workout.readings(ms, ms + 2000) == ["tE 3", "Undo", "   2"]
    assert [line.split(" ", 2)[2] for line in workout.lines("marker")] == ["teach 5", "teach 0"]
    assert workout.lines("taught") == []
    assert len(workout.reps()) == 8  # no rep was taken off


def test_a_board_that_was_taught_before_knows_a_half_rep_before_the_first_set(wear, recorded):
    rows = recorded("must_not_count/half_reps_only")
    before, after = (wear(rows=rows, settings_text=text) for text in ("", TAUGHT))
    assert before.lines("rep") != []
    assert after.lines("rep") == []
    assert len(after.lines("refused")) == 10
    assert all("reason=shallow " in line for line in after.lines("refused"))


def test_without_memory_for_it_the_wearer_is_told_and_counting_goes_on(wear, monkeypatch):
    def no_memory(self, reps):
        raise MemoryError

    monkeypatch.setattr(RepCounter, "teach", no_memory)
    workout = wear("clean_set", presses_ms=teach_at(1200))
    assert "FAIL" in workout.readings()
    assert workout.board.display.digits == "  10"
