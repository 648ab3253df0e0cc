"""The layout of the repository. Its folder `signal` does not hide Python's module of that name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "Makefile",
    "pyproject.toml",
    "constraints.txt",
    ".ci/run",
    "signal/heeldrive/__init__.py",
    "firmware/code.py",
    "firmware/settings.toml",
    "firmware/requirements.txt",
    "firmware/wearable/boards/__init__.py",
    "host_tools/heeldrive_lab/__init__.py",
    "host_tools/heeldrive_lab/virtual_board/__init__.py",
    "recorded_sessions/must_not_count",
    "tests/signal",
    "tests/firmware",
    "tests/host_tools",
    "docs",
)


def python_in_the_root(code):
    """Run `python -c CODE` in the root of the repository, without any PYTHON variables."""
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "code",
    [
        "import signal; print(signal.SIGINT.name)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(\"SIGINT\")'], check=True)",
        "import asyncio; print(asyncio.run(asyncio.sleep(0, 'SIGINT')))",
    ],
    ids=["signal", "subprocess", "asyncio"],
)
def test_pythons_own_signal_module_works_in_the_root(code):
    done = python_in_the_root(code)
    assert done.stdout.strip() == "SIGINT", done.stderr


def test_the_root_is_where_python_looks_first():
    """Otherwise the test above would prove nothing."""
    assert python_in_the_root("import sys; print(repr(sys.path[0]))").stdout.strip() == "''"


def test_signal_is_no_package():
    assert not (ROOT / "signal" / "__init__.py").exists()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_where_it_is_drawn(room):
    assert (ROOT / room).exists()


def test_nothing_lies_loose_beside_the_packages_of_the_laptop():
    loose = [path for path in (ROOT / "host_tools" / "heeldrive_lab").iterdir() if path.is_file()]
    assert [path.name for path in loose if path.suffix == ".py"] == ["__init__.py"]


def kept_files():
    """Yield the files of the project, relative to its root: all that .gitignore does not exclude."""
    ignored = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(Path(name).match(rule) for rule in ignored)]
        for name in files:
            if not any(Path(name).match(rule) for rule in ignored):
                yield (Path(folder) / name).relative_to(ROOT)


# A home or working folder on a developer's computer (Linux, macOS or Windows).
DEVELOPERS_PATH = re.compile(rb"""(?<![\w.~/-])/(?:home|Users|root|work)/[\w.-]+|[A-Z]:\\+Users\\+\w+""")


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    found = {
        path.as_posix(): match.group()
        for path in kept_files()
        if (match := DEVELOPERS_PATH.search((ROOT / path).read_bytes()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text", [b"cd /home/" + b"kim/x", b'"/Users/' + b'kim"', rb"C:\Users" + rb"\kim", b"(/root/" + b"x)"]
)
def test_such_a_path_is_found(text):
    assert DEVELOPERS_PATH.search(text)


@pytest.mark.parametrize("text", [b"signal/work/home", b"https://example.org/home/kim", b"~/work/x"])
def test_what_only_looks_like_one_is_not(text):
    assert not DEVELOPERS_PATH.search(text)
