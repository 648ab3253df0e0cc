"""A board that lies, floods, falls silent or is pulled: the page gets one sentence, and can connect again."""

from base64 import b64decode, b64encode

import pytest
from board_lines import LOG, block_lines, line
from waiting import DEADLINE_S

LIMITS = {"answer_ms": DEADLINE_S * 1000, "block_ms": DEADLINE_S * 1000, "blocks": 9}
AGAIN = "plug it in and connect again"
UNPLUGGED = f"the board was unplugged: {AGAIN}"
SILENT = f"the board does not answer: unplug it, {AGAIN}"
STRANGER = "no Heeldrive answers on this port: a board has two, choose its other one; or reset the board"


BLOCKS = [part for number, data in enumerate(LOG) for part in block_lines(number, data)]
DONE = line("ok fetch id=1 blocks=125 sent=3")
SOUND = {
    "hello": [line("heeldrive link=1 firmware=0.1.0 board=feather session=3 events=0")],
    "logs": [line("log id=1 chance=5 blocks=125 recording=0"), line("ok logs count=1")],
    "fetch": [*BLOCKS, DONE],
    "status": [line("error fetch: Another command came: the rest is not sent."), line("ok status t_ms=1")],
}


def scripted(answers):
    """Answers for `jobs.mjs`: a text is a method of `FakePort`; a function is said without end."""

    def parts(said):
        said = [said()] if callable(said) else said
        return [f"!{part}" if isinstance(part, str) else b64encode(part).decode() for part in said]

    return {
        command: {"parts": parts(said), "endless": callable(said)}
        for command, said in (SOUND | answers).items()
    }


def talk(run, limits=LIMITS, times=1, **answers):
    return run("converse", answers=scripted(answers), limits=limits, times=times)


def test_a_sound_board_is_fetched_and_left_free_for_others(in_both):
    answer = talk(in_both)
    data, *told = answer["told"]
    assert b64decode(data) == b"".join(LOG)
    assert told == ["", True]
    assert answer["commands"] == ["hello", "logs", "fetch 1 5 0"]
    assert answer["signals"] == {"dataTerminalReady": True}


@pytest.mark.parametrize(
    ("cut", "before"),
    [({"hello": ["unplug"]}, []), ({"logs": ["unplug"]}, [1]), ({"fetch": [*BLOCKS[:11], "unplug"]}, [1])],
    ids=["greeting", "list of logs", "fetch"],
)
def test_a_port_taken_away_is_told_once_closed_and_can_be_opened_again(in_both, cut, before):
    told = talk(in_both, times=2, **cut)["told"]
    assert told == 2 * [*(f"lost: {UNPLUGGED}" for _ in before), UNPLUGGED, True]


def test_after_an_overrun_the_link_goes_on_and_the_log_comes_whole(in_both):
    answer = talk(in_both, logs=["overrun", *SOUND["logs"]])
    assert b64decode(answer["told"][0]) == b"".join(LOG)
    assert answer["told"][1:] == ["", True]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"hello": ["silence"]}, STRANGER),
        ({"hello": [b"code.py output: 12.5\n" * 200, "silence"]}, STRANGER),
        ({"logs": ["silence"]}, SILENT),
        ({"logs": [line("log id=1"), b"ok logs*00\n", "silence"]}, SILENT),
        ({"fetch": [*BLOCKS[:11], "silence"]}, SILENT),
        ({"logs": [line("heeldrive link=1 session=4")]}, "the board started a new session: connect again"),
    ],
    ids=["silent", "console", "no list", "damaged end", "no end", "restart"],
)
def test_a_board_that_does_not_answer_is_told_and_closed(in_node, answers, why):
    told = talk(in_node, **answers)["told"]
    assert told[-2:] == [why, True]
    assert told[:-2] in ([], [f"lost: {why}"])


def test_a_board_that_sends_no_whole_block_is_told_and_closed(in_node):
    pieces = [line("block n=1 at=0 data=QUJD") * 50]
    told = talk(in_node, limits=LIMITS | {"block_ms": -1}, fetch=pieces)["told"]
    why = f"the board sends no whole block: unplug it, {AGAIN}"
    assert told == [f"lost: {why}", why, True]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (
            {"hello": [line("heeldrive link=2 session=3")]},
            "the board uses version 2 of the link protocol, this page version 1: run heeldrive deploy, and"
            " load the page again",
        ),
        (
            {"logs": [line("error logs: There is \x1b[2Jno file.")]},
            "the board says: There is \ufffd[2Jno file.",
        ),
        (
            {"logs": lambda: line("log id=1") * 900},
            "the answer to logs has more than 2000 lines: this is no Heeldrive, or it is damaged",
        ),
    ],
    ids=["newer protocol", "refusal", "list without end"],
)
def test_a_refusal_is_told(in_node, answers, why):
    told = talk(in_node, **answers)["told"]
    assert told[0] == why


def test_more_blocks_than_any_drive_holds_are_no_log(in_node):
    answer = talk(in_node, limits=LIMITS | {"blocks": 100}, fetch=lambda: b"".join(BLOCKS))
    assert answer["told"][0] == "log 1 has more than 100 blocks: this is no Heeldrive"
    assert answer["commands"][-1] == "status"  # so that the board stops sending


def test_a_line_that_is_damaged_on_its_way_comes_the_next_time(in_node):
    # The board sends the same each time: the block with the damaged line never comes whole.
    lacks = [*BLOCKS[:9], BLOCKS[9].replace(b"at=128", b"at=129"), *BLOCKS[10:], DONE]
    answer = talk(in_node, fetch=lacks)
    data, lost, _ = answer["told"]
    assert lost == "2 of the 3 blocks that the board sent arrived"
    assert b64decode(data) == LOG[0] + LOG[2]
    assert answer["commands"].count("fetch 1 5 0") == 3
