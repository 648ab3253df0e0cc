"""Errors of a sensor and a mounting, added to recorded samples; each person gets one draw."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from heeldrive_lab.evaluation.session_changes import rotation
from heeldrive_lab.sessions.samples import SampleTable


@dataclass(frozen=True)
class InjectedErrors:
    """Size of the errors.

    Attributes:
        name: name in tables.
        offset_mg: standard deviation of the zero-g offset of each axis, mg.
        bias_dps: standard deviation of the zero-rate bias of each axis, deg/s.
        turned: whether the sensor is mounted in a random orientation.
    """

    name: str
    offset_mg: float = 0.0
    bias_dps: float = 0.0
    turned: bool = False


BIAS_MAX_DPS = 10.0  # the LSM6DS's data sheets
NONE = InjectedErrors("as recorded")
# Zero-g offset of the LSM6DS33 and 3TR-C.
CASES = (
    NONE,
    InjectedErrors("mounting", turned=True),
    InjectedErrors("offset 40 mg", offset_mg=40.0),
    InjectedErrors("bias 5 deg/s", bias_dps=5.0),
    InjectedErrors("all three", 40.0, 5.0, turned=True),
)


def with_errors(session: SampleTable, errors: InjectedErrors, person: str) -> SampleTable:
    """The session as another sensor would have recorded it, in the same raw counts.

    Args:
        session: the session.
        errors: the errors.
        person: seed of the draw: all recordings of a person get the same sensor and mounting.
    """
    if errors == NONE:
        return session
    draw = np.random.default_rng(crc32(f"{errors.name} {person}".encode()))
    offset = draw.normal(0, 1, 3) * errors.offset_mg * 1000 / session.header.accel_ug_per_count
    bias_dps = np.clip(draw.normal(0, 1, 3) * errors.bias_dps, -BIAS_MAX_DPS, BIAS_MAX_DPS)
    bias = bias_dps * 1e6 / session.header.gyro_udps_per_count
    # The fourth part of a drawn quaternion comes first.
    axes = rotation(np.roll(draw.normal(0, 1, 4), -1)) if errors.turned else np.eye(3)
    force = session.table[:, 1:4] @ axes.T + offset
    rate = session.table[:, 4:7] @ axes.T + bias
    counts = np.rint(np.hstack((force, rate))).clip(-32768, 32767).astype(np.int64)
    return SampleTable(session.header, np.hstack((session.table[:, :1], counts)))
