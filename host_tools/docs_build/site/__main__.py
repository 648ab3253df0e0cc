"""Builds the site: `python -m docs_build.site FOLDER`; any warning is an error."""

import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from heeldrive_lab.browser.page_files import write_page
from sphinx.application import Sphinx

from docs_build.site.staging import PAGE, stage

VERSION = metadata.version("heeldrive")
SETTINGS: dict[str, Any] = {
    "project": "Heeldrive",
    "release": VERSION,
    "root_doc": "index",
    "language": "en",
    "extensions": ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs_build.site.docstrings"],
    "myst_heading_anchors": 4,  # GitHub's anchors
    "myst_enable_extensions": ["html_image"],
    # Our own formats have no highlighting; attributes of several classes have the same name.
    "suppress_warnings": ["misc.highlighting_failure", "ref.python"],
    "napoleon_use_ivar": True,
    "autodoc_default_options": {"members": True, "member-order": "bysource"},
    "autodoc_typehints": "signature",
    "html_theme": "furo",
    "html_title": f"Heeldrive {VERSION}",
    "html_show_copyright": False,
    "html_show_sourcelink": False,
    "html_copy_source": False,
}


def main() -> int:
    """Build the site in the folder given as the first argument; return 0 if there was no warning."""
    with TemporaryDirectory() as temporary:
        source, trees = Path(temporary, "pages"), Path(temporary, "trees")
        source.mkdir()
        stage(source)
        target = Path(sys.argv[1])
        app = Sphinx(source, None, target, trees, "dirhtml", SETTINGS, status=None, warningiserror=True)
        app.build()
    write_page(target / PAGE)
    print(f"{target / 'index.html'}: {len(app.env.all_docs)} pages")
    return app.statuscode


if __name__ == "__main__":
    sys.exit(main())
