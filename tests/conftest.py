"""What holds for every test."""

import pytest
from heeldrive_lab.detection import compiled


@pytest.fixture(scope="session", autouse=True)
def on_the_interpreter(tmp_path_factory):
    """Count on the interpreter, whatever the user's cache holds; test_compiled_detector.py brings its own."""
    patch = pytest.MonkeyPatch()
    patch.setattr("heeldrive_lab.detection.compiled.counting.SHELF", compiled.Empty())
    yield
    patch.undo()
