"""Tables of the laptop as the text of an ES module, for the page."""

import json
from collections.abc import Mapping
from typing import Any


def table_module(tables: Mapping[str, Any]) -> str:
    """The text of a module that exports each table under its name."""
    lines = ["// Generated from heeldrive's tables by heeldrive_lab.browser. Do not edit."]
    lines += [f"export const {name} = {json.dumps(table)};" for name, table in tables.items()]
    return "\n".join([*lines, ""])
