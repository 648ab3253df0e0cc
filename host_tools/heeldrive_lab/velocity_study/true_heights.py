"""Sessions whose true rise velocity is known: from two simulators, and from captured angles of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from heeldrive.window import THIGH_M
from numpy.typing import NDArray

from heeldrive_lab.evaluation.real_sources import find_real
from heeldrive_lab.evaluation.recordings import AnnotatedRecording
from heeldrive_lab.evaluation.sources import Loaded, SessionFile
from heeldrive_lab.importers.csv_table import read_columns
from heeldrive_lab.sessions.annotations import find_annotations

Floats = NDArray[np.float64]
# The method and its constants were chosen on MuJoCo's workouts from this seed on. Of the kinematic simulator,
# workouts with seeds below 108 and from 6000 to 7015 were looked at as well: none of these is judged.
CHOSEN_FIRST_SEED = 0
MUJOCO, KINEMATIC, CAPTURED, JOINTS = "MuJoCo", "kinematic", "captured angles", "captured joints"


@dataclass(frozen=True)
class TrueHeight:
    """A session and the height of the hip of the sensor leg.

    Attributes:
        loaded: the session with its annotations.
        t_ms: (n,) session time, ms.
        height_m: (n,) height over any level, m; empty if the annotations have the mean velocities.
    """

    loaded: Loaded
    t_ms: Floats
    height_m: Floats


@dataclass(frozen=True)
class HeightSource:
    """Makes or reads one session; small, so that it can be sent to another process.

    Attributes:
        kind: `MUJOCO`, `KINEMATIC`, `CAPTURED` (the thigh's angle) or `JOINTS` (those of knee and ankle).
        leg: position of the sensor leg, `front` or `back`.
        seed: of a simulated workout, a hard one.
        recording: of people; None for a simulated workout.
    """

    kind: str
    leg: str
    seed: int = 0
    recording: AnnotatedRecording | SessionFile | None = None

    def load(self) -> TrueHeight:
        """Simulate or read it."""
        if isinstance(self.recording, AnnotatedRecording):
            return _captured(self.recording)
        if self.recording is not None:
            return TrueHeight(self.recording.load(), np.zeros(0), np.zeros(0))
        return (_mujoco if self.kind == MUJOCO else _kinematic)(self.seed, self.leg)


def simulated_sources(kind: str, first_seed: int, workouts: int) -> list[HeightSource]:
    """Workouts of one simulator with the sensor leg in front, and as many with it in back."""
    return [
        HeightSource(kind, leg, first_seed + workouts * number + index)
        for number, leg in enumerate(("front", "back"))
        for index in range(workouts)
    ]


def captured_sources(root: str | Path) -> Iterator[HeightSource]:
    """Yield the recordings of people with the sensor leg in front whose angles were captured.

    Raises:
        SessionError: there is no recording, or annotations are invalid.
    """
    for source in find_real(root):
        if isinstance(source, AnnotatedRecording):
            in_front = any(rep.sensor_leg == "front" for rep in source.annotations.reps)
            if in_front and _flexion_path(source).exists():
                yield HeightSource(CAPTURED, "front", recording=source)
        elif isinstance(source, SessionFile):
            annotations = find_annotations(source.path)
            if annotations and any(rep.rise_mm_s is not None for rep in annotations.reps):
                yield HeightSource(JOINTS, "front", recording=source)


def _mujoco(seed: int, leg: str) -> TrueHeight:
    from heeldrive_lab.simulator import simulate  # noqa: PLC0415 - needs MuJoCo, an optional dependency
    from heeldrive_lab.simulator.curves import FINE_HZ  # noqa: PLC0415
    from heeldrive_lab.simulator.sessions import performed  # noqa: PLC0415
    from heeldrive_lab.simulator.workouts import workout_spec  # noqa: PLC0415

    spec = workout_spec(seed, mode=leg, hard=True, data_sheet_errors=True)
    _, motion = performed(spec)
    height_m: Floats = motion.pose.hip_m[:, motion.leg, 2]
    return TrueHeight(Loaded.simulated(simulate(spec)), _times_ms(len(height_m), FINE_HZ), height_m)


def _kinematic(seed: int, leg: str) -> TrueHeight:
    from heeldrive_lab.kinematic_simulator.curves import FINE_HZ  # noqa: PLC0415
    from heeldrive_lab.kinematic_simulator.workouts import perform, workout  # noqa: PLC0415

    height_m: Floats = perform(seed, leg).path.up_m
    return TrueHeight(Loaded(*workout(seed, leg)), _times_ms(len(height_m), FINE_HZ), height_m)


def _captured(recording: AnnotatedRecording) -> TrueHeight:
    """The hip's height over the knee, as a thigh of the mean length with the captured angle has it."""
    t_ms, flexion_deg = read_columns(_flexion_path(recording), ("t_ms", "thigh_flexion_deg")).T
    return TrueHeight(recording.load(), t_ms, THIGH_M * np.cos(np.radians(flexion_deg)))


def _flexion_path(recording: AnnotatedRecording) -> Path:
    return recording.path.with_name(recording.path.name.replace(".csv", ".flexion.csv", 1))


def _times_ms(samples: int, rate_hz: float) -> Floats:
    return np.arange(samples) * np.float64(1000 / rate_hz)
