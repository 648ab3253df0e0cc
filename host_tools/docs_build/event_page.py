"""The table of an event's fields: `python -m docs_build.event_page docs/file-format.md`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from heeldrive.events import KINDS
from heeldrive_lab.detection.event_fields import FIELDS, KIND_NUMBERS, Field

from docs_build.marked_part import write_part

BEGIN, END = "<!-- event fields: begin -->", "<!-- event fields: end -->"


def lines() -> Iterator[str]:
    """The table as lines of Markdown, in the order of the log record."""
    yield "| field | unit | of | in JSON | meaning |"
    yield "|---|---|---|---|---|"
    for field in FIELDS:
        kinds = ", ".join(KINDS[kind] for kind in KIND_NUMBERS if kind in field.carried_by)
        yield f"| `{field.name}` | {field.unit} | {kinds} | {_in_json(field)} | {field.meaning} |"


def _in_json(field: Field) -> str:
    """The JSON keys of a field, each once, in the order of the kinds."""
    if field.name == "kind":
        return "`kind`"
    if field.is_metric:
        return f"`facts.{field.json_key(min(field.carried_by))}`"
    keys = dict.fromkeys(field.json_key(kind) for kind in KIND_NUMBERS if field.in_json(kind))
    return ", ".join(f"`{key}`" for key in keys)


if __name__ == "__main__":
    write_part(Path(sys.argv[1]), BEGIN, END, lines())
