"""The driver libraries: those installed with heeldrive, in the versions that the board needs."""

import importlib.metadata

import pytest
from heeldrive_lab.board.deploy import libraries
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.libraries import pinned_libraries
from heeldrive_lab.util.optional_dependencies import MissingExtraError


def test_an_installed_package_of_another_version_is_rejected_with_a_remedy(monkeypatch):
    class Other:
        version = "9.9.9"

    monkeypatch.setattr(libraries.metadata, "distribution", lambda name: Other)
    with pytest.raises(
        DeployError, match=r"9\.9\.9 is installed, but the board needs .* pip install adafruit-"
    ):
        pinned_libraries()


def test_a_missing_package_is_reported_with_a_remedy(monkeypatch):
    def none(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(libraries.metadata, "distribution", none)
    with pytest.raises(MissingExtraError, match=r"this needs adafruit-.* pip install 'heeldrive\[deploy\]'"):
        pinned_libraries()
