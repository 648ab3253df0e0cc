"""What holds for every test."""

from dataclasses import fields

import pytest
from heeldrive_lab.detection import compiled
from heeldrive_lab.virtual_board import PowerSpec, SensorSpec, StorageSpec, UsbSpec, VirtualBoard, WearerSpec


@pytest.fixture(scope="session", autouse=True)
def on_the_interpreter(tmp_path_factory):
    """Count on the interpreter, whatever the user's cache holds; test_compiled_detector.py brings its own."""
    patch = pytest.MonkeyPatch()
    patch.setattr("heeldrive_lab.detection.compiled.counting.SHELF", compiled.Empty())
    yield
    patch.undo()


@pytest.fixture(scope="session")
def board_of():
    """Makes a virtual board for rows at 0.244 mg and 17.5 mdps a count.

    A story names only what differs from a plain board: each option goes to the spec that has it.
    """

    def make(rows, **options):
        options = {"accel_ug_per_count": 244, "gyro_udps_per_count": 17_500, **options}

        def spec(kind, *arguments):
            names = [field.name for field in fields(kind) if field.name in options]
            return kind(*arguments, **{name: options.pop(name) for name in names})

        return VirtualBoard(
            spec(WearerSpec, rows),
            sensor=spec(SensorSpec),
            storage=spec(StorageSpec),
            usb=spec(UsbSpec),
            power=spec(PowerSpec),
            **options,
        )

    return make
