"""The kept sessions are what the simulator makes, and what their headers say of them."""

from pathlib import Path

import pytest
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.simulator import LIBRARY, write_library
from heeldrive_lab.simulator.spec import spec_from

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "recorded_sessions"


def test_some_kept_files_are_what_the_simulator_makes_to_the_byte(tmp_path):
    written = write_library(tmp_path, ["back_leg_set", "lost_samples", "must_not_count/quick_sits"])
    assert len(written) == 3 * 3 + 1
    for path in written[:-1]:
        assert path.read_bytes() == (KEPT / path.relative_to(tmp_path)).read_bytes(), path.name


def test_every_session_of_the_library_is_kept_with_truth_and_plot_and_nothing_else():
    kept = {path.relative_to(KEPT).as_posix() for path in KEPT.rglob("*") if path.is_file()}
    expected = {"README.md"}
    for name in LIBRARY:
        expected |= {f"{name}.csv", f"{name}.truth.csv", f"plots/{name.replace('/', '.')}.svg"}
    assert kept == expected
    assert sum(path.stat().st_size for path in KEPT.rglob("*") if path.is_file()) < 20e6
    index = (KEPT / "README.md").read_text("utf-8")
    assert all(f"[{name}]({name}.csv)" in index for name in LIBRARY)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_kept_session_reads_back_with_its_truth_and_says_how_it_was_made(name):
    with SessionReader(KEPT / f"{name}.csv") as reader:
        last_ms = [row[0] for row in reader][-1]
        assert reader.header.origin == "simulated"
        assert reader.header.extra["seed"] == str(LIBRARY[name].seed)
        assert spec_from(reader.header.extra["spec"]).do == LIBRARY[name].do
    truth = read_annotations(annotations_path(KEPT / f"{name}.csv"))
    assert all(row.end_ms <= last_ms for row in truth.rows)
    assert bool(truth.reps) is not name.startswith("must_not_count/")
    assert all(rep.cop_percent is not None and rep.knee_travel_mm is not None for rep in truth.reps)
