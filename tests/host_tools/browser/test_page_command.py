"""`heeldrive page`: serves the page to this computer, or writes it for another web server."""

import re
import signal
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from heeldrive_lab.browser.page_files import page_files
from heeldrive_lab.browser.server import POLICY, PageServer
from heeldrive_lab.browser.visit import served
from heeldrive_lab.commands.app import app
from typer.testing import CliRunner

MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def server():
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def files(server):
    return server.files


@pytest.fixture
def get(server):
    def ask(path):
        with closing(HTTPConnection(urlsplit(server.url).netloc)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer, answer.read()

    return ask


def test_a_port_that_is_taken_is_named(server):
    done = CliRunner().invoke(app, ["page", "--no-browser", "--port", str(server.server_port)])
    assert done.exit_code == 2
    assert done.stderr.startswith(
        f"heeldrive: port {server.server_port} of 127.0.0.1 cannot be used (Address already in use)"
    )
    assert done.stderr.count("\n") == 1


def test_every_file_is_served_with_a_strict_policy(get, files):
    for path, name in (("/", "index.html"), *((f"/{name}", name) for name in files)):
        answer, content = get(path)
        assert (answer.status, content) == (200, files[name])
        assert answer.headers["Content-Security-Policy"] == POLICY
    assert re.search(r'Content-Security-Policy" content="([^"]*)"', files["index.html"].decode())[1] in POLICY


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/../pyproject.toml", "/%2e%2e/pyproject.toml", "//etc/hosts"]
)
def test_nothing_else_is_served(get, path):
    answer, content = get(path)
    assert (answer.status, content) == (404, b"There is no such file.")


def test_the_page_is_small(files):
    assert sum(map(len, files.values())) < MOST_BYTES


def test_the_page_is_written_for_a_web_server(tmp_path, files):
    done = CliRunner().invoke(app, ["page", "--write", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    written = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path / "site").as_posix(): path.read_bytes() for path in written} == files


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    done = CliRunner().invoke(app, ["page", "--write", str(tmp_path / "file")])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"heeldrive: {tmp_path / 'file'}: cannot be written (")
    assert done.stderr.count("\n") == 1


def test_changed_files_make_another_version(monkeypatch, files):
    version = re.search(rb'VERSION = "(\w+)"', files["service_worker.js"])[1]
    monkeypatch.setattr("heeldrive_lab.browser.page_files.words_module", lambda: "// other words")
    assert re.search(rb'VERSION = "(\w+)"', page_files()["service_worker.js"])[1] != version


def test_ctrl_c_ends_it_without_a_word_more(ctrl_c_ends):
    words = ["page", "--no-browser", "--port", str(free_port())]
    code = f"from heeldrive_lab.commands.app import app; app({words})"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline().endswith("(Ctrl-C ends it)\n")
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait() == 0


def free_port():
    with PageServer({}, 0) as server:
        return server.server_port
