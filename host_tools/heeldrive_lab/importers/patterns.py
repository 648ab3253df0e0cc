"""What the text of a recording looks like: separators, numbers, units, clocks, and what is no recording."""

import re

# None stands for any white space.
DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", None: "spaces"}
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
# Units in brackets at the end of a name, as in `Acc X [mg]` or `time (s)`.
BRACKETS = re.compile(r"\s*[\[(]\s*([^\[]*?)\s*[\])]+\s*$")
UNIT_CELL = re.compile(
    r"[\[(]?\s*(n/?a|no.?units?|unitless|counts?|lsb|[nmµu]?s|sec(onds)?|m?g|m/?\(?s.{1,4}"
    r"|m?(deg|°|degrees)/?(s|sec)?|m?dps|rad/?(s|sec)?|[uµm]?t|gauss|%|.?c|m?v|hz|ticks)\s*[\])]?",
    re.IGNORECASE,
)
MONITOR = re.compile(r"\s*(\d{1,2}:\d{2}:\d{2}[.,]\d+)\s*->\s*")
PLOTTED = re.compile(r"([A-Za-z_][\w ]*?)\s*[:=]\s*([+-]?\d+\.?\d*(?:[eE][+-]?\d+)?)(?=\s*(?:[,;\t ]|$))")
# First bytes of what people take for a recording.
NOT_TEXT = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a sound or a film",
    b"SQLite format": "a database",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"MATLAB": "a MATLAB file",
    b"\x93NUMPY": "a NumPy file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"<": "a web page or XML",
    b"\x7fELF": "a program",
}

TABLE_ENDINGS = {".csv", ".txt", ".tsv", ".dat", ".log", ".gcsv"}

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b]")
BLANKS = ("", "nan", "null", "none", "-")
# Android's numbers of sensor types.
ANDROID_TYPES = {"1": "accelerometer", "4": "gyroscope", "9": "gravity", "10": "linear acceleration"}
RATE = re.compile(
    r"(?:rate|freq\w*|odr|hz)[\"'\]) _]*[:=,;\t ]+[\"']?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*Hz", re.IGNORECASE
)

CLOCK = re.compile(
    r"(?:^|[T _,-])(\d{1,2})[:.h](\d{2})[:.](\d{2})(?:[.,:_](\d{1,9}))?"
    r"\s*([AaPp]\.?[Mm])?(?:\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?$"
)

GYROFLOW_SCALE = re.compile(r"([tga])scale\s*[,;\t]\s*([0-9.eE+-]+)")
RATE_NAME = re.compile(r"hz$|sampl\w*.?rate", re.IGNORECASE)
# Names of columns that tell devices, and kinds of sensors, apart.
TYPED = re.compile(r"sensor|type", re.IGNORECASE)
DEVICE = re.compile(r"addr|device|sensor|mac|^id$|tag|node", re.IGNORECASE)
