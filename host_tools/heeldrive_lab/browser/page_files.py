"""The files of the page that counts lunges in a web browser (docs/page.md)."""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from heeldrive_lab.browser.board_tables import board_tables
from heeldrive_lab.browser.detector_module import detector_module
from heeldrive_lab.browser.recording_tables import recording_tables
from heeldrive_lab.browser.words_module import words_module
from heeldrive_lab.util.paths import RECORDED_SESSIONS

START = "index.html"
EXAMPLE = ("half_reps_in_a_set.csv", "half_reps_in_a_set.truth.csv")
_SERVICE_WORKER = "service_worker.js"


def page_files() -> dict[str, bytes]:
    """Every file of the page by its path in the page's folder: those of `page/`, and the generated ones."""
    found = dict(_read(files("heeldrive_lab.browser") / "page", ""))
    found["heeldrive.js"] = detector_module().encode()
    found["words.js"] = words_module().encode()
    found["board/tables.js"] = board_tables().encode()
    found["recordings/tables.js"] = recording_tables().encode()
    found["colours.css"] = _colours().encode()
    for name in EXAMPLE:
        found[f"example/{name}"] = (RECORDED_SESSIONS / name).read_bytes()
    found[_SERVICE_WORKER] = _service_worker(found).encode()
    return dict(sorted(found.items()))


def write_page(folder: Path) -> None:
    """Write the page into a folder, from which any web server can serve it.

    Raises:
        OSError: the folder cannot be written.
    """
    for name, content in page_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _read(folder: Traversable, place: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        name = f"{place}{each.name}"
        if each.is_dir():
            yield from _read(each, f"{name}/")
        else:
            yield name, each.read_bytes()


def _colours() -> str:
    """The colours of the workbench's page, which stand before its rules."""
    text = (files("heeldrive_lab.workbench") / "page.css").read_text("utf-8")
    return text[text.index(":root") : text.index("\n*, ")]


def _service_worker(found: dict[str, bytes]) -> str:
    """The service worker, with the names of the files that it keeps and a version that follows from them."""
    kept = ["./", *sorted(name for name in found if name != _SERVICE_WORKER)]
    version = sha256(b"".join(name.encode() + found[name] for name in sorted(found))).hexdigest()[:12]
    tables = {"FILES": kept, "VERSION": version}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in tables.items()]
    return "\n".join([*lines, "", found[_SERVICE_WORKER].decode()])
