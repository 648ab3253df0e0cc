"""Recordings of other sensors become sessions; an unusable one is refused with a sentence that helps."""

import gzip

import numpy as np
import pytest
from heeldrive_lab.importers.any_recording import ImportOptions, import_recording, load_recording
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.streams import Columns
from heeldrive_lab.sessions.session import SessionReader
from hypothesis import given, settings
from hypothesis import strategies as st

G = 9.80665
RATE_HZ = 104
NAMES = "t_ms,ax,ay,az,gx,gy,gz"


def recording(seconds=8.0, rate_hz=RATE_HZ, bends=True):
    """A sensor, z up, at rest for two seconds, then bent by 60 degrees about x and back every two seconds."""
    t_s = np.arange(round(seconds * rate_hz)) / rate_hz
    moving = np.maximum(t_s - 2, 0) * bends
    angle = np.radians(30) * (1 - np.cos(np.pi * moving))
    rate = np.gradient(angle, t_s)
    zero = np.zeros_like(t_s)
    return np.column_stack((t_s * 1000, zero, G * np.sin(angle), G * np.cos(angle), rate, zero, zero))


def write(path, table, names=NAMES, delimiter=",", time="%d"):
    np.savetxt(path, table, [time] + ["%.6f"] * (table.shape[1] - 1), delimiter, header=names, comments="")
    return path


def refusal(path, **options):
    with pytest.raises(RecordingError) as caught:
        load_recording(path, ImportOptions(**options))
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("packed", [False, True])
def test_a_recording_becomes_a_session_of_the_same_motion(tmp_path, packed):
    table = recording()
    source = write(tmp_path / ("in.csv.gz" if packed else "in.csv"), table)
    target = tmp_path / ("out.csv" if packed else "out.csv.gz")
    imported = import_recording([source], target, ImportOptions(thigh="left", sensor="phone")).session
    with SessionReader(target) as session:
        header = session.header
        rows = np.array(list(session))
    assert (header.thigh, header.sensor, header.origin) == ("left", "phone", "imported")
    assert header.extra == {"imported_from": source.name}
    assert header.rate_hz == RATE_HZ
    assert (header.accel_ug_per_count, header.gyro_udps_per_count) == (244, 17500)
    assert rows.tolist() == imported.table.tolist() == [list(row) for row in imported]
    assert np.abs(rows[:, 1:4] * 244e-6 * G - table[:, 1:4]).max() <= 0.5 * 244e-6 * G + 1e-6
    assert (
        np.abs(np.radians(rows[:, 4:] * 17500e-6) - table[:, 4:]).max() <= 0.5 * np.radians(17500e-6) + 1e-6
    )
    assert imported.notes == ()


def test_units_names_separators_and_comments_are_as_asked_for(tmp_path):
    table = recording()
    plain = load_recording(write(tmp_path / "plain.csv", table), ImportOptions()).table
    odd = np.column_stack(
        (table[:, 0] / 1000, table[:, 1:4] / G * 1000, np.degrees(table[:, 4:]), table[:, 0])
    )
    path = write(tmp_path / "odd.csv", odd, "time; x;y;z ;wx;wy;wz;other", ";", "%.3f")
    path.write_text("# phone\n" + path.read_text().replace("\n", "\n\n", 3))
    options = ImportOptions(
        Columns("time", ("x", "y", "z"), ("wx", "wy", "wz"), "s"),
        accel_unit="mg",
        gyro_unit="deg/s",
    )
    assert np.abs(load_recording(path, options).table - plain).max() <= 1


def test_a_table_may_begin_with_the_letters_of_an_ax6(tmp_path):
    table = recording()
    table[:, 0] = np.trunc(table[:, 0])
    plain = load_recording(write(tmp_path / "plain.csv", table), ImportOptions()).table
    path = write(tmp_path / "in.csv", np.roll(table, -1, axis=1), "AX,AY,AZ,GX,GY,GZ,t_ms", time="%.6f")
    assert (load_recording(path, ImportOptions()).table == plain).all()


def test_without_a_time_column_time_is_counted_from_the_rate(tmp_path):
    path = write(tmp_path / "in.csv", recording()[:, 1:], NAMES.partition(",")[2], time="%.6f")
    session = load_recording(path, ImportOptions(Columns(rate_hz=52)))
    assert session.header.rate_hz == 52
    assert session.table[:3, 0].tolist() == [0, 19, 38]
    # Gravity turns as the rates say at one rate only.
    about = int(refusal(path, gyro_unit="rad/s").partition("--rate")[2].partition("about ")[2].split()[0])
    assert abs(about - RATE_HZ) < 0.1 * RATE_HZ


@pytest.mark.parametrize(
    ("accel_g", "rate_dps", "scales"),
    [(1.0, 10, (8, 500)), (7.9, 573, (8, 500)), (8.1, 574, (16, 1000)), (15.9, 1200, (16, 2000))],
)
def test_the_smallest_full_scale_from_the_boards_own_up_that_does_not_clip_is_taken(
    tmp_path, accel_g, rate_dps, scales
):
    table = recording(bends=False)
    table[400, 1:4] = (accel_g * G, 0, 0)
    table[401, 4:] = (0, 0, np.radians(rate_dps))
    session = load_recording(write(tmp_path / "in.csv", table), ImportOptions())
    assert (session.accel_scale_g, session.gyro_scale_dps) == scales
    assert session.notes == ()


def test_beyond_the_largest_full_scale_is_clipped_and_said(tmp_path):
    table = recording(bends=False)
    table[400:403, 1] = -40 * G
    session = load_recording(write(tmp_path / "in.csv", table), ImportOptions())
    assert session.table[:, 1].min() == -32767
    assert session.notes == (
        "3 samples beyond the largest full scale were clipped, as the sensor would clip them",
    )


def test_time_since_1970_is_shifted_to_begin_at_0_and_all_other_time_is_kept(tmp_path):
    table = recording()
    table[:, 0] += 5000
    assert load_recording(write(tmp_path / "in.csv", table), ImportOptions()).table[0, 0] == 5000
    table[:, 0] += 1_700_000_000_000
    session = load_recording(write(tmp_path / "in.csv", table), ImportOptions())
    assert session.table[0, 0] == 0
    assert session.header.extra["time_shift_ms"] == "-1700000005000"
    assert "shifted" in session.notes[0]


def test_gaps_are_imported_and_reported(tmp_path):
    table = np.delete(recording(), [*range(100, 150), *range(300, 310)], axis=0)
    session = load_recording(write(tmp_path / "in.csv", table), ImportOptions())
    assert session.header.rate_hz == RATE_HZ
    assert session.notes == ("gaps in time: 2, the longest 491 ms; reps in a gap are not counted",)


@pytest.mark.parametrize(
    ("line", "mended", "says"),
    [
        (1, NAMES.replace("ay", "b"), "it has angular rates but no acceleration"),
        (1, NAMES.replace("gy", "gx"), "it has acceleration but no angular rates"),
        (5, "40,a lot,0,9.8,0,0,0", "line 5: ax is 'a lot', which is not a number"),
        (5, "40,0,0,nan,0,0,0", "line 5: az is nan: fill in the value"),
        (5, "40,0,0,inf,0,0,0", "line 5: az is 'inf', too large for any sensor"),
        (5, "40,0,0,1e300,0,0,0", "line 5: az is '1e300', too large for any sensor"),
        (5, "40,0,0,,0,0,0", "line 5: az is '', which is not a number"),
        (5, "40,0,0,9.8,0", "line 5 has 5 of 7 columns"),
        (5, "10,0,0,9.8,0,0,0", "line 5: time runs backwards, 0.01 s after 0.019"),
        (833, "1e15,0,0,9.8,0,0,0", "11574074.1 days long"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, line, mended, says):
    path = write(tmp_path / "in.csv", recording())
    lines = path.read_text().splitlines()
    lines[line - 1] = mended
    path.write_text("\n".join(lines))
    assert says in refusal(path)


def test_columns_are_named_by_name_or_number_and_a_sign(tmp_path):
    table = recording()
    plain = load_recording(write(tmp_path / "plain.csv", table), ImportOptions()).table
    table[:, 4] *= -1
    path = write(tmp_path / "in.csv", table, NAMES.replace("ax", "force x (m/s2)"))
    columns = Columns("1", ("force x", "3", "az"), ("-gx", "gy", "gz"))
    assert (load_recording(path, ImportOptions(columns)).table == plain).all()
    wrong = refusal(path, columns=Columns(accel=("ax", "ay", "b")))
    assert "there is no column ax; the columns are: t_ms, force x (m/s2), ay" in wrong
    twice = write(tmp_path / "twice.csv", np.column_stack((table, table[:, 1])), NAMES + ",ax")
    assert "the column ax appears 2 times" in refusal(twice, columns=Columns(accel=("ax", "ay", "az")))


def test_the_few_samples_with_the_time_of_the_one_before_are_left_out(tmp_path):
    table = recording()
    table[300, 0] = table[299, 0]
    session = load_recording(write(tmp_path / "in.csv", table), ImportOptions())
    assert len(session.table) == len(table) - 1
    assert session.notes == ("1 samples with the time of the one before were left out",)


def test_files_without_a_recording_are_named(tmp_path):
    path = tmp_path / "in.csv"
    assert "there is no such file" in refusal(path)
    path.write_text("")
    assert "the file is empty" in refusal(path)
    path.write_text(NAMES + "\n\n")
    assert "no line of it has numbers in columns" in refusal(path)
    path.write_text(NAMES + "\n0,0,0,9.8,0,0,0\n")
    assert "one row only" in refusal(path)
    path.write_bytes(gzip.compress(NAMES.encode() * 99)[:-9])
    assert "the file is truncated" in refusal(path)


def test_the_unit_that_would_make_sense_is_named(tmp_path):
    table = recording()
    path = write(tmp_path / "in.csv", table)
    assert "|a| at rest is 9.81 g when read in g" in refusal(path, accel_unit="g")
    assert "with --accel-unit m/s2 it would be 1 g" in refusal(path, accel_unit="g")
    assert "with --time-unit ms it would be 104" in refusal(path, columns=Columns(time_unit="s"))
    table[:, 4:] = np.degrees(table[:, 4:])
    assert "with --gyro-unit deg/s it would be" in refusal(write(path, table), gyro_unit="rad/s")
    table[:, 1:4] *= 3
    assert "none of the units m/s2, g, mg gives a plausible value" in refusal(write(path, table))
    assert "nan samples per second" in refusal(path, columns=Columns(rate_hz=float("nan")))


def test_rates_that_do_not_match_the_rotation_of_gravity_are_reported(tmp_path):
    table = recording()
    path = write(tmp_path / "in.csv", table)
    (note,) = load_recording(path, ImportOptions(gyro_unit="deg/s")).notes
    assert "with --gyro-unit rad/s they would fit" in note
    table[:, 4:] = 0
    (note,) = load_recording(write(path, table), ImportOptions()).notes
    assert "0 times the rotation of gravity: check --gyro-columns" in note
    table[:, 1:4] = (0, 0, G)
    table[300:310, 1] = 8 * G  # a knock is no turn
    assert load_recording(write(path, table), ImportOptions()).notes == ()


def test_a_zero_rate_offset_read_in_the_wrong_unit_is_named(tmp_path):
    """A bias of two degrees per second, read as rad/s, makes a motionless sensor spin."""
    table = recording(bends=False)
    table[:, 4:] = 2
    assert "with --gyro-unit deg/s it would" in refusal(write(tmp_path / "in.csv", table), gyro_unit="rad/s")


def test_a_recording_without_a_still_moment_is_refused_unless_it_is_wanted(tmp_path):
    path = write(tmp_path / "in.csv", recording()[round(2.2 * RATE_HZ) :])
    assert "import it nevertheless with --allow-moving" in refusal(path)
    session = load_recording(path, ImportOptions(allow_moving=True))
    assert not session.still
    assert "contains no half second at rest" in session.notes[0]


def test_a_recording_is_not_replaced_by_its_session(tmp_path):
    path = write(tmp_path / "in.csv", recording())
    with pytest.raises(RecordingError, match="choose another file name"):
        import_recording([path], path, ImportOptions())
    assert path.read_text().startswith(NAMES)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 2000), new=st.binary(max_size=4), cut=st.booleans())
def test_no_damage_gives_anything_but_a_session_or_a_sentence(tmp_path_factory, place, new, cut):
    path = write(tmp_path_factory.getbasetemp() / "damaged.csv", recording(1.0))
    content = path.read_bytes()
    path.write_bytes(content[:place] + new + (b"" if cut else content[place + len(new) :]))
    try:
        table = load_recording(path, ImportOptions(allow_moving=True)).table
    except RecordingError:
        return
    assert np.abs(table[:, 1:]).max() <= 32767
    assert (np.diff(table[:, 0]) > 0).all()
