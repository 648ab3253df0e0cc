"""The files of the page that counts lunges in a web browser (docs/page.md)."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from heeldrive_lab.browser.detector_module import detector_module
from heeldrive_lab.browser.words_module import words_module


def page_files() -> dict[str, bytes]:
    """Every file of the page by its path in the page's folder: those of `page/`, and the generated ones."""
    found = dict(_read(files("heeldrive_lab.browser") / "page", ""))
    found["heeldrive.js"] = detector_module().encode()
    found["words.js"] = words_module().encode()
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
