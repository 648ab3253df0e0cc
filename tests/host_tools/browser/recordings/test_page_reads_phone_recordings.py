"""The page makes the same sessions of phones' recordings as `heeldrive import`, or says the same sentence."""

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.importers import sentences
from heeldrive_lab.importers.any_recording import ImportOptions, import_recording
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.patterns import NOT_TEXT
from heeldrive_lab.sessions.session import SessionError
from hypothesis import given, settings
from hypothesis import strategies as st
from node_jobs import node_jobs
from recording_layouts import LAYOUTS, start_of

HERE = Path(__file__).parent
G = 9.80665
NAMES = "t_ms,ax,ay,az,gx,gy,gz"
# The page leaves these to `heeldrive import`.
OTHERS = {
    "AX6, .cwa",
    "AX6, CSV without names",
    "Arduino, name:value",
    "Arduino, serial monitor's stamps",
    "Edge Impulse, CBOR",
    "Edge Impulse, JSON",
    "Gyroflow .gcsv, counts and scales",
    "JSON, a list for each column",
    "JSON, an object a line",
    "No names: rates first, spaces",
    "No names: time and six columns",
    "One value a row",
    "OpenSignals, raw counts",
    "Rows by sensor, Android's type numbers",
    "Rows by sensor, named in a column",
    "Sensor Logger, JSON",
}
COUNTED = "n,ax,ay,az,gx,gy,gz,Hz"
UNITS_TOLD = "Acc X (g),Acc Y (g),Acc Z (g),Gyro X (°/s),Gyro Y (°/s),Gyro Z (°/s)"
NO_SESSION = (
    "this is not a session file: its first line is not '# heeldrive-session: 1' (heeldrive pull converts a"
    " board's log, heeldrive import other recordings)"
)


@pytest.fixture(scope="module")
def drop(page_folder):
    """Opens files that are dropped together; gives what was found."""
    with node_jobs(HERE / "open_jobs.mjs", f"{page_folder.as_uri()}/") as answer_to:
        yield lambda *paths: answer_to(
            [{"name": path.name, "hex": path.read_bytes().hex()} for path in paths]
        )


@pytest.fixture(scope="module")
def three_lunges(pytestconfig):
    return start_of(pytestconfig.rootpath / "recorded_sessions" / "clean_set.csv", 17.0)


def on_the_laptop(paths, folder):
    """The session that `heeldrive import` makes as the page has it, or its sentence."""
    try:
        made = import_recording(paths, folder / "out.session", ImportOptions())
    except (RecordingError, SessionError) as error:
        words = re.sub(r"^.*?(: |, (?=sample))", "", str(error))
        if "ACCEL GYRO OUT" in words:
            return f"{words} (drop both files together)"
        return f"{words} (heeldrive import takes the option)" if "--" in words else words
    header = made.session.header
    return {
        "name": f"{paths[0].name.removesuffix('.gz').rpartition('.')[0]}.session.csv",
        "header": vars(header) | header.extra,
        "rows": made.session.table.ravel().tolist(),
        "understood": "; ".join([made.sensors, *made.session.notes]),
    }


@pytest.fixture(scope="module")
def same(drop, tmp_path_factory):
    """Reads files on the page and on the laptop; gives what both found, or the sentence that both say."""

    def read(*paths):
        (found,) = drop(*paths)
        expected = on_the_laptop(paths, tmp_path_factory.getbasetemp())
        if isinstance(expected, str):
            assert found["faults"] == [expected]
            return expected
        assert found["faults"] == []
        (session,) = found["sessions"]
        session["header"]["extra"] = {
            key: text for key, text in session["header"].items() if key in ("imported_from", "time_shift_ms")
        }
        assert {key: session[key] for key in expected} == expected
        return session

    return read


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read_as_on_the_laptop_or_left_to_it(layout, same, drop, three_lunges, tmp_path):
    paths = LAYOUTS[layout](three_lunges, tmp_path)
    if paths[0].is_dir():
        paths = sorted(paths[0].iterdir())
    elif layout in OTHERS:
        (found,) = drop(*paths)
        assert not found["sessions"]
        assert paths[0].suffix in (".cwa", ".cbor", ".gcsv", ".jsonl") or found["faults"] == [NO_SESSION]
    if layout not in OTHERS:
        assert same(*paths)["rows"]


def recording(seconds=8.0, rate_hz=104.0):
    """A sensor, z up, at rest for two seconds, then bent by 60 degrees about x and back; ms, m/s2, rad/s."""
    t_s = np.arange(round(seconds * rate_hz)) / rate_hz
    angle = np.radians(30) * (1 - np.cos(np.pi * np.maximum(t_s - 2, 0)))
    zero = np.zeros_like(t_s)
    rate = np.gradient(angle, t_s)
    return np.column_stack((t_s * 1000, zero, G * np.sin(angle), G * np.cos(angle), rate, zero, zero))


def lines_of(table, delimiter=",", time="%d"):
    return [delimiter.join([time % row[0], *(f"{cell:.6f}" for cell in row[1:])]) for row in table]


def write(path, table, names=NAMES, **how):
    path.write_text("\n".join([names, *lines_of(table, **how)]) + "\n")
    return path


@pytest.mark.parametrize(
    ("line", "mended", "says"),
    [
        (1, NAMES.replace("ay", "b"), "drop both files together"),
        (1, NAMES.replace("gy", "gx"), "drop both files together"),
        (5, "40,a lot,0,9.8,0,0,0", "line 5: ax is 'a lot', which is not a number"),
        (5, "40,0,0,nan,0,0,0", "line 5: az is nan: fill in the value"),
        (5, "40,0,0,inf,0,0,0", "line 5: az is 'inf', too large for any sensor"),
        (5, "40,0,0,,0,0,0", "line 5: az is '', which is not a number"),
        (5, "40,0,0,9.8,0", "line 5 has 5 of 7 columns"),
        (5, "10,0,0,9.8,0,0,0", "time runs backwards, 0.01 s after 0.019"),
        (833, "7000,0,0,9.8,0,0,0", "time runs backwards, 7 s after 7.98"),
        (833, "1e15,0,0,9.8,0,0,0", "11574074.1 days long"),
    ],
)
def test_what_is_wrong_with_a_line(same, tmp_path, line, mended, says):
    path = write(tmp_path / "in.csv", recording())
    lines = path.read_text().splitlines()
    lines[line - 1] = mended
    path.write_text("\n".join(lines))
    assert says in same(path)


def change(table, what):
    """A recording with something about it that the sentence or the note beside it names."""
    columns = np.array([[1.0] * 7])
    match what:
        case "it has one row":
            return table[:1]
        case "gravity in no unit":
            columns[:, 1:4] = 3
        case "rates too fast":
            table[300, 4] = 3000
        case "no rest":
            return table[230:]
        case "no rest in this unit":
            table[:, 4:] = 2
            return table[:200]
        case "three samples a second":
            return table[::35]
        case "a gap and a lost second":
            return np.delete(table, [*range(100, 150), *range(300, 400)], axis=0)
        case "the same stamp twice":
            table[300, 0] = table[299, 0]
        case "time since 1970":
            table[:, 0] += 1_700_000_000_000
        case "time below 0":
            table[:, 0] -= 5000
        case "a knock beyond the scale":
            table[400:403, 1] = -40 * G
        case "16 g and 1000 deg/s":
            table[400, 1], table[401, 5] = 9 * G, np.radians(700)
        case "rates that stay 0":
            columns[:, 4:] = 0
        case "degrees":
            table[:, 4:] = np.degrees(table[:, 4:])
        case "milli-g and milli-degrees":
            table[:, 1:] *= [1000 / G] * 3 + [np.degrees(1000)] * 3
        case "mirrored":
            table[:, 4:] *= -1
        case "other axes":
            table[:, 4:] = table[:, [6, 4, 5]]
        case "half as fast":
            table[:, 0] *= 2
        case "rates that stick while gravity creeps back":
            table = recording(16.0)
            angle = np.arctan2(*table[600, 2:4]) - np.linspace(0, 0.05, len(table) - 600)
            table[600:, 2], table[600:, 3], table[600:, 4] = G * np.sin(angle), G * np.cos(angle), 0.6
    return table * columns


CHANGES = {
    "it has one row": "no line of it has numbers|one row only",
    "gravity in no unit": "none of the units m/s2, g, mg gives a plausible value",
    "rates too fast": "the rates reach",
    "no rest": "import it nevertheless with --allow-moving",
    "no rest in this unit": "",
    "three samples a second": "samples per second; it must be 5 to 4000: check --rate",
    "a gap and a lost second": "gaps in time: 2",
    "the same stamp twice": "1 samples with the time of the one before were left out",
    "time since 1970": "time was shifted by -1700000000000 ms",
    "time below 0": "time was shifted by 5000 ms",
    "a knock beyond the scale": "3 samples beyond the largest full scale were clipped",
    "16 g and 1000 deg/s": "",
    "rates that stay 0": "0 times the rotation of gravity: check --gyro-columns",
    "degrees": "in deg/s",
    "milli-g and milli-degrees": "in mg; rates gx,gy,gz in mdps",
    "mirrored": "the axes are mirrored",
    "other axes": r"with --gyro-columns=\S+ they would fit",
    "half as fast": "",
    "rates that stick while gravity creeps back": "rates gx,gy,gz in rad/s",
    "nothing": "acceleration ax,ay,az in m/s2; rates gx,gy,gz in rad/s",
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_physics_says(same, tmp_path, what):
    found = same(write(tmp_path / "in.csv", change(recording(), what)))
    assert re.search(CHANGES[what], found if isinstance(found, str) else found["understood"])


@pytest.mark.parametrize(
    "names",
    [
        "t_ms,ax (g),ay (g),az (g),gx (deg/s),gy (deg/s),gz (deg/s)",
        "t_ms,ax [m/s²],ay [m/s²],az [m/s²],gx [°/s],gy [°/s],gz [°/s]",
        "t_ms,ax (G),ay (G),az (G),gx,gy,gz",
    ],
)
def test_units_that_are_told_wrong(same, tmp_path, names):
    assert "contradicts" in same(write(tmp_path / "in.csv", recording(), names))["understood"]


@pytest.mark.parametrize("names", ["ax,ay,az,gx,gy,gz", "ODR: 104 Hz\nax,ay,az,gx,gy,gz", COUNTED])
def test_a_file_without_time(same, tmp_path, names):
    table = recording()[:, 1:]
    if names == COUNTED:
        table = np.column_stack((np.arange(len(table)), table, np.full(len(table), 104.0)))
    found = same(write(tmp_path / "in.csv", table, names, time="%.6f"))
    assert isinstance(found, str) == (names[0] == "a")


def test_gravity_that_was_taken_out(same, three_lunges, tmp_path):
    m = three_lunges
    t_ms = m.t * 1000
    table = np.column_stack((t_ms, m.a - m.gravity, m.w))
    assert "gravity was taken out of ax,ay,az" in same(write(tmp_path / "in.csv", table))
    names = "t_ms,x,y,z"
    accel = write(tmp_path / "Accelerometer.csv", table[:, :4], names)
    gyro = write(tmp_path / "Gyroscope.csv", table[:, [0, 4, 5, 6]], names)
    gravity = np.column_stack((t_ms + 3, m.gravity))
    assert "plus x,y,z" in same(accel, gyro, write(tmp_path / "Gravity.csv", gravity, names))["understood"]
    short = write(tmp_path / "Gravity.csv", gravity[:300], names)
    assert "does not cover" in same(accel, gyro, short)


def test_files_of_one_drop_that_belong_together_or_not(same, drop, three_lunges, tmp_path):
    (tmp_path / "b").mkdir()
    accel, gyro = LAYOUTS["phyphox, two files"](three_lunges, tmp_path)
    other, _ = LAYOUTS["Sensor Logger, two files"](three_lunges, tmp_path / "b")
    assert "no time in common" in same(other, gyro)
    (whole,) = LAYOUTS["Comma, names, milliseconds"](three_lunges, tmp_path)
    first, second = drop(accel, whole, gyro)
    assert (first["names"], second["names"]) == ([whole.name], [accel.name, gyro.name])
    assert first["sessions"][0]["header"]["imported_from"] == whole.name
    assert second["sessions"] == drop(accel, gyro)[0]["sessions"]


def archive(path, members, **how):
    with zipfile.ZipFile(path, "w", **how) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_archives(same, three_lunges, tmp_path):
    accel, gyro = LAYOUTS["phyphox, two files"](three_lunges, tmp_path)
    both = {f"raw/{path.name}": path.read_bytes() for path in (accel, gyro)}
    deflated = {"compression": zipfile.ZIP_DEFLATED}
    path = tmp_path / "a.zip"
    assert same(archive(path, both, **deflated))["rows"]
    assert same(archive(path, both | {"Notes.txt": "no table", "__MACOSX/._a.csv": "x"}, **deflated))["rows"]
    assert "no CSV file in it" in same(archive(path, {"a.json": "[]"}))
    assert "an Excel workbook" in same(archive(path, {"xl/workbook.xml": "<a/>"}))
    content = archive(path, both).read_bytes()
    path.write_bytes(content.replace(b"E+00", b"E+01", 1))
    assert "Bad CRC-32 for file 'raw/Accelerometer.csv'" in same(path)
    path.write_bytes(
        archive(path, {"$&.csv": both["raw/Gyroscope.csv"]}).read_bytes().replace(b"E+00", b"E+01", 1)
    )
    assert "Bad CRC-32 for file '$&.csv'" in same(path)
    for damaged in (content[:-40], content[:4] + b" no archive"):
        path.write_bytes(damaged)
        assert "File is not a zip file" in same(path)
    first = content.index(b"PK\x01\x02")
    path.write_bytes(content[: first + 8] + b"\1" + content[first + 9 :])
    assert "needs a password" in same(path)


@pytest.mark.parametrize("magic", NOT_TEXT)
def test_what_people_take_for_a_recording(same, three_lunges, tmp_path, magic):
    for name in ("phyphox.xls", "a.csv", "without_ending"):
        (tmp_path / name).write_bytes(magic + bytes(range(256)))
        assert f"this is {NOT_TEXT[magic]}, not a table of numbers" in same(tmp_path / name)
    (whole,) = LAYOUTS["Comma, names, milliseconds"](three_lunges, tmp_path)
    members = {"plot.txt": magic, whole.name: whole.read_bytes()}
    assert same(archive(tmp_path / "a.zip", members))["rows"]
    assert "plot.txt: this is" in same(archive(tmp_path / "a.zip", {"plot.txt": magic}))


def test_an_archive_that_would_fill_the_memory(drop, tmp_path):
    rows = {f"{name}.csv": bytes(60_000_000) for name in "ab"}
    (found,) = drop(archive(tmp_path / "a.zip", rows, compression=zipfile.ZIP_DEFLATED))
    assert found["faults"] == ["larger than 100 MB: count it on a laptop, with heeldrive replay"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_way_to_write_a_recording(same, tmp_path_factory, data):
    draw = data.draw
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1), "noise"))
    rate_hz = draw(st.sampled_from([12.5, 25.0, 50.0, 101.0, 333.0]), "rate")
    table = recording(draw(st.sampled_from([3.0, 6.0]), "length"), rate_hz)
    table[:, 1:] += random.normal(0, draw(st.sampled_from([0, 0.01, 0.3]), "noise"), table[:, 1:].shape)
    table[:, 0] += random.normal(0, draw(st.sampled_from([0, 0.4]), "jitter"), len(table))
    table[:, 1:4] /= draw(st.sampled_from([1, G, G / 1000]), "acceleration")
    table[:, 4:] *= draw(st.sampled_from([1, np.degrees(1), np.degrees(1000)]), "rates")
    table[:, 0] = (table[:, 0] + draw(st.sampled_from([0, -900, 5e5, 1.7e12]))) * draw(
        st.sampled_from([1e-3, 1, 1e3, 1e6]), "time"
    )
    keep = random.random(len(table)) >= draw(st.sampled_from([0, 0.05, 0.3]), "lost")
    table = table[keep] if keep.sum() > 9 else table
    if draw(st.booleans(), "twice"):
        table = np.insert(table, 20 % len(table), table[20 % len(table)], axis=0)
    if draw(st.integers(0, 7), "shuffled") == 0:
        random.shuffle(table)
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    lines = lines_of(table, delimiter, draw(st.sampled_from(["%.6f", "%d", "%.9E"])))
    if draw(st.booleans(), "more columns"):
        lines = [f"{line}{delimiter}{delimiter}7" for line in lines]
    if delimiter != "," and draw(st.booleans(), "decimal comma"):
        lines = [line.replace(".", ",") for line in lines]
    if draw(st.booleans(), "quotes"):
        lines = [delimiter.join(f'"{cell}"' for cell in line.split(delimiter)) for line in lines]
    name = draw(st.sampled_from(["time", "t_ms", "seconds_elapsed", "timestamp (ns)", "Zeit [s]"]))
    names = draw(st.sampled_from(["ax,ay,az,gx,gy,gz", "gFx,gFy,gFz,wx,wy,wz", UNITS_TOLD]), "names")
    head = delimiter.join([name, *names.split(","), *(["", "more"] if lines[0].count(delimiter) > 6 else [])])
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join([*draw(st.sampled_from([[], ["# a phone"], ["sep=x", ""]])), head, *lines]) + end
    path = tmp_path_factory.getbasetemp() / "made.csv"
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]), "encoding")
    path.write_bytes(text.encode(encoding))
    same(path)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(1, 2000), new=st.binary(max_size=4), cut=st.booleans())
def test_any_damage(same, drop, tmp_path_factory, place, new, cut):
    path = write(tmp_path_factory.getbasetemp() / "damaged.csv", recording(1.0))
    content = path.read_bytes()
    path.write_bytes(content[:place] + new + (b"" if cut else content[place + len(new) :]))
    if drop(path)[0]["faults"] != [NO_SESSION]:
        same(path)


def test_every_sentence_of_the_page_is_the_importers(pytestconfig):
    folder = pytestconfig.rootpath / "host_tools/heeldrive_lab/browser/page/recordings"
    said = {name for path in folder.glob("*.js") for name in re.findall(r"SAY\.(\w+)", path.read_text())}
    unsaid = {name for name in vars(sentences) if name.isupper()} - said
    # They answer options, which the page does not have.
    assert unsaid == {"NOTE_NO_REST", "SAMPLING_OTHER", "SAMPLING_UNIT"}
    assert said <= set(vars(sentences))
