"""A Sphinx extension for our docstrings: they are written as in Markdown, with |a| for a magnitude."""

import re

from sphinx.application import Sphinx

_CODE = re.compile(r"(?<![`\w])`([^`\n]+)`(?!`)")
_INDENTED = re.compile(r"^(\S.*)\n\n(?=    )", re.MULTILINE)
_BEFORE_NAPOLEON = 400


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("autodoc-process-docstring", _to_restructured_text, _BEFORE_NAPOLEON)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True}


def _to_restructured_text(app, what, name, obj, options, lines: list[str]) -> None:
    text = _CODE.sub(r"``\1``", "\n".join(lines)).replace("|a|", r"\|a\|")
    lines[:] = _INDENTED.sub(r"\1\n\n::\n\n", text).split("\n")


def _skip(app, what, name, obj, skip, options) -> bool | None:
    """Leave out the fields of named tuples, which their class describes."""
    return True if type(obj).__name__ == "_tuplegetter" else None
