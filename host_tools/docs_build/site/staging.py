"""Lays out what Sphinx reads in a folder: the pages of docs, those at the top, and the API reference."""

import ast
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
READERS = ("wearer", "maker", "coach", "developer")
"""The entry pages; the pages in their lists are the site's table of contents."""

PAGE = "docs/page/count"
"""Where the site has the page that counts in the browser; `docs/page.md` there leads to it."""

_LISTED = re.compile(r"^- \[[^]]+\]\(([^)#]+)\.md\)", re.MULTILINE)
_OPEN_PAGE = f'\n<p><a href="{PAGE.rpartition("/")[2]}/index.html"><b>Open the page</b></a></p>\n'
_WITHOUT_REFERENCE = ("commands",)  # `heeldrive COMMAND --help` is theirs


def listed(reader: str) -> list[str]:
    """The pages that an entry page lists, in its order, relative to `docs` and without `.md`."""
    return _LISTED.findall((ROOT / "docs" / f"{reader}.md").read_text("utf-8"))


def stage(folder: Path) -> None:
    """Write everything that Sphinx reads to a folder, which must be empty."""
    for name in ("docs", "recorded_sessions"):
        shutil.copytree(ROOT / name, folder / name)
    for page in ROOT.glob("*.md"):
        shutil.copy(page, folder / ("index.md" if page.name == "README.md" else page.name))
    description = folder / "docs" / "page.md"
    description.write_text(description.read_text("utf-8").replace("\n", f"\n{_OPEN_PAGE}", 1), "utf-8")
    _add_contents(folder / "index.md", [f"docs/{reader}" for reader in READERS])
    for reader in READERS:
        reference = ["../api/index"] if reader == "developer" else []
        _add_contents(folder / "docs" / f"{reader}.md", listed(reader) + reference)
    _write_reference(folder / "api")


def _write_reference(folder: Path) -> None:
    """A page for each package, and a page that lists them."""
    folder.mkdir()
    index = folder / "index.md"
    lines = ["# API reference", "", "Made from the docstrings of the packages.", ""]
    names = []
    for package in _packages():
        name = _dotted(package)
        names.append(name)
        lines.append(f"- [`{name}`]({name}.rst): {_subject(package / '__init__.py')}")
        text = f"{name}\n{'=' * len(name)}\n\n" + "".join(_references(package))
        (folder / f"{name}.rst").write_text(text, "utf-8")
    index.write_text("\n".join(lines) + "\n", "utf-8")
    _add_contents(index, names)


def _packages() -> Iterator[Path]:
    """The detector, then the packages of the laptop in alphabetical order."""
    yield ROOT / "signal" / "heeldrive"
    for path in sorted((ROOT / "host_tools" / "heeldrive_lab").iterdir()):
        if (path / "__init__.py").exists() and path.name not in _WITHOUT_REFERENCE:
            yield path


def _references(package: Path) -> Iterator[str]:
    """A section for a package, then for each of its modules unless it says itself which names are public."""
    yield _reference(package, "")
    initial = package / "__init__.py"
    for path in sorted(package.iterdir()):
        if (path / "__init__.py").exists():
            yield from _references(path)
        elif path.suffix == ".py" and path != initial and "__all__" not in initial.read_text("utf-8"):
            yield _reference(path.with_suffix(""), "   :ignore-module-all:\n")


def _reference(module: Path, option: str) -> str:
    """A section in reStructuredText, in which Sphinx reads docstrings."""
    name = _dotted(module)
    return f"{name}\n{'-' * len(name)}\n\n.. automodule:: {name}\n{option}\n"


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parts[1:])


def _subject(module: Path) -> str:
    """The first sentence of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ")


def _add_contents(page: Path, entries: Iterable[str]) -> None:
    """Add a table of contents to a page, for the sidebar only."""
    with page.open("a", encoding="utf-8") as file:
        file.write("\n```{toctree}\n:hidden:\n" + "\n".join(entries) + "\n```\n")
