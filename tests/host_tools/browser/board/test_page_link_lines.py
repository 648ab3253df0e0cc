"""The page reads the lines of a board, and counts along, exactly as `heeldrive live` does."""

from base64 import b64encode

import pytest
from board_lines import line
from heeldrive_lab.board.link.lines import LineReader
from heeldrive_lab.board.link.live_state import LiveState
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import FIRMWARE, RECORDED_SESSIONS
from heeldrive_lab.virtual_board.usb_serial import Terminal
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st


def on_the_laptop(chunks):
    """What `jobs.mjs` answers."""
    reader = LineReader()
    messages = [message for chunk in chunks for message in reader.feed(chunk)]
    state = LiveState()
    events = []
    seen = 0
    for message in messages:
        if message.number is None or message.number > seen:  # as `follow` passes them on
            seen = message.number or seen
            events.append(state.update(message))
    return {
        "garbled": reader.garbled,
        "messages": [[each.number, each.text, each.cells] for each in messages],
        "numbers": [[each.integer(key, -1) for key in each.cells] for each in messages],
        "events": [event for event in events if event and event["kind"] != "dropped"],
        "recent": list(state.recent),
        "state": [
            state.t_ms,
            state.phase,
            state.inclination_deg,
            state.reps,
            state.set_index,
            state.set_reps,
            state.lost,
        ],
        "whyNot": state.why_not,
    }


def in_the_page(in_node, chunks):
    return in_node("read", chunks=[b64encode(chunk).decode() for chunk in chunks])


@pytest.fixture(scope="module")
def heard(board_of):
    """What the firmware sends in sets of front and back reps, some of them half ones."""

    def hear(name, settings, end_ms):
        with SessionReader(RECORDED_SESSIONS / f"{name}.csv") as session:
            rows = [row for row in session if row[0] < end_ms]
        terminal = Terminal(types=[(2500, "listen events state\nevents 1\nstatus\nsettings\n")])
        board_of(rows, computer_from_ms=0, data_reader=terminal, settings_text=settings).run(FIRMWARE)
        return terminal.text

    return hear


@pytest.mark.parametrize(
    ("name", "settings"),
    [("half_reps_in_a_set", 'knee_letter = "on"\n'), ("alternating_set", 'mode = "both_legs"\n')],
)
def test_what_the_firmware_sends_is_read_as_on_the_laptop(in_node, heard, name, settings):
    sent = heard(name, settings, 45_000)
    expected = on_the_laptop([sent])
    kinds = {event["kind"] for event in expected["events"]}
    assert kinds >= {"state", "phase", "rep", "sensor"}
    assert in_the_page(in_node, [sent]) == expected
    # However the port cuts it, and with damage in it.
    pieces = [sent[at : at + 37] for at in range(0, len(sent), 37)]
    assert in_the_page(in_node, pieces) == expected
    damaged = sent[:5000] + b"\xff" + sent[5003:9000] + b"\x00\x1b[2J\n" + sent[9100:]
    assert in_the_page(in_node, [damaged]) == on_the_laptop([damaged])


TIMES = "start_ms=6880 bottom_ms=7909 rise_ms=8209 end_ms=950"
LINES = [
    f"#1 rep index=1 set=1 leg=front {TIMES} shown_ms=9246 depth_cdeg=7795",
    f"#2 rep index=2 set=1 leg=back {TIMES} shown_ms=3600050 depth_cdeg=8450 knee=forward travel_mm=12",
    f"#3 refused reason=shallow leg=front {TIMES} shown_ms=1050 depth_cdeg=3225",
    f"#4 refused reason=constructor leg=front {TIMES} shown_ms=5 depth_cdeg=-1225",
    "#5 set index=1 reps=7 back=3 start_ms=1 end_ms=2 shown_ms=3",
    "#6 set index=2 reps=1 back=0 start_ms=1 end_ms=2 shown_ms=3",
    "#7 slip start_ms=3 end_ms=4 at_ms=950 moved_cdeg=4050",
    "#8 rep index=9",
    "#8 rep index=x leg=front",
    "#9 toString index=1",
    "#10 marker t_ms=1050 a word  or two \u2028\u202e",
    "#11 fault LoG: no room",
    "#12 sensor who_am_i=0x6C t_ms=12",
    "#13 sensor who_am_i=0x6D t_ms=12",
    "lost from=3 to=7",
    "lost from=3 to=3",
    "state t_ms=1 phase=descent inclination_cdeg=-25 reps=3 set=1 set_reps=2",
    "state t_ms=1 phase=rise inclination_cdeg=1275 __proto__=1",
    "phase name=standing t_ms=99",
    "phase =x y= z==",
    "#99999999999 phase",
    "#x",
    "#",
    "",
    "\ufeffphase name=\x1b]0;mine\x07 t_ms=0xfF",
]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(LINES).map(line),
            st.text(st.characters(codec="utf-8"), max_size=60).map(
                lambda text: line(text.replace("\n", " "))
            ),
            st.binary(max_size=80),
            st.binary(min_size=600, max_size=700),
            st.sampled_from([b"\r\n", b"\n", b"phase*00\r\r\n", b"*00\n", b"*\n"]),
        ),
        max_size=30,
    ),
    st.integers(1, 400),
)
@example([line(text) for text in LINES], 50)
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_as_on_the_laptop(in_node, parts, size):
    sent = b"".join(parts)
    chunks = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert in_the_page(in_node, chunks) == on_the_laptop(chunks)


def test_no_control_character_reaches_the_page(in_node):
    sent = line("#1 marker t_ms=1 \x1b[2Jmine\x07\x9b\u202e") + line("#2 fault \x1bX: \x08")
    told = in_the_page(in_node, [sent])
    assert [event["kind"] for event in told["events"]] == ["marker", "fault"]
    assert all(character.isprintable() for event in told["events"] for character in f"{event}")
