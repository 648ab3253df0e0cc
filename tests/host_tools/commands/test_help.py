"""The help of every command fits a terminal of 80 columns, and a shell completes commands and options."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import wrap

import pytest
from heeldrive_lab.commands.app import app
from typer.main import get_command
from typer.testing import CliRunner

TREE = get_command(app)
COMMANDS = [
    (),
    *[(name,) for name in TREE.commands],
    *[("import", name) for name in TREE.commands["import"].commands],
]
PROGRAM = Path(sys.executable).with_name("heeldrive")


def help_of(command):
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"})
    assert shown.exit_code == 0
    return shown.stdout.splitlines()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_fits_80_columns(command):
    lines = help_of(command)
    assert max(map(len, lines)) <= 80
    paragraphs = "\n".join("" if line.startswith(("╭", "│", "╰")) else line.strip() for line in lines)
    for paragraph in re.split(r"\n{2,}", paragraphs.strip()):
        assert paragraph.split("\n") == wrap(paragraph, 78, break_on_hyphens=False)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_example_and_no_word_is_broken(command):
    lines = help_of(command)
    *_, examples = "\n".join(lines).partition("Examples:")
    for paragraph in re.split(r"\n\s*\n", examples.strip()):
        assert "\n" not in paragraph, "this example takes two lines"
    for line in lines:
        for cell in re.split(r" {2,}", line.strip("│ ")):
            assert not re.search(r"\w-$", cell), line


def test_without_arguments_it_helps():
    alone = CliRunner().invoke(app, [])
    assert "Count a session with the board's detector." in alone.output
    assert "Usage: " in alone.output


def completed_by_bash(line):
    """What bash offers at the end of a line."""
    words = line.split(" ")
    script = (
        'eval "$(_HEELDRIVE_COMPLETE=source_bash heeldrive)"\n'
        f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
        "_heeldrive_completion heeldrive; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=surroundings(), capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def surroundings():
    return os.environ | {
        "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "TERM": "dumb",
    }


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("heeldrive rep", ["replay", "report"]),
        ("heeldrive replay --ex", ["--explain"]),
        ("heeldrive import gym", []),
        ("heeldrive import mm", ["mm-fit"]),
    ],
)
def test_bash_completes(line, offered):
    assert completed_by_bash(line) == offered


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed: apt install zsh")
@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("heeldrive workb\t", "heeldrive workbench "),
        ("heeldrive replay --exp\t", "heeldrive replay --explain "),
    ],
)
def test_zsh_completes(typed, becomes, tmp_path):
    terminal, inside = pty.openpty()
    home = {"HOME": str(tmp_path), "ZDOTDIR": str(tmp_path)}
    process = subprocess.Popen(
        ["zsh", "-f", "-i"],
        env=surroundings() | home,
        start_new_session=True,
        **dict.fromkeys(("stdin", "stdout", "stderr"), inside),
    )
    os.close(inside)
    start = "autoload -U compinit; compinit -D -u; PS1='rea''dy> '; unsetopt beep\n"
    start += 'eval "$(_HEELDRIVE_COMPLETE=source_zsh heeldrive)"; echo do""ne\n'
    try:
        os.write(terminal, start.encode())
        read_until(terminal, "done")
        os.write(terminal, typed.encode())
        assert becomes in read_until(terminal, becomes)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def read_until(terminal, text):
    """What a terminal shows until it has shown this, or says nothing more for half a minute."""
    shown = ""
    while text not in shown and select.select([terminal], [], [], 30)[0]:
        shown += re.sub(r"\x1b\[[\d;?]*[a-zA-Z]|\x08.", "", os.read(terminal, 4096).decode(errors="replace"))
    return shown
