"""Small files in the owners' layouts, and a view of the sessions imported from them."""

import shutil
from dataclasses import dataclass

import numpy as np
import pytest
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.registry import import_data_set
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader

G = 9.80665


def thigh(samples, rate_hz):
    """A second of rest, z up, then bends by 60 degrees about x and back: m/s2 and rad/s, six columns."""
    t_s = np.arange(samples) / rate_hz
    angle = np.radians(30) * (1 - np.cos(np.pi * np.maximum(t_s - 1, 0)))
    zero = np.zeros(samples)
    return np.column_stack(
        (zero, G * np.sin(angle), G * np.cos(angle), np.gradient(angle, 1 / rate_hz), zero, zero)
    )


@dataclass
class Seen:
    """An imported session: times, m/s2 and rad/s; annotations as (kind, start, end, leg, reps, activity)."""

    header: object
    t_ms: list
    values: np.ndarray
    truth: list


def look(path):
    with SessionReader(path) as session:
        rows = np.array(list(session))
        header = session.header
    units = [header.accel_ug_per_count * 1e-6 * G] * 3 + [np.radians(header.gyro_udps_per_count * 1e-6)] * 3
    truth = read_annotations(annotations_path(path))
    assert truth.session == path.name
    return Seen(
        header,
        rows[:, 0].tolist(),
        rows[:, 1:] * units,
        [(row.kind, row.start_ms, row.end_ms, row.sensor_leg, row.reps, row.activity) for row in truth.rows],
    )


@pytest.fixture
def motion():
    return thigh


@pytest.fixture
def imported(tmp_path):
    """Import `tmp_path / "in"` as the named set; returns the written sessions by name."""

    def run(name):
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        written = [session.path for session in import_data_set(name, tmp_path / "in", out)]
        assert sorted(out.rglob("*.csv.gz")) == sorted(written)
        # Nobody has corrected anything, so nothing is kept.
        assert not any(session.kept for session in import_data_set(name, tmp_path / "in", out))
        return {str(path.relative_to(out)).removesuffix(".csv.gz"): look(path) for path in written}

    return run


@pytest.fixture
def refusal(tmp_path):
    """Import `tmp_path / "in"` as the named set; returns the sentence with which it is refused."""

    def run(name):
        with pytest.raises(RecordingError) as caught:
            list(import_data_set(name, tmp_path / "in", tmp_path / "out"))
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert sentence.startswith(str(tmp_path / "in"))
        return sentence

    return run
