"""The page's modules that speak to a board, under node and in a browser."""

from importlib import import_module
from pathlib import Path

import pytest
from node_jobs import node_jobs

HERE = Path(__file__).parent

# Import what the tests import at run time: a board's thread replaces the host's detector meanwhile.
for name in ("board.link.fetch", "board.log_reader", "detection.compiled"):
    import_module(f"heeldrive_lab.{name}")


@pytest.fixture(scope="session")
def in_node(page_folder):
    """Does a job of `jobs.mjs` under node."""
    with node_jobs(HERE / "jobs.mjs", page_folder.as_uri()) as answer_to:
        yield lambda job, **about: answer_to({"job": job, **about})


ORIGIN = "http://localhost/"  # browsers trust it as they trust https


@pytest.fixture(scope="module")
def in_chromium(page_folder, chrome):
    """Does a job of `jobs.mjs` in headless Chromium."""

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN)
        if not name:
            route.fulfill(body="<!doctype html><title>Test</title>", content_type="text/html")
        else:
            file = (HERE if name.endswith(".mjs") else page_folder) / name
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")

    page = chrome.new_page()
    page.route(f"{ORIGIN}**", serve)
    page.goto(ORIGIN)
    page.evaluate(
        """async () => {
            globalThis.jobs = await import("/jobs.mjs");
            globalThis.modules = await jobs.load("");
        }"""
    )
    return lambda job, **about: page.evaluate("(about) => jobs.run(modules, about)", {"job": job, **about})


@pytest.fixture(params=["node", "chromium"])
def in_both(request):
    """Does a job under node, and in Chromium."""
    return request.getfixturevalue(f"in_{request.param}")
