"""The page makes the same sessions of phones' recordings as `heeldrive import`, or says the same sentence."""

import pytest
from heeldrive_lab.importers.any_recording import ImportOptions, understand
from heeldrive_lab.importers.csv_table import RecordingError
from node_jobs import node_jobs
from pathlib import Path
from recording_layouts import LAYOUTS, start_of

HERE = Path(__file__).parent
# The page leaves these to `heeldrive import`.
OTHERS = set()


@pytest.fixture(scope="module")
def dropped(page_folder):
    """Opens files that are dropped together."""
    with node_jobs(HERE / "open_jobs.mjs", f"{page_folder.as_uri()}/") as answer_to:
        yield lambda paths: answer_to(
            [{"name": path.name, "hex": path.read_bytes().hex()} for path in paths]
        )


@pytest.fixture(scope="module")
def three_lunges(pytestconfig):
    return start_of(pytestconfig.rootpath / "recorded_sessions" / "clean_set.csv", 17.0)


def on_the_laptop(paths):
    try:
        found = understand(paths, ImportOptions())
    except RecordingError as error:
        return str(error).partition(": ")[2]
    header = found.session.header
    return {
        "header": {
            "sensor": header.sensor, "accel_ug_per_count": header.accel_ug_per_count,
            "gyro_udps_per_count": header.gyro_udps_per_count, "rate_hz": header.rate_hz,
            "thigh": header.thigh, "origin": header.origin, **header.extra,
        },
        "rows": found.session.table.ravel().tolist(),
        "understood": "; ".join([found.sensors, *found.session.notes]),
    }  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout(layout, dropped, three_lunges, tmp_path):
    paths = LAYOUTS[layout](three_lunges, tmp_path)
    if paths[0].is_dir(): paths = sorted(paths[0].iterdir())
    (found,) = dropped(paths)
    expected = on_the_laptop(paths)
    print(found["faults"], found["sessions"] and found["sessions"][0]["understood"])
    assert isinstance(expected, dict)
    (session,) = found["sessions"]
    assert {key: session[key] for key in expected} == expected
