"""The page's modules under node, and the page in a headless Chromium."""

from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from heeldrive_lab.browser.page_files import write_page
from heeldrive_lab.browser.visit import served
from heeldrive_lab.util.chromium import browser
from node_jobs import node_jobs
from page_fault import PageFaultError
from page_visitor import Visitor

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory):
    """The page's files, as modules for node."""
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    return folder


@pytest.fixture(scope="module")
def in_page(page_folder):
    """Calls a function of a module of the page under node; bytes and columns may be among the arguments."""
    with node_jobs(HERE / "page_jobs.mjs", f"{page_folder.as_uri()}/") as answer_to:

        def call(module, name, *arguments):
            given = [_as_json(each) for each in arguments]
            answer = answer_to({"module": module, "call": name, "arguments": given})
            if "fault" in answer:
                assert answer["kind"] == "Fault", answer
                raise PageFaultError(answer["fault"])
            return answer.get("done")

        yield call


def _as_json(argument):
    if isinstance(argument, bytes):
        return {"bytes": argument.hex() or " "}
    return {"floats": argument.tolist()} if isinstance(argument, np.ndarray) else argument


@pytest.fixture(scope="module")
def chrome():
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def server():
    with served() as running:
        yield running


@pytest.fixture
def visit(chrome, server):
    visitors = []

    def come(**how):
        visitors.append(Visitor(chrome, server.url, **how))
        return visitors[-1]

    yield come
    for one in visitors:
        one.context.close()
        assert not one.wrong
        hosts = {urlsplit(url).netloc for url in one.asked if not url.startswith("blob:")}
        assert hosts == {urlsplit(server.url).netloc}
