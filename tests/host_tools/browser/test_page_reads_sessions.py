"""The page reads session files as the laptop does, and refuses them in the laptop's words."""

import gzip

import pytest
from heeldrive_lab.sessions.session import SessionError, SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from page_fault import PageFaultError, without_path

HEAD = [
    "# heeldrive-session: 1",
    "# sensor: LSM6DSOX",
    "# accel_ug_per_count: 244",
    "# gyro_udps_per_count: 17500",
    "# rate_hz: 104",
    "# thigh: left",
    "# origin: recorded",
]
COLUMNS = "t_ms,ax,ay,az,gx,gy,gz"
ROWS = ["0,1,2,3,4,5,6", "10,-1,-2,-32768,32767,0,-0"]


@pytest.fixture
def both(in_page, tmp_path):
    """Reads bytes as a session on the page and on the laptop: both find the same or say the same."""

    def read(data):
        path = tmp_path / "mine.csv"
        path.write_bytes(data)
        try:
            with SessionReader(path) as session:
                rows = [number for row in session for number in row]
                expected = rows, session.markers, own_settings(path, session.header).values
        except SessionError as error:
            with pytest.raises(PageFaultError) as fault:
                in_page("session_file", "readSession", path.name, data)
            words = without_path(error, path)
            assert words == str(fault.value)
            return words
        found = in_page("session_file", "readSession", path.name, data)
        own = in_page("settings", "accepted", found["own"])["values"]
        assert (found["rows"], [tuple(mark) for mark in found["markers"]], own) == expected
        return found

    return read


def text(*, head=HEAD, columns=COLUMNS, rows=ROWS, end="\n"):
    return ("\n".join([*head, columns, *rows]) + end).encode()


@pytest.mark.parametrize("name", ["clean_set.csv", "lost_samples.csv", "alternating_set.csv"])
def test_a_recorded_session(both, name):
    assert both((RECORDED_SESSIONS / name).read_bytes())["name"] == "mine.csv"


@pytest.mark.parametrize(
    "data",
    [
        text(),
        b"\xef\xbb\xbf" + text(),
        text().replace(b"\n", b"\r\n"),
        text(columns="t_ms, ax, ay, az, gx, gy, gz"),
        text(rows=["0, 1,2 ,3,4,5,6", "", "  ", "marker,5,teach 5", "marker,7, a,b ", *ROWS[1:]]),
        text(rows=["marker,5,\x1b[2J \u2028x", ROWS[0]]),
        text(rows=["0000000000000000,1,2,3,4,5,-00006"]),
        text(head=[*HEAD, "# settings: mode=both_legs rest_min_s=20 cue=loud nobody=3 tempo=4-1-1-0"]),
        text(head=[*HEAD, "# settings: depth_min_deg=19 shake_max_mg= x"]),
        text(head=[*HEAD, "# note:  a word \x07 with a bell"]),
    ],
)
def test_what_people_and_programs_write(both, data):
    assert isinstance(both(data), dict)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"time,x,y\n1,2,3\n",
        text()[:100],
        text()[:-1],
        text(end=""),
        text(head=["# heeldrive-session: 2", *HEAD[1:]]),
        text(head=["# heeldrive-session: one", *HEAD[1:]]),
        text(head=HEAD[:3]),
        text(head=[*HEAD, "# sensor: again"]),
        text(head=[*HEAD, "# heeldrive-session: 1"]),
        text(head=[*HEAD, "# no colon 'at' all, in a line of more than forty signs"]),
        text(head=[*HEAD, "# a key: with a blank"]),
        text(head=[*HEAD[:2], "# accel_ug_per_count: 2.44", *HEAD[3:]]),
        text(head=[*HEAD[:2], "# accel_ug_per_count: 501", *HEAD[3:]]),
        text(head=[*HEAD[:2], "# accel_ug_per_count: 123456789012345678", *HEAD[3:]]),
        text(head=[*HEAD[:5], "# thigh: middle", *HEAD[6:]]),
        text(head=[HEAD[0], "# sensor:", *HEAD[2:]]),
        text(head=HEAD, columns="t_ms,ax,ay,az"),
        text().replace(b"LSM6DSOX", b"\xff\xfe"),
        text(rows=[]),
        text(rows=[*ROWS, "20,1,2"]),
        text(rows=[*ROWS, "20,1,2,x,4,5.5,6"]),
        text(rows=[*ROWS, '20,1,2,\u200bit\'s "x",4,5,6']),
        text(rows=[*ROWS, "10,1,2,3,4,5,6"]),
        text(rows=[*ROWS, "-5,1,2,3,4,5,6"]),
        text(rows=[*ROWS, "1073741824,1,2,3,4,5,6"]),
        text(rows=[*ROWS, "999999999999999999,1,2,3,4,5,6"]),
        text(rows=[*ROWS, "9999999999999999999,1,2,3,4,5,6"]),
        text(rows=[*ROWS, "20,1,2,3,4,32768,6"]),
        text(rows=[*ROWS, "20,1,2,3,-32769,5,6"]),
        text(rows=[*ROWS, "marker,x,y"]),
        text(rows=[*ROWS, " marker,5,y"]),
        text(rows=[*ROWS, "marker,-1,y"]),
        text(rows=[*ROWS, "marker,1073741824,y"]),
        text(rows=[*ROWS, "20,1,2,3"], end=""),
    ],
)
def test_a_session_that_is_refused(both, data):
    assert isinstance(both(data), str)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_byte(in_page, tmp_path_factory, data):
    spoilt = bytearray(text(rows=[*ROWS, "marker,12,mark", "20,1,2,3,4,5,6"]))
    for place in data.draw(st.lists(st.integers(0, len(spoilt) - 1), min_size=1, max_size=2)):
        spoilt[place] = data.draw(st.sampled_from(b"\n\r ,#:-0159ax\xc3\xff\t"))
    path = tmp_path_factory.getbasetemp() / "spoilt.csv"
    path.write_bytes(spoilt)
    try:
        with SessionReader(path) as session:
            expected = [number for row in session for number in row]
    except SessionError as error:
        expected = without_path(error, path)
    try:
        found = in_page("session_file", "readSession", path.name, bytes(spoilt))["rows"]
    except PageFaultError as fault:
        found = str(fault)
    assert found == expected


def test_a_packed_session(in_page):
    plain = (RECORDED_SESSIONS / "clean_set.csv").read_bytes()
    opened = in_page("decompress", "unpacked", gzip.compress(plain))
    assert bytes(opened) == plain


@pytest.mark.parametrize("keep", [slice(None, -500), slice(None, 12)])
def test_a_packed_session_that_is_cut(in_page, keep):
    packed = gzip.compress((RECORDED_SESSIONS / "clean_set.csv").read_bytes())
    with pytest.raises(
        PageFaultError, match="the gzip data ends early: the file is truncated, copy it again"
    ):
        in_page("decompress", "unpacked", packed[keep])


def test_a_packed_session_that_is_damaged(in_page):
    packed = bytearray(gzip.compress((RECORDED_SESSIONS / "clean_set.csv").read_bytes()))
    packed[1000:1020] = bytes(20)
    with pytest.raises(PageFaultError, match="the gzip data is damaged: copy the file again"):
        in_page("decompress", "unpacked", bytes(packed))


def test_a_packed_file_that_would_fill_the_memory(in_page):
    with pytest.raises(
        PageFaultError, match="larger than 100 MB: count it on a laptop, with heeldrive replay"
    ):
        in_page("decompress", "unpacked", gzip.compress(bytes(100_000_001), 1))
