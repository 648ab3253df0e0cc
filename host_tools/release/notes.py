"""The notes of a release: its section of the changelog."""

import re


def notes(changelog: str, version: str) -> str:
    """The section of a version, without its heading.

    Raises:
        ValueError: the changelog has no such section, or it is empty.
    """
    section = rf"^## {re.escape(version)} [^\n]*\n(.*?)(?=^## |\Z)"
    found = re.search(section, changelog, re.MULTILINE | re.DOTALL)
    if not found or not found[1].strip():
        raise ValueError(f"CHANGELOG.md has nothing about {version}: write what users notice in it")
    return found[1].strip() + "\n"


def is_dated(changelog: str, version: str) -> bool:
    """Whether the version's heading has the day of its release."""
    return bool(re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE))
