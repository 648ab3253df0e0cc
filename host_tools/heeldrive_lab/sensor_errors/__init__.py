"""Errors of the LSM6DS chips, which both simulators draw in the same way."""

from heeldrive_lab.sensor_errors.data_sheet import CHIPS, RATE_ERROR, ChipKind, SensorErrors

__all__ = ["CHIPS", "RATE_ERROR", "ChipKind", "SensorErrors"]
