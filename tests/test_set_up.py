"""`make` sets up .venv once, updates it after a change, and replaces it if it is broken."""

import errno
import io
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = '[project]\nname = "something"\ndynamic = ["version"]\n'


@pytest.fixture(scope="module")
def set_up_venv():
    """Load the script, which is not part of a package."""
    spec = spec_from_file_location("set_up_venv", ROOT / "host_tools" / "set_up_venv.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def only_asked(set_up_venv, tmp_path_factory):
    """An environment with a fake pip that records its arguments, so that no network is needed."""

    class Asked(set_up_venv.Environment):
        def __init__(self, root):
            super().__init__(root)
            self.asked = []

        def _make(self):
            """A real environment without pip, which takes seconds to unpack."""
            venv.create(self.folder, clear=True, symlinks=True)
            (packages,) = self.folder.glob("lib/python*/site-packages")
            (packages / "pip.py").touch()
            (self.folder / "bin" / "pip").write_text(f"#!{self.python}\n")

        def _pip(self, arguments):
            self.asked.append(arguments)

    folder = tmp_path_factory.mktemp("project")
    (folder / "constraints.txt").write_text("")
    (folder / set_up_venv.VERSION_IN).parent.mkdir(parents=True)
    (folder / set_up_venv.VERSION_IN).write_text('FIRMWARE_VERSION = "1"\n')
    return Asked(folder)


@pytest.fixture
def project(only_asked):
    """The environment, set up for developers some time ago."""
    (only_asked.folder.parent / "pyproject.toml").write_text(PYPROJECT)
    only_asked.bring_up_to_date("dev")
    (only_asked.folder / "made-before").touch()
    only_asked.asked.clear()
    return only_asked


def change(environment):
    (environment.folder.parent / "pyproject.toml").write_text(PYPROJECT + "dependencies = []\n")


def was_made_afresh(environment):
    return not (environment.folder / "made-before").exists()


def test_what_is_up_to_date_is_left_alone(project):
    assert not project.bring_up_to_date("dev")
    assert not project.bring_up_to_date("board"), "dev has all that board has"
    assert project.asked == []


def test_a_changed_pyproject_is_installed_again_with_all_that_was_there(project):
    change(project)
    assert project.bring_up_to_date("board")
    assert project.asked[-1][-4:] == ["--editable", ".[all]", "--group", "dev"]
    assert not was_made_afresh(project)
    assert not project.bring_up_to_date("board")


def test_another_version_is_installed_again_and_another_comment_is_not(project, set_up_venv):
    source = project.folder.parent / set_up_venv.VERSION_IN
    source.write_text('# A comment.\nFIRMWARE_VERSION = "1"\n')
    assert not project.bring_up_to_date("dev")
    source.write_text('FIRMWARE_VERSION = "2"\n')
    assert project.bring_up_to_date("dev")


def test_every_extra_is_installed_without_what_only_developers_need(only_asked):
    (only_asked.folder.parent / "pyproject.toml").write_text(PYPROJECT)
    shutil.rmtree(only_asked.folder, ignore_errors=True)
    only_asked.bring_up_to_date("all")
    assert only_asked.asked[-1][-2:] == ["--editable", ".[all]"]
    assert not only_asked.bring_up_to_date("deploy"), "all has what deploying needs"


def test_an_interrupted_one_is_made_afresh(project, monkeypatch):
    change(project)

    def interrupt(arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(project, "_pip", interrupt)
        with pytest.raises(KeyboardInterrupt):
            project.bring_up_to_date("dev")
    assert project.bring_up_to_date("dev")
    assert was_made_afresh(project)


def test_without_a_network_it_says_so_and_tries_again_next_time(project, set_up_venv, monkeypatch):
    change(project)

    def fails(arguments):
        raise subprocess.CalledProcessError(1, "pip")

    with monkeypatch.context() as patch:
        patch.setattr(project, "_pip", fails)
        with pytest.raises(set_up_venv.SetUpError, match="pip could not install"):
            project.bring_up_to_date("dev")
    assert project.bring_up_to_date("dev")
    assert not was_made_afresh(project)


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self):
        return True


def test_what_is_being_installed_is_shown_on_a_terminal_only(project, set_up_venv, monkeypatch, capfd):
    (pip,) = project.folder.glob("lib/python*/site-packages/pip.py")
    pip.write_text("print('Collecting numpy')\nprint('  Downloading numpy.whl (16 MB)')\n")
    install = super(type(project), project)._pip
    install(["numpy"])
    assert capfd.readouterr() == ("", "")
    screen = Screen()
    monkeypatch.setattr(set_up_venv.sys, "stderr", screen)
    install(["numpy"])
    pip.write_text("raise SystemExit(1)")
    with pytest.raises(subprocess.CalledProcessError):
        install(["numpy"])
    lines = [line.strip() for line in screen.getvalue().split(set_up_venv.CLEAR_LINE)]
    assert lines == ["", "Collecting numpy", "Downloading numpy.whl (16 MB)", "", ""]
    assert capfd.readouterr().out == ""


def test_it_says_at_once_how_long_it_takes_and_how_much_it_is(project, capsys):
    change(project)
    project.bring_up_to_date("dev")
    assert capsys.readouterr().err == "Setting up .venv (dev): some minutes, 1.5 GB the first time ...\n"


def test_one_whose_python_is_gone_is_made_afresh(project):
    project.python.unlink()
    project.python.symlink_to("/nowhere/python3")
    assert project.bring_up_to_date("dev")
    assert was_made_afresh(project)


def test_one_that_was_moved_with_its_folder_is_made_afresh(project, tmp_path):
    shutil.copytree(project.folder.parent, tmp_path / "moved", symlinks=True)
    there = type(project)(tmp_path / "moved")
    assert there.bring_up_to_date("dev")
    assert was_made_afresh(there)


def test_a_link_is_refused_and_the_folder_behind_it_is_left_alone(project, set_up_venv, tmp_path):
    change(project)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept")
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / ".venv").symlink_to(elsewhere)
    with pytest.raises(set_up_venv.SetUpError, match=rf"^\.venv is a link to {elsewhere}: remove"):
        type(project)(checkout).bring_up_to_date("dev")
    assert (checkout / ".venv").is_symlink()
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]


def test_a_link_to_a_usable_environment_is_refused_too(project, set_up_venv, tmp_path):
    before = sorted(project.folder.iterdir())
    (tmp_path / ".venv").symlink_to(project.folder)
    with pytest.raises(set_up_venv.SetUpError, match="venv is a link"):
        type(project)(tmp_path).bring_up_to_date("dev")
    assert sorted(project.folder.iterdir()) == before


def test_a_link_to_nowhere_is_refused(project, set_up_venv, tmp_path):
    (tmp_path / ".venv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(set_up_venv.SetUpError, match="venv is a link"):
        type(project)(tmp_path).bring_up_to_date("dev")
    assert not (tmp_path / "nowhere").exists()


def test_a_clone_of_someone_else_is_named_and_no_package_is_blamed(project, set_up_venv, monkeypatch):
    def refuse(folder, **options):
        raise PermissionError(errno.EACCES, "Permission denied", folder)

    monkeypatch.setattr(venv, "create", refuse)
    shutil.rmtree(project.folder)
    with pytest.raises(set_up_venv.SetUpError) as raised:
        set_up_venv.Environment(project.folder.parent).bring_up_to_date("dev")
    assert (
        str(raised.value) == f"{project.folder} cannot be made (Permission denied): clone where you may write"
    )


def test_a_file_in_its_place_is_named_and_kept(tmp_path):
    """The script itself, in a checkout of its own, ends with one sentence."""
    script = tmp_path / "host_tools" / "set_up_venv.py"
    script.parent.mkdir()
    shutil.copy(ROOT / "host_tools" / "set_up_venv.py", script)
    (tmp_path / ".venv").write_text("a note")
    done = subprocess.run([sys.executable, script, "dev"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "make: .venv is a file, not a folder: remove or rename it\n"
    assert (tmp_path / ".venv").read_text() == "a note"


def make(*arguments):
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def old_python(tmp_path):
    """A program that behaves like Python 3.9."""
    program = tmp_path / "python3.9"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9, 1)\n$2" "$1"\n'
    )
    program.chmod(0o755)
    return program


def test_a_python_that_is_too_old_is_named_before_anything_is_made(old_python):
    done = make("set-up", f"PYTHON={old_python}")
    assert done.returncode != 0
    assert f"{old_python} is 3.9: name a newer one, as in  make PYTHON=python3.12" in done.stderr
    assert "Setting up" not in done.stderr


def test_a_python_that_is_not_there_is_named():
    done = make("set-up", "PYTHON=nowhere/python3")
    assert done.returncode != 0
    assert "nowhere/python3 was not found: install Python 3.11 or newer" in done.stderr


def test_a_python_that_is_new_enough_is_taken():
    assert make("python", f"PYTHON={sys.executable}").returncode == 0
