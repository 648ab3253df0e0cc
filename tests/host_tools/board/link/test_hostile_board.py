"""A board that lies, floods or says nothing: pull ends, in one sentence, and keeps what is sound."""

import os
import select
import threading
import tty

import pytest
from board_lines import LOG, block_lines, line
from heeldrive_lab.commands.app import app
from typer.testing import CliRunner

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
ESCAPES = "\x1b]0;mine\x07\x1b[2J"


def sent(number, data):
    """The lines of a block."""
    return b"".join(block_lines(number, data))


class HostileBoard(threading.Thread):
    """Answers each command with what a test gives, and with what a sound board says otherwise.

    Args:
        answers: the answers by command: bytes, or a function that yields them without end.
    """

    def __init__(self, answers):
        super().__init__(daemon=True)
        self._answers = {
            "hello": line("heeldrive link=1 firmware=0.1.0 board=feather session=3 events=0"),
            "listen": line("ok listen"),
            "logs": line("log id=1 chance=5 blocks=125 recording=0") + line("ok logs count=1"),
            "fetch": b"".join(map(sent, range(3), LOG)) + line("ok fetch id=1 blocks=125 sent=3"),
            "delete": line("ok delete id=1 blocks=3"),
            "status": line("log off: A computer holds the drive.") + line("ok status t_ms=1"),
        } | answers
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._ours)
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self.port = os.ttyname(self._theirs)
        self.commands = []
        self.ended = False

    def run(self):
        received = b""
        while not self.ended:
            if not select.select([self._ours], [], [], 0.05)[0]:
                continue
            received += os.read(self._ours, 1000)
            *lines, received = received.split(b"\n")
            for words in filter(None, (one.split() for one in lines)):
                self.commands.append(words[0].decode())
                answer = self._answers.get(self.commands[-1], b"")
                for data in answer() if callable(answer) else [answer]:
                    if self.ended:
                        return
                    self._write(data)

    def _write(self, data):
        while data and not self.ended:
            if select.select([], [self._ours], [], 0.05)[1]:
                data = data[os.write(self._ours, data[:2048]) :]

    def end(self):
        self.ended = True
        self.join()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def pulls(tmp_path, monkeypatch):
    """Pulls from a hostile board: the result, and the commands it got."""
    monkeypatch.setattr("heeldrive_lab.board.link.client.TIMEOUT_S", 0.5)
    monkeypatch.setattr("heeldrive_lab.board.link.client.STALLED_S", 0.5)
    monkeypatch.setattr("heeldrive_lab.board.link.fetch.AWAY_S", 1.0)

    def pull(*options, **answers):
        board = HostileBoard(answers)
        board.start()
        try:
            done = CliRunner().invoke(app, ["pull", board.port, str(tmp_path / "sessions"), *options])
        finally:
            board.end()
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done, board.commands

    return pull


def for_ever(make):
    def answer():
        number = 0
        while True:
            yield make(number)
            number += 1

    return answer


def test_a_sound_board_is_pulled_and_emptied(pulls):
    done, commands = pulls("--delete")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("log_0001.csv: 48 samples")
    assert commands[-1] == "delete"


def test_what_came_is_compared_with_what_was_sent(pulls):
    short = b"".join(map(sent, range(2), LOG)) + line("ok fetch id=1 blocks=125 sent=3")
    done, commands = pulls("--delete", fetch=short)
    assert "2 of the 3 blocks that the board sent arrived" in done.stdout
    assert "kept on the board" in done.stdout
    assert commands.count("fetch") == 3
    assert "delete" not in commands
    assert done.stdout.startswith("log_0001.csv: 32 samples")


def test_a_block_that_was_damaged_on_its_way_comes_the_second_time(pulls):
    whole = b"".join(map(sent, range(3), LOG)) + line("ok fetch id=1 blocks=125 sent=3")
    tries = iter([whole.replace(b"n=1 at=128", b"n=1 at=x28", 1)])
    done, commands = pulls("--delete", fetch=lambda: [next(tries, whole)])
    assert done.stdout.startswith("log_0001.csv: 48 samples")
    assert (commands.count("fetch"), commands[-1]) == (2, "delete")


def test_a_log_of_junk_is_told_and_the_next_one_comes(pulls):
    two = "".join(
        f"log id={n} chance=5 blocks=9 recording=0\n" for n in (1, 999_999_999_999_999_999)
    ).splitlines()
    junk = iter([b"".join(map(sent, range(3), LOG)) + line("ok fetch id=1 blocks=9 sent=3")])
    done, commands = pulls(
        "--delete",
        logs=b"".join(map(line, two)) + line("ok logs count=2"),
        fetch=lambda: [next(junk, sent(0, b"\x5a" * 1024) + line("ok fetch id=2 blocks=9 sent=1"))],
    )
    assert done.exit_code == 0, done.output
    first, second = done.stdout.splitlines()
    assert first.startswith("log_0001.csv: 48 samples")
    assert "contains no log" in second
    assert commands.count("delete") == 1


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"hello": for_ever(lambda number: b"x" * 4096)}, "no Heeldrive answers on this port"),
        ({"hello": for_ever(lambda number: line(f"#{number + 1} rep index=1") * 20)}, "no Heeldrive answers"),
        ({"hello": line("heeldrive link=" + "9" * 400)}, "version 0 of the link protocol"),
        ({"logs": for_ever(lambda number: line("log id=1") * 20)}, "more than 2000 lines"),
        ({"logs": line(f"error logs: {ESCAPES}The drive is bad")}, "the board says: "),
        ({"fetch": b""}, "the board does not answer"),
        ({"fetch": for_ever(lambda number: line(f"block n={number} at=512"))}, "sends no whole block"),
        ({"logs": line("ok logs count=0")}, "it says: A computer holds the drive."),
    ],
)  # fmt: skip
def test_it_ends_in_one_sentence(pulls, answers, says):
    done, _ = pulls(**answers)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stderr.rstrip("\n").isprintable()
    assert len(done.stderr) < 300


def test_a_log_without_end_is_told(pulls, monkeypatch):
    monkeypatch.setattr("heeldrive_lab.board.link.client.MOST_BLOCKS", 20)
    done, _ = pulls(fetch=for_ever(lambda number: sent(number, LOG[0])))
    assert done.exit_code == 2
    assert "log 1 has more than 20 blocks" in done.stderr
