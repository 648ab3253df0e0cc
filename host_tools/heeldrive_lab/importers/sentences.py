"""What `heeldrive import` says of a recording: templates for `str.format`, shared with the page.

A sentence says what is wrong, where, and what would do.
"""

# Reading the table
NOT_TEXT = "this is {what}, not a table of numbers: export the recording as CSV"
WRONG_WIDTH = "line {line} has {found} of {width} columns{every}: fix or delete it"
WRONG_WIDTH_EVERY = " ({wrong} of {rows} lines)"
NO_ROWS = "no whole row of numbers is in it: record or export it again"
EVERY_LINE = (
    "the fault is in every line ({bad} of {rows}); line {line}: {name} is {cell}, which is not a number:"
    " export it again"
)
CELL_NAN = "line {line}: {name} is {cell}: fill in the value or delete the line"
CELL_TOO_LARGE = "line {line}: {name} is {cell}, too large for any sensor: delete the line"
CELL_NO_NUMBER = "line {line}: {name} is {cell}, which is not a number: fix or delete the line"

# Archives
WORKBOOK = "this is an Excel workbook: save it as CSV (phyphox exports CSV too)"
ARCHIVE_DAMAGED = "the archive cannot be unpacked ({why}): copy it again"
ARCHIVE_LOCKED = "the archive needs a password: unpack it and give its files"
TABLES_MANY = "it has more than {most} tables: give the files of one recording"
TABLES_NONE = "there is no CSV file in it: give the recording's own files"

# Sensors and their times
NO_GYRO = "it has acceleration but no angular rates: give the gyroscope's file too: import ACCEL GYRO OUT"
NO_ACCEL = "it has angular rates but no acceleration: give that file too: import ACCEL GYRO OUT"
NO_SENSORS = "no acceleration or rates in it ({columns}): name them with --accel-columns, --gyro-columns"
GRAVITY_OUT = (
    "gravity was taken out of {name}: export the acceleration with gravity (total, raw), or give the gravity"
    " file too and it is put back"
)
GRAVITY_SHORT = "the gravity file does not cover the acceleration: export both from one recording"
ROWS_APART = "acceleration and rates stand in different rows without a time: export them with time"
NO_TIMES = "{name} has no time: export it with time"
NO_COMMON_TIME = (
    "acceleration and rates have no time in common ({accel} from {accel_s:.10g} s, {gyro} from"
    " {gyro_s:.10g} s): give two files of one recording"
)
BACKWARDS = (
    "line {line}: time runs backwards, {now_s:.10g} s after {before_s:.10g} ({places} such places): sort the"
    " rows, split the file there, or ignore its time with --rate"
)
ONE_ROW = "the file has one row only: a recording has more"
NO_TIME = "it tells neither time nor rate: give the samples per second with --rate{column}{about}"
NO_TIME_COLUMN = ", or name the column with --time-column"
NO_TIME_ABOUT = " (about {rate_hz:.0f} by the turn of gravity)"
TOO_LONG = "it is {days:.1f} days long; a session holds up to 12.4: split it"

# Plausibility
SAMPLING = "{rate_hz:.4g} samples per second; it must be {least} to {most}: {advice}"
SAMPLING_RATE = "check --rate"
SAMPLING_UNIT = "with --time-unit {unit} it would be {rate_hz:.4g}"
SAMPLING_OTHER = "resample it"
RATES_FAST = "the rates reach {dps:.0f} deg/s when read in {unit}, too fast for a thigh{would_be}"
REST_NOT_1_G = "|a| at rest is {rest_g:.3g} g when read in {unit}; it must be about 1 g{would_be}"
WOULD_BE = "; with {option} {unit} it would be {value:.3g} {shown_in}"
WOULD_NOT_BE = ": check the columns; none of the units {units} gives a plausible value"
NO_REST = (
    "it contains no half second at rest, from which the detector learns the standing direction; import it"
    " nevertheless with --allow-moving"
)
NO_REST_UNIT = "it contains no half second at rest; with --gyro-unit {unit} it would"
OTHER_AXES = (
    "the rates' axes are not the acceleration's ({now:+.2f}); with --gyro-columns={axes} they would fit"
    " ({fit:+.2f})"
)

# Notes
NOTE_SAME_STAMP = "{samples} samples with the time of the one before were left out"
NOTE_LEFT_OUT = "{samples} samples were left out: one of the sensors has none at their time"
NOTE_ALSO = "not taken: {names}; choose with --accel-columns, --gyro-columns"
NOTE_AVERAGED = "{rate_hz:.0f} samples per second were averaged by {count}"
NOTE_MIRRORED = "the axes are mirrored (gravity turns against the rates, {now:+.2f}): the rates were reversed"
NOTE_RATE = (
    "gravity turns {slope:.2g} times as fast as the rates say: check the rate ({rate_hz:.4g} Hz told,"
    " {fits_hz:.3g} Hz would fit) or the gyroscope's scale"
)
NOTE_GYRO_UNIT = "the file says {told} for the rates, which gravity contradicts: read as {unit}"
NOTE_GYRO_FACTOR = "the rates give {factor:.2g} times the rotation of gravity in {unit}"
NOTE_ACCEL_UNIT = "the file says {told} for the acceleration, which gravity contradicts: read as {unit}"
NOTE_ROTATION = "the rates read in {unit} give {ratio:.2g} times the rotation of gravity: {advice}"
NOTE_ROTATION_UNIT = "with --gyro-unit {unit} they would fit"
NOTE_ROTATION_COLUMNS = "check --gyro-columns"
NOTE_SHIFTED = "time was shifted by {shift_ms} ms, to begin at 0"
NOTE_RATE_RANGE = "{rate_hz:.1f} samples per second: the detector is designed for 25 to 208"
NOTE_GAPS = "gaps in time: {gaps}, the longest {longest_ms} ms; reps in a gap are not counted"
NOTE_NO_REST = "it contains no half second at rest: the standing direction may not be learnt"
NOTE_CLIPPED = "{samples} samples beyond the largest full scale were clipped, as the sensor would clip them"

# What was understood
ACCEL_COUNTS = "counts of {size:.4g} micro-g"
GYRO_COUNTS = "counts of {size:.4g} micro-deg/s"
SENSORS = "acceleration {accel} in {accel_unit}; rates {gyro} in {gyro_unit}"
PLUS_GRAVITY = "{accel} plus {gravity}"
