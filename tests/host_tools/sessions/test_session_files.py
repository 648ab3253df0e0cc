"""Session files: what is written is read back, and every fault is reported in one sentence."""

import gzip
import tracemalloc

import pytest
from heeldrive_lab.sessions.samples import tables_of
from heeldrive_lab.sessions.session import SessionError, SessionHeader, SessionReader, write_session
from hypothesis import given, settings
from hypothesis import strategies as st

HEADER = SessionHeader("LSM6DSOX", 244, 17500, 104, "right", "recorded", {"seed": "7", "note": "a: b, # c"})
ROWS = [(0, 12, 4098, -3, 0, 1, -2), (10, -32768, 32767, 0, 0, 0, 0), (19, 1, 2, 3, 4, 5, 6)]
TEXT = """\
# heeldrive-session: 1
# sensor: LSM6DSOX
# accel_ug_per_count: 244
# gyro_udps_per_count: 17500
# rate_hz: 104
# thigh: right
# origin: recorded
t_ms,ax,ay,az,gx,gy,gz
0,12,4098,-3,0,1,-2
10,12,4098,-3,0,1,-2
20,12,4098,-3,0,1,-2
"""


def read(path):
    with SessionReader(path) as session:
        return session.header, list(session), session.markers


def complaint(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SessionError) as caught:
        read(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_session_comes_back_as_it_was_written(tmp_path, name):
    markers = [(14, "wrong rep, twice"), (3, "émile"), (99, "")]
    write_session(tmp_path / name, HEADER, ROWS, markers)
    assert read(tmp_path / name) == (HEADER, ROWS, sorted(markers))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("fault", ["30,1,2\n", "15,12,4098,-3,0,1,-2\n", "30,12,4098,-3,0,1,-2"])
def test_samples_before_a_fault_come_before_its_error_in_rows_and_in_tables(tmp_path, fault):
    path = tmp_path / "a.csv"
    path.write_text(TEXT + fault)
    rows, tables = [], []
    with SessionReader(path) as session, pytest.raises(SessionError, match="line 12") as of_rows:
        rows.extend(session)
    with SessionReader(path) as session, pytest.raises(SessionError, match="line 12") as of_tables:
        tables.extend(tables_of(session))
    assert rows == [(t_ms, 12, 4098, -3, 0, 1, -2) for t_ms in (0, 10, 20)]
    assert [tuple(row) for table in tables for row in table.tolist()] == rows
    assert str(of_tables.value) == str(of_rows.value)


counts = st.integers(-32768, 32767)
one_line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_session_comes_back_as_it_was_written(tmp_path_factory, data):
    header = SessionHeader(
        sensor=data.draw(one_line.filter(bool)),
        accel_ug_per_count=data.draw(st.integers(1, 500)),
        gyro_udps_per_count=data.draw(st.integers(1, 70_000)),
        rate_hz=data.draw(st.integers(1, 10_000)),
        thigh=data.draw(st.sampled_from(["left", "right", "unknown"])),
        origin=data.draw(st.sampled_from(["recorded", "simulated", "imported"])),
        extra=data.draw(
            st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}_x", fullmatch=True), one_line, max_size=3)
        ),
    )
    times = sorted(data.draw(st.sets(st.integers(0, 2**30 - 1), min_size=1, max_size=30)))
    rows = [(t_ms, *data.draw(st.tuples(*[counts] * 6))) for t_ms in times]
    markers = data.draw(st.lists(st.tuples(st.integers(0, 2**30 - 1), one_line), max_size=3))
    path = tmp_path_factory.mktemp("any") / data.draw(st.sampled_from(["s.csv", "s.csv.gz"]))
    write_session(path, header, rows, markers)
    assert read(path) == (header, rows, sorted(markers))


def test_the_same_session_is_the_same_bytes(tmp_path):
    for name in ("one.csv.gz", "two.csv.gz"):
        write_session(tmp_path / name, HEADER, ROWS)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


def test_gzip_is_recognised_by_what_is_inside(tmp_path):
    path = tmp_path / "downloaded.csv"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert len(read(path)[1]) == 3


def test_a_session_saved_by_a_spreadsheet_on_windows_is_read(tmp_path):
    path = tmp_path / "edited.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode() + b"\r\n")
    assert len(read(path)[1]) == 3


def test_memory_does_not_grow_with_the_recording(tmp_path):
    def peak(samples):
        path = tmp_path / "long.csv"
        write_session(path, HEADER, ((10 * n, n % 900, 4098, -3, 0, 1, -2) for n in range(samples)))
        tracemalloc.start()
        with SessionReader(path) as session:
            assert sum(1 for _ in session) == samples
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(40_000) < 1.2 * peak(4_000) + 10_000


def test_a_reader_is_read_once(tmp_path):
    write_session(tmp_path / "a.csv", HEADER, ROWS)
    with SessionReader(tmp_path / "a.csv") as session:
        list(session)
        with pytest.raises(RuntimeError, match="open the file again"):
            iter(session)


@pytest.mark.parametrize(
    ("line", "mended", "says"),
    [
        ("# heeldrive-session: 1", "hello", "not a session file"),
        ("# heeldrive-session: 1", "# heeldrive-session: 2", "line 1: format version 2; .* update heeldrive"),
        ("# rate_hz: 104\n", "", "rate_hz missing"),
        ("# rate_hz: 104", "# rate_hz: fast", "rate_hz is 'fast'; it must be a whole number from 1 to 10000"),
        ("# rate_hz: 104", "# rate_hz: 0", "rate_hz is 0; it must be a whole number from 1 to 10000"),
        ("# thigh: right", "# thigh: both", "thigh is 'both'; it must be one of left, right, unknown"),
        ("# thigh: right", "# thigh: right\n# thigh: left", "line 7: the key thigh appears twice"),
        ("# thigh: right", "# right", "line 6: '# right' is not '# key: value'"),
        ("# origin: recorded", "# origin: recorded\n# my key: 1", "'my key' cannot be a further key"),
        (
            "gx,gy,gz",
            "gx,gy",
            "line 8: the columns are 't_ms,ax,ay,az,gx,gy'; they must be t_ms,ax,ay,az,gx,gy,gz",
        ),
        ("10,12,4098", "10,x,4098", "line 10: ax is 'x', which is not a whole number"),
        ("10,12,4098", "10,1.5,4098", "line 10: ax is '1.5', which is not a whole number"),
        ("10,12,4098", "10,1_2,4098", "line 10: ax is '1_2', which is not a whole number"),
        ("10,12,4098", "10,,4098", "line 10: ax is '', which is not a whole number"),
        ("10,12,4098", "10,4098", "line 10: columns: 6 instead of the 7"),
        ("10,12,4098", "10,12,32768", "line 10: ay is 32768; raw counts go from -32768 to 32767"),
        ("10,12,4098", "10,-32769,0", "line 10: ax is -32769; raw counts go from -32768 to 32767"),
        ("10,12,4098", "0,12,4098", "line 10: t_ms is 0 after 0; time must increase"),
        ("0,12,4098", "-5,12,4098", "line 9: t_ms is -5 .* start at 0 or later"),
        ("20,12,4098", "1073741824,12,4098", "line 11: t_ms is 1073741824; it must be below 1073741824"),
        ("10,12,4098,-3,0,1,-2", "marker,soon,what", "line 10: a marker row is"),
        ("10,12,4098,-3,0,1,-2", "marker", "line 10: a marker row is"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, line, mended, says):
    assert line in TEXT
    with pytest.raises(SessionError, match=says):
        raise SessionError(complaint(tmp_path / "bad.csv", TEXT.replace(line, mended, 1)))


def test_a_file_cut_in_mid_line_is_reported_and_not_shortened(tmp_path):
    assert "line 11: the file ends in the middle of this line" in complaint(tmp_path / "cut.csv", TEXT[:-4])
    assert "line 11: the file ends in the middle of this line" in complaint(tmp_path / "cut.csv", TEXT[:-1])


def test_files_without_a_recording_are_named(tmp_path):
    path = tmp_path / "a.csv"
    assert "the file is empty" in complaint(path, "")
    assert "no samples follow the column names" in complaint(path, TEXT.partition("gz\n")[0] + "gz\n")
    assert "the file ends before the column names" in complaint(path, TEXT.partition("t_ms")[0])
    assert "not a session file" in complaint(path, b"\x00\xff" * 9000)
    assert "not UTF-8" in complaint(path, TEXT.encode().replace(b"right", b"\xff"))
    with pytest.raises(SessionError, match="there is no such file"):
        SessionReader(tmp_path / "nothing.csv")
    with pytest.raises(SessionError, match="this is a folder"):
        SessionReader(tmp_path)


def test_damaged_gzip_is_named(tmp_path):
    packed = gzip.compress(TEXT.encode() * 2, mtime=0)
    assert "the file is truncated" in complaint(tmp_path / "a.csv.gz", packed[:60])
    assert "damaged" in complaint(tmp_path / "a.csv.gz", packed[:-8] + bytes(8))


edits = st.lists(
    st.tuples(st.sampled_from(["set", "insert", "cut"]), st.integers(0, 400), st.binary(max_size=3)),
    max_size=4,
)


def damage(content, edits):
    for kind, place, new in edits:
        at = place % (len(content) + 1)
        content = (
            content[:at] if kind == "cut" else content[:at] + new + content[at + (kind == "set") * len(new) :]
        )
    return content


@settings(max_examples=250, deadline=None)
@given(packed=st.booleans(), edits=edits)
def test_no_damage_gives_anything_but_a_session_or_a_sentence(tmp_path_factory, packed, edits):
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    content = TEXT.encode()
    path.write_bytes(damage(gzip.compress(content, mtime=0) if packed else content, edits))
    try:
        _, rows, _ = read(path)
    except SessionError:
        return
    assert all(-32768 <= count <= 32767 for row in rows for count in row[1:])


cells = st.one_of(st.integers(-40_000, 40_000).map(str), st.text("0123456789-+_ .e\r", max_size=4))


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.lists(cells, min_size=6, max_size=8).map(",".join), min_size=1, max_size=4))
def test_rows_are_the_same_whether_a_marker_stands_among_them_or_not(tmp_path_factory, lines):
    """A block with a marker is parsed line by line, a block without one all at once."""
    path = tmp_path_factory.getbasetemp() / "either.csv"
    body = "".join(f"{10 * number},{line[2:]}\n" for number, line in enumerate(lines))
    outcomes = []
    for marker in ("", "marker,5,x\n"):
        path.write_text(TEXT.partition("0,12")[0] + body + marker, newline="")
        try:
            outcomes.append(read(path)[1])
        except SessionError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "at least one sample"),
        ([(0, 1, 2, 3, 4, 5)], "sample 0: .* is not seven whole numbers"),
        ([(0, 1.0, 2, 3, 4, 5, 6)], "sample 0: .* is not seven whole numbers"),
        ([ROWS[0], ROWS[0]], "sample 1: t_ms is 0 after 0"),
        ([(0, 1, 2, 3, 4, 5, 40000)], "sample 0: gz is 40000"),
    ],
)
def test_what_would_not_be_read_is_not_written_and_the_old_file_stays(tmp_path, rows, says):
    path = tmp_path / "a.csv"
    path.write_text("the old one")
    with pytest.raises(SessionError, match=says):
        write_session(path, HEADER, rows)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_markers_and_folders_that_cannot_be_written_are_named(tmp_path):
    with pytest.raises(SessionError, match="not one line"):
        write_session(tmp_path / "a.csv", HEADER, ROWS, [(5, "two\nlines")])
    with pytest.raises(SessionError, match=r"cannot be written .*: check the folder and the free space"):
        write_session(tmp_path / "nowhere" / "a.csv", HEADER, ROWS)
