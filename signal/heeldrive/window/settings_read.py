"""Finds the settings that can change a count: those that the detector's code reads."""

import importlib
import pkgutil
from types import FunctionType, ModuleType

import heeldrive
from heeldrive import rear_leg, setting_meanings, settings
from heeldrive.settings import declared, find


def settings_read(mode: str | None = None) -> frozenset[str]:
    """Return the names of the settings that the detector reads; the others are for display and log.

    Args:
        mode: a choice of the setting `mode`: settings that only the other mode reads are left out; None for
            all settings.

    Raises:
        SettingsError: there is no such mode.
    """
    skipped = [settings, setting_meanings]
    if mode is not None and find("mode").check(mode) != "both_legs":
        skipped.append(rear_leg)
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(heeldrive.__path__, "heeldrive.")
        if not found.ispkg
    ]
    read = {name for module in modules if module not in skipped for name in _names_in(module)}
    return frozenset(read) & {setting.name for setting in declared()}


def _names_in(module: ModuleType) -> set[str]:
    """Return every attribute name that the functions and methods of a module use."""
    owners = [module, *(each for each in vars(module).values() if isinstance(each, type))]
    functions = [
        member.fget if isinstance(member, property) else member
        for owner in owners
        for member in vars(owner).values()
    ]
    return {
        name
        for function in functions
        if isinstance(function, FunctionType) and function.__module__ == module.__name__
        for name in function.__code__.co_names
    }
