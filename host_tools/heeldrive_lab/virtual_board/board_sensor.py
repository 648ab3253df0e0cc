"""The LSM6DS of a virtual board, with the faults that concern it."""

from collections.abc import Callable, Sequence

from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault, spans_of
from heeldrive_lab.virtual_board.lsm6ds import CHIPS
from heeldrive_lab.virtual_board.lsm6ds_chip import Lsm6ds
from heeldrive_lab.virtual_board.motion import PlayedMotion
from heeldrive_lab.virtual_board.specs import SensorSpec

_GYRO_START_US = 70_000
"""DS11889, table 3: turn-on time of the gyroscope."""


def sensor_of(
    spec: SensorSpec,
    motion: PlayedMotion,
    faults: Sequence[InjectedFault],
    on_mode: Callable[[str], None] | None,
) -> Lsm6ds:
    """Makes the sensor.

    Args:
        spec: which chip, and how it samples.
        motion: the motion that it measures.
        faults: what fails; what does not concern the sensor is ignored.
        on_mode: called with ``Lsm6ds.mode`` whenever its registers are written.
    """
    # A sensor that is unplugged loses its settings.
    resets_us = [
        start_us
        for kind in (FaultKind.SENSOR_ABSENT, FaultKind.SENSOR_RESET)
        for start_us in spans_of(faults, kind).starts_us()
    ]
    return CHIPS[spec.chip](
        motion,
        samples_as_recorded=spec.samples_as_recorded,
        rate_error_ppm=spec.rate_error_ppm,
        identity=spec.identity,
        frozen=spans_of(faults, FaultKind.SENSOR_FROZEN),
        resets_us=resets_us,
        slips_us=spans_of(faults, FaultKind.FIFO_SLIP).starts_us(),
        gyro_start_us=_GYRO_START_US,
        on_mode=on_mode,
    )
