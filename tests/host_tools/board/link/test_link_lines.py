"""Lines of the link: only the board's lines are accepted, whatever else arrives at the port."""

from itertools import pairwise

import pytest
from heeldrive_lab.board.link.lines import LineReader, Message, parse_message, verified_text, with_checksum
from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80)
COUNTS = st.integers(COUNT_MIN, COUNT_MAX)


def ended(text):
    return with_checksum(text.encode()) + b"\n"


def test_the_checksum_is_as_documented():
    assert with_checksum(b"ok listen raw") == b"ok listen raw*69"
    assert verified_text(b"ok listen raw*69") == "ok listen raw"
    assert verified_text(b"ok listen raw*79") is None
    assert verified_text(b"ok listen raw") is None


@given(text=WORDS)
def test_a_line_comes_back_as_it_was(text):
    assert verified_text(with_checksum(text.encode())) == text


@given(data=st.binary(max_size=3000), cuts=st.lists(st.integers(0, 3000), max_size=5))
def test_arbitrary_bytes_in_arbitrary_pieces_are_read_without_an_error(data, cuts):
    whole, cut = LineReader(), LineReader()
    edges = [0, *sorted(cuts), len(data)]
    pieces = [
        found for start, end in pairwise(edges) for found in cut.feed(data[min(start, len(data)) : end])
    ]
    assert pieces == whole.feed(data)
    for found in pieces:
        found.row()
        found.integer("n")


@given(texts=st.lists(WORDS, min_size=1, max_size=8), noise=st.binary(max_size=700))
def test_the_line_after_noise_is_complete(texts, noise):
    reader = LineReader()
    reader.feed(noise + b"\n")
    messages = reader.feed(b"".join(ended(text) for text in texts))
    assert messages == [parse_message(text) for text in texts]


@given(text=WORDS, at=st.integers(0, 82))
def test_a_truncated_line_is_rejected(text, at):
    line = ended(text)
    reader = LineReader()
    messages = reader.feed(line[: min(at, len(line) - 2)] + b"\n")
    # Noise may contain a valid checksum by chance; nothing else is accepted.
    assert all(found.text in text for found in messages)


@given(row=st.tuples(st.integers(0, 2**30 - 1), *[COUNTS] * 6))
def test_a_raw_sample_comes_back_number_by_number(row):
    (sample,) = LineReader().feed(ended("raw " + ",".join(map(str, row))))
    assert sample.row() == row


@pytest.mark.parametrize(
    "text",
    ["raw 1,2,3", "raw 1,2,3,4,5,6,x", "raw -1,0,0,0,0,0,0", "raw 1,0,0,0,0,0,40000", "state t_ms=1"],
)
def test_an_invalid_sample_gives_none(text):
    assert parse_message(text).row() is None


def test_an_event_has_a_number_a_word_and_cells():
    event = parse_message("#12 rep index=3 leg=front")
    assert event == Message(12, "rep", "index=3 leg=front")
    assert event.cells == {"index": "3", "leg": "front"}
    assert (event.integer("index"), event.integer("set", 7)) == (3, 7)
    assert parse_message("sensor who_am_i=0x6C").integer("who_am_i") == 0x6C


def test_a_flood_without_a_line_end_takes_no_memory():
    reader = LineReader()
    for _ in range(1000):
        reader.feed(b"x" * 1000)
    assert reader.feed(b"\n" + ended("ok status")) == [parse_message("ok status")]
    assert reader.garbled == 1
