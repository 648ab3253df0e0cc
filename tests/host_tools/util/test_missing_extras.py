"""A package that is missing: the sentence names commands that install it for this very Python."""

import pickle
import sys
from pathlib import Path

import heeldrive_lab.util.optional_dependencies as module
import pytest
from heeldrive_lab.util.optional_dependencies import MissingExtraError, require

ROOT = Path(__file__).parents[3]


def sentence(monkeypatch, checkout, python="/my tools/bin/python"):
    monkeypatch.setattr(module, "CHECKOUT", checkout)
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(MissingExtraError) as raised:
        require("score", "no_such_package", "json", "nor_this")
    return str(raised.value)


def test_a_clone_has_a_target_for_it(monkeypatch):
    assert module.CHECKOUT == ROOT
    assert sentence(monkeypatch, Path("/my clone")) == (
        "this needs no_such_package and nor_this: install it with  make all  in '/my clone',"
        " or only it with  '/my tools/bin/python' -m pip install 'heeldrive[score]'"
    )


def test_an_installed_wheel_is_extended_although_no_index_has_the_name(monkeypatch):
    assert sentence(monkeypatch, None, "/opt/my/.venv/bin/python") == (
        "this needs no_such_package and nor_this: install it with  /opt/my/.venv/bin/python -m pip install"
        " 'heeldrive[score]'  (heeldrive is on no package index yet: this adds to the one you installed)"
    )


def test_another_process_says_the_same():
    error = MissingExtraError("sim", "mujoco")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
