"""Modules made at run time: what the board's Python imports instead of files."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any


def made_module(name: str, members: Mapping[str, Any]) -> ModuleType:
    """A module with these members."""
    module = ModuleType(name)
    module.__dict__.update(members)
    return module
