"""The files of one trial of the Georgia Tech 2023 data set, checked on reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.foot_pressure import FootPressure
from heeldrive_lab.importers.knee_bends import JointAngles
from heeldrive_lab.importers.number_file import read_named
from heeldrive_lab.importers.stepping_foot import FootForces

RATE_HZ = 200.0
# Any other unit of time is further off; the owners resampled everything to the same rate.
RATE_SLACK = 0.2
# The order of legs in every array of this set.
LEGS = ("left", "right")
# A knee is never straightened beyond this, and a rep bends it far more.
HYPEREXTENSION_MAX_DEG = 30.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """One trial of one person.

    Attributes:
        folder: the trial's folder.
        person: the person's name, such as `AB01`.
        name: the trial's name, such as `lunges_1`.
    """

    folder: Path
    person: str
    name: str

    def path(self, kind: str) -> Path:
        """The file of one kind, such as `grf`; it may not exist."""
        return self.folder / f"{self.person}_{self.name}_{kind}.csv"

    def motion(self) -> tuple[Floats, tuple[Floats, Floats]]:
        """Read the sensors on the front of both thighs.

        Returns:
            (n,) time in s, and (n, 6) specific force in m/s^2 and angular rate in deg/s of the left and the
            right thigh; NaN where a sample is missing.

        Raises:
            RecordingError: the file is invalid, or its times are not 200 a second.
        """
        signals = [f"{kind}{axis}" for kind in ("acc", "gyro") for axis in "xyz"]
        path = self.path("imu_real")
        values = self._read("imu_real", [f"{leg[0]}athigh_{name}" for leg in LEGS for name in signals])
        t_s = values[:, 0]
        rate_hz = 1 / step_s if len(t_s) > 1 and (step_s := float(np.median(np.diff(t_s)))) > 0 else 0.0
        if abs(rate_hz / RATE_HZ - 1) > RATE_SLACK:
            raise RecordingError(
                f"{path}: {rate_hz:.4g} samples per second according to its times in seconds, instead of"
                f" {RATE_HZ:.0f}: check that the file is the owners' own"
            )
        if not (t_s >= 0).all():
            first = int((~(t_s >= 0)).argmax())
            raise RecordingError(
                f"{path}: the time of sample {first + 1} is {t_s[first]:g}: check that the file is the"
                " owners' own"
            )
        return t_s, (values[:, 1:7], values[:, 7:13])

    def angles(self) -> JointAngles | None:
        """Read the joint angles; None if the file is absent.

        Raises:
            RecordingError: the file is invalid, or its knees bend the wrong way.
        """
        path = self.path("angle")
        if not path.exists():
            return None
        joints = ("hip_flexion", "knee_angle", "ankle_angle")
        values = self._read("angle", [f"{joint}_{leg[0]}" for joint in joints for leg in LEGS])
        hip, knee, ankle = values[:, 1:3], -values[:, 3:5], values[:, 5:7]
        if np.isfinite(knee).any() and np.nanmin(knee) < -HYPEREXTENSION_MAX_DEG:
            raise RecordingError(
                f"{path}: knee_angle reaches {-np.nanmin(knee):.0f} deg; flexion is negative in this set:"
                " check that the file is the owners' own and in degrees"
            )
        return JointAngles(values[:, 0], hip, knee, ankle)

    def forces(self) -> FootForces | None:
        """Read the vertical force under each foot; None if the file is absent."""
        if not self.path("grf").exists():
            return None
        values = self._read("grf", [f"{leg[0]}forcey_vertical" for leg in LEGS])
        return FootForces(values[:, 0], values[:, 1:3])

    def pressure(self) -> FootPressure | None:
        """Read the centre of pressure along each foot and its load; None if the file is absent."""
        if not self.path("insole_sim").exists():
            return None
        names = [f"{leg[0]}{name}" for name in ("cop_ap", "verticalf") for leg in LEGS]
        values = self._read("insole_sim", names)
        return FootPressure(values[:, 0], values[:, 1:3], values[:, 3:5])

    def flags(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Read when the activity is performed; all of the trial if there are no flags.

        Returns:
            (n,) time in ms, and (n,) whether either leg is flagged.
        """
        if not self.path("activity_flag").exists():
            t_s = self._read("imu_real", ())[:, 0]
            return np.rint(t_s * 1000).astype(np.int64), np.ones(len(t_s), np.bool_)
        values = self._read("activity_flag", LEGS)
        flagged = np.nan_to_num(values[:, 1:]).max(axis=1) > 0.5
        return np.rint(values[:, 0] * 1000).astype(np.int64), flagged

    def _read(self, kind: str, names: Sequence[str]) -> Floats:
        return read_named(self.path(kind), ["time", *names], ",", missing=True)
