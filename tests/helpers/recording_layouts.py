"""One set of three lunges as apps and loggers write it: a function per kind, which returns the files."""

import gzip
import io
import json
import struct
import zipfile

import numpy as np
from heeldrive_lab.sessions.session import SessionReader

G = 9.80665
EPOCH_S = 1752154081.0
LAYOUTS = {}


def kind(name):
    """Register a layout under the name that it has in the table of docs/import-it.md."""

    def register(function):
        LAYOUTS[name] = function
        return function

    return register


class Motion:
    """Time, s; specific force, m/s2; angular rate, rad/s; gravity alone, m/s2; at any rate."""

    def __init__(self, table, rate_hz=50.0, start_s=0.0):
        t_s, values = table[:, 0], table[:, 1:]
        self.t = np.arange(t_s[0], t_s[-1], 1 / rate_hz)
        self.a, self.w = (
            np.column_stack([np.interp(self.t, t_s, values[:, at + axis]) for axis in range(3)])
            for at in (0, 3)
        )
        smooth = np.column_stack([np.convolve(axis, np.ones(15) / 15, "same") for axis in self.a.T])
        smooth[:8], smooth[-8:] = self.a[:8], self.a[-8:]
        self.gravity = smooth / np.linalg.norm(smooth, axis=1, keepdims=True) * G
        self.t = self.t - self.t[0] + start_s
        self.table = table

    def at(self, rate_hz, start_s=0.0):
        return Motion(self.table, rate_hz, start_s)


def start_of(path, length_s=17.0):
    """The first seconds of a session as a motion; clean_set.csv begins with three lunges."""
    with SessionReader(path) as session:
        table = np.array([row for row in session if row[0] < length_s * 1000], float)
        header = session.header
    table[:, 0] /= 1000
    table[:, 1:4] *= header.accel_ug_per_count * 1e-6 * G
    table[:, 4:] *= np.radians(header.gyro_udps_per_count * 1e-6)
    return Motion(table)


def rows(*columns, sep=",", digits=5):
    """Lines of cells; numbers with `digits` decimals, integers and texts as they are."""
    singles = [one for each in map(np.asarray, columns) for one in (each.T if each.ndim == 2 else [each])]
    cells = [
        [f"{cell:.{digits}f}" if one.dtype.kind == "f" else str(cell) for cell in one] for one in singles
    ]
    return [sep.join(line) for line in zip(*cells, strict=True)]


def text(folder, name, *parts, end="\n", encoding="utf-8"):
    lines = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    path = folder / name
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def clock(t_s, digits=3):
    return np.array(
        [
            f"{int(t // 3600) % 24:02}:{int(t // 60) % 60:02}:"
            f"{t % 60:0{digits + 3 if digits else 2}.{digits}f}"
            for t in np.round(t_s, digits)
        ]
    )


def axes(name, letters="XYZ"):
    return [name.format(axis) for axis in letters]


def stamped(m, folder, name, stamps):
    """A table with the time column `name`, whose cells are `stamps`."""
    return [text(folder, "a.csv", f"{name},ax,ay,az,gx,gy,gz", rows(stamps, m.a, m.w))]


@kind("Comma, names, milliseconds")
def plain(m, folder):
    return stamped(m, folder, "t_ms", np.rint(m.t * 1000).astype(int))


@kind("The same, gzip")
def packed(m, folder):
    (path,) = plain(m, folder)
    (folder / "a.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    return [folder / "a.csv.gz"]


@kind("Decimal comma, semicolons")
def decimal_comma(m, folder):
    lines = rows(m.t, m.a, m.w, sep=";")
    return [text(folder, "a.csv", "Zeit (s);ax;ay;az;gx;gy;gz", [line.replace(".", ",") for line in lines])]


@kind("Decimal comma in quotes")
def decimal_comma_quoted(m, folder):
    lines = ['"' + line.replace(".", ",").replace(";", '","') + '"' for line in rows(m.t, m.a, m.w, sep=";")]
    return [text(folder, "a.csv", "time,ax,ay,az,gx,gy,gz", lines)]


@kind("UTF-16, with or without its mark")
def utf16(m, folder):
    (path,) = plain(m, folder)
    path.write_bytes(path.read_text().encode("utf-16-le"))
    return [path]


@kind("UTF-16 of Excel")
def utf16_excel(m, folder):
    (path,) = plain(m, folder)
    path.write_bytes(path.read_text().replace(",", "\t").encode("utf-16"))
    return [path]


@kind("Windows' code page (m/s², °/s)")
def code_page(m, folder):
    names = ["Zeit [s]", *axes("Beschleunigung {} [m/s²]"), *axes("Drehrate {} [°/s]")]
    names = ";".join(names)
    return [
        text(folder, "a.csv", names, rows(m.t, m.a, np.degrees(m.w), sep=";"), encoding="cp1252", end="\r\n")
    ]


@kind("Line ends of old Macs (CR)")
def carriage_returns(m, folder):
    (path,) = plain(m, folder)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    return [path]


def phyphox_files(m, folder, start_s=(0.0028, 0.0079), decimal="."):
    made = []
    for name, unit, values, start in (
        ("Accelerometer", "m/s^2", m.a, start_s[0]),
        ("Gyroscope", "rad/s", m.w, start_s[1]),
    ):
        names = ",".join(f'"{axis}"' for axis in ("Time (s)", f"X ({unit})", f"Y ({unit})", f"Z ({unit})"))
        lines = [",".join(f"{cell:.9E}" for cell in line) for line in np.column_stack((m.t + start, values))]
        if decimal == ",":
            names, lines = (
                names.replace(",", ";"),
                [line.replace(",", ";").replace(".", ",") for line in lines],
            )
        made.append(text(folder, f"{name}.csv", names, lines))
    return made


@kind("phyphox, two files")
def phyphox(m, folder):
    return phyphox_files(m, folder)


@kind("phyphox, zip")
def phyphox_zip(m, folder):
    with zipfile.ZipFile(folder / "phyphox.zip", "w") as archive:
        for path in phyphox_files(m, folder, decimal=","):
            archive.write(path, path.name)
        archive.writestr(
            "meta/time.csv", '"event","experiment time","system time"\n"START",0.0,1752154081.0\n'
        )
    return [folder / "phyphox.zip"]


def sensor_logger_files(m, folder, sensors):
    made = []
    for name, values in sensors.items():
        t = m.t + 0.001 * len(made)
        ns = np.array([int((EPOCH_S + each) * 1e9) for each in t])
        made.append(
            text(folder, f"{name}.csv", "time,seconds_elapsed,z,y,x", rows(ns, t, values[:, ::-1], digits=9))
        )
    return made


@kind("Sensor Logger, two files")
def sensor_logger(m, folder):
    return sensor_logger_files(m, folder, {"TotalAcceleration": m.a, "Gyroscope": m.w})


@kind("Sensor Logger, zip with gravity apart")
def sensor_logger_zip(m, folder):
    files = sensor_logger_files(
        m,
        folder,
        {
            "Accelerometer": m.a - m.gravity,
            "Gravity": m.gravity,
            "Gyroscope": m.w,
            "Orientation": m.w * 0 + 1,
        },
    )
    with zipfile.ZipFile(folder / "run.zip", "w") as archive:
        for path in files:
            archive.write(path, f"run/{path.name}")
        archive.writestr("run/Metadata.csv", "version,device name\n3,phone\n")
    return [folder / "run.zip"]


@kind("Sensor Logger, folder")
def sensor_logger_folder(m, folder):
    inside = folder / "run"
    inside.mkdir()
    sensor_logger_files(
        m,
        inside,
        {"Accelerometer": m.a - m.gravity, "TotalAcceleration": m.a, "Gravity": m.gravity, "Gyroscope": m.w},
    )
    return [inside]


@kind("Sensor Logger, JSON")
def sensor_logger_json(m, folder):
    found = [{"sensor": "Metadata", "version": "3"}]
    for t, a, w in zip(m.t, m.a, m.w, strict=True):
        for sensor, values, late in (("TotalAcceleration", a, 0), ("Gyroscope", w, 0.003)):
            found.append(
                {
                    "sensor": sensor,
                    "time": str(int((EPOCH_S + t + late) * 1e9)),
                    **{axis: f"{v:.6f}" for axis, v in zip("xyz", values, strict=True)},
                }
            )
    (folder / "run.json").write_text(json.dumps(found))
    return [folder / "run.json"]


@kind("Gravity taken out, in its own columns")
def without_gravity(m, folder):
    names = "time,seconds_elapsed,ax,ay,az,gx,gy,gz,grx,gry,grz"
    ns = np.array([int((EPOCH_S + each) * 1e9) for each in m.t])
    return [text(folder, "joined.csv", names, rows(ns, m.t, m.a - m.gravity, m.w, m.gravity))]


@kind("MetaBase, two files and rates")
def metabase(m, folder):
    made = []
    for name, rate_hz, unit, late in (("Accelerometer", 12.5, "g", 0.0), ("Gyroscope", 25.0, "deg/s", 0.01)):
        slow = m.at(rate_hz)
        values = slow.a / G if unit == "g" else np.degrees(slow.w)
        t = slow.t + late
        epoch = np.rint((EPOCH_S + t) * 1000).astype(np.int64)
        names = f"epoch (ms),time (01:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"
        stamps = [f"2025-07-10T{each}" for each in clock(t + 48481)]
        made.append(
            text(
                folder,
                f"MetaWear_{name}_{rate_hz}Hz.csv",
                names,
                rows(epoch, stamps, slow.t, values, digits=3),
            )
        )
    return made


@kind("Polar Sensor Logger, two files")
def polar(m, folder):
    made = []
    for name, unit, values, late in (
        ("ACC", "mg", m.a / G * 1000, 0.0),
        ("GYRO", "dps", np.degrees(m.w), 0.004),
    ):
        ns = np.array([int((805469281 + t + late) * 1e9) for t in m.t])
        phone = [f"2025-07-10T{each}" for each in clock(36000 + np.floor(m.t * 2) / 2)]
        names = f"Phone timestamp;sensor timestamp [ns];X [{unit}];Y [{unit}];Z [{unit}]"
        made.append(
            text(folder, f"Polar_Sense_{name}.txt", names, rows(phone, ns, values, sep=";", digits=3))
        )
    return made


DOT_HEAD = [
    "sep=,",
    "DeviceTag:,THIGH",
    "FirmwareVersion:,3.0.0",
    "OutputRate:,50Hz",
    "Measurement Mode:,Rate quantities",
    "(c) maker",
    "",
]


@kind("Movella DOT, its clock wrapped at 2^32 us")
def dot(m, folder):
    stamps = np.array([(2**32 - 8_000_000 + round(t * 1e6)) % 2**32 for t in m.t])
    names = "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,"
    lines = rows(np.arange(len(m.t)) + 1, stamps, m.a, np.degrees(m.w))
    return [text(folder, "dot.csv", DOT_HEAD, names, [line + "," for line in lines])]


@kind("Movella DOT, a counter of packets only")
def dot_counter(m, folder):
    counter = (np.arange(len(m.t)) + 65000) % 65536
    lines = rows(counter, m.a, np.degrees(m.w))
    del lines[300:305]
    return [text(folder, "dot.csv", DOT_HEAD, "PacketCounter,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z", lines)]


@kind("Shimmer, tabs and a row of units")
def shimmer(m, folder):
    names = "\t".join(
        ["S_Timestamp_Unix_CAL", *(f"S_{s}_{axis}_CAL" for s in ("Accel_LN", "Gyro") for axis in "XYZ")]
    )
    units = "\t".join(["ms"] + ["m/(s^2)"] * 3 + ["deg/s"] * 3)
    return [
        text(
            folder,
            "s.csv",
            '"sep=\t"',
            names + "\t",
            units + "\t",
            [line + "\t" for line in rows((EPOCH_S + m.t) * 1000, m.a, np.degrees(m.w), sep="\t")],
        )
    ]


@kind("WitMotion, address and clock")
def witmotion(m, folder):
    names = ["address", "Time(s)", *axes("a{}(g)", "xyz"), *axes("w{}(deg/s)", "xyz"), *axes("Angle{}(deg)")]
    names = "\t".join(names)
    stamps = [f" {each}" for each in clock(48481 + m.t)]
    return [
        text(
            folder,
            "w.txt",
            "StartTime: 2026-01-02 10:11:12.345",
            names,
            rows(["0x50"] * len(m.t), stamps, m.a / G, np.degrees(m.w), m.w * 0 + 3.0, sep="\t"),
        )
    ]


@kind("Gyroflow .gcsv, counts and scales")
def gcsv(m, folder):
    head = [
        "GYROFLOW IMU LOG",
        "version,1.3",
        "id,camera",
        "orientation,YxZ",
        "timestamp,1644159993",
        "tscale,0.001",
        "gscale,0.00122173047",
        "ascale,0.00048828125",
        "t,gx,gy,gz,ax,ay,az",
    ]
    counts = [
        np.rint(values).astype(int) for values in (m.t * 1000, m.w / 0.00122173047, m.a / G / 0.00048828125)
    ]
    return [text(folder, "a.gcsv", head, rows(*counts))]


@kind("Arduino, names after a banner, no time")
def arduino(m, folder):
    head = [
        "IMU test!",
        "Accelerometer sample rate = 50.00 Hz",
        "Gyroscope sample rate = 50.00 Hz",
        "",
        "aX,aY,aZ,gX,gY,gZ",
    ]
    return [text(folder, "a.csv", head, rows(m.a / G, np.degrees(m.w), digits=3), end="\r\n")]


@kind("Arduino, serial monitor's stamps")
def serial_monitor(m, folder):
    lines = rows(m.a, m.w)
    return [
        text(
            folder,
            "a.txt",
            [
                f"{stamp} -> {line}"
                for stamp, line in zip(clock(50000 + m.t), ["ax,ay,az,gx,gy,gz", *lines[1:]], strict=True)
            ],
        )
    ]


@kind("Arduino, name:value")
def serial_plotter(m, folder):
    millis = np.rint(m.t * 1000).astype(int)
    names = ["millis", "accX", "accY", "accZ", "gyroX", "gyroY", "gyroZ"]
    return [
        text(
            folder,
            "a.txt",
            "ready",
            [
                ",".join(f"{n}:{c}" for n, c in zip(names, line.split(","), strict=True))
                for line in rows(millis, m.a / G, np.degrees(m.w))
            ],
        )
    ]


@kind("No names: time and six columns")
def no_names(m, folder):
    return [text(folder, "a.csv", rows(np.rint(m.t * 1e6).astype(int), m.a / G, np.degrees(m.w)))]


@kind("No names: rates first, spaces")
def no_names_gyro_first(m, folder):
    return [text(folder, "a.txt", rows(m.t, m.w, m.a, sep="  "))]


@kind("SparkFun OpenLog Artemis, date and clock")
def openlog(m, folder):
    names = "rtcDate,rtcTime,aX,aY,aZ,gX,gY,gZ,mX,mY,mZ,imu_degC,output_Hz,"
    date = ["01/02/2026"] * len(m.t)
    lines = rows(
        date,
        clock(36660 + m.t, 2),
        m.a / G * 1000,
        np.degrees(m.w),
        m.a * 0 + 20,
        m.t * 0 + 31.2,
        m.t * 0 + 50.0,
        digits=2,
    )
    return [text(folder, "a.csv", names, [line + "," for line in lines])]


@kind("A clock over midnight")
def midnight(m, folder):
    return stamped(m, folder, "time", clock(86400 - 8 + m.t))


@kind("A clock without parts of a second")
def whole_seconds(m, folder):
    stamps = [f"2026-01-02 {each}" for each in clock(np.floor(40000.3 + m.t), 0)]
    return stamped(m, folder, "timestamp", stamps)


@kind("A clock with AM and PM")
def noon(m, folder):
    stamps = [
        f"1/2/2026 {each.replace('00:', '12:', 1) if each.startswith('00:') else each} {half}"
        for each, half in ((clock([t % 43200])[0], "PM" if t >= 43200 else "AM") for t in 43200 - 8 + m.t)
    ]
    return stamped(m, folder, "timestamp", stamps)


@kind("Epoch in s")
def epoch_s(m, folder):
    return stamped(m, folder, "timestamp", EPOCH_S + m.t)


@kind("Epoch in whole seconds")
def epoch_whole_s(m, folder):
    stamps = np.floor(EPOCH_S + 0.3 + m.t).astype(int)
    return stamped(m, folder, "epoch", stamps)


@kind("Epoch in ms")
def epoch_ms(m, folder):
    return stamped(m, folder, "timestamp", np.rint((EPOCH_S + m.t) * 1e3).astype(np.int64))


@kind("Epoch in us")
def epoch_us(m, folder):
    return stamped(m, folder, "timestamp", np.rint((EPOCH_S + m.t) * 1e6).astype(np.int64))


@kind("Epoch in ns")
def epoch_ns(m, folder):
    return stamped(m, folder, "timestamp", np.array([int((EPOCH_S + t) * 1e9) for t in m.t]))


@kind("A 16-bit counter of ms")
def counter_16(m, folder):
    return stamped(m, folder, "ticks", (np.rint(m.t * 1000).astype(int) + 58000) % 65536)


@kind("CircuitPython's ticks_ms over 2^29")
def ticks(m, folder):
    return stamped(m, folder, "ticks", (np.rint(m.t * 1000).astype(int) + 2**29 - 9000) % 2**29)


@kind("Equal stamps in a packet")
def packets(m, folder):
    stamps = np.rint(m.t[np.arange(len(m.t)) // 5 * 5] * 1000).astype(int)
    return stamped(m, folder, "time_ms", stamps)


@kind("Rows by sensor, the other's cells empty")
def rows_by_sensor(m, folder):
    lines = []
    for t, a, w in zip(m.t, m.a, m.w, strict=True):
        ms = round(t * 1000)
        lines += [
            f"{ms},{a[0]:.4f},{a[1]:.4f},{a[2]:.4f},,,",
            f"{ms + 3},,,,{w[0]:.4f},{w[1]:.4f},{w[2]:.4f}",
        ]
    return [text(folder, "a.csv", "t_ms,ax,ay,az,gx,gy,gz", lines)]


@kind("Rows by sensor, named in a column")
def long_rows(m, folder):
    lines = []
    for t, a, w in zip(m.t, m.a, m.w, strict=True):
        for sensor, v, late in (("Accelerometer", a, 0), ("Gyroscope", w, 3)):
            lines.append(f"{round(t * 1000) + late},{sensor},{v[0]:.4f},{v[1]:.4f},{v[2]:.4f}")
    return [text(folder, "a.csv", "timestamp,sensor,x,y,z", lines)]


@kind("Rows by sensor, Android's type numbers")
def android_types(m, folder):
    lines = []
    for t, a, w in zip(m.t, m.a, m.w, strict=True):
        for sensor, v, late in ((1, a, 0), (4, w, 3_000_000)):
            lines.append(
                f"{int(t * 1e9) + 81_000_000_000_000 + late},{sensor},{v[0]:.4f},{v[1]:.4f},{v[2]:.4f}"
            )
    return [text(folder, "a.csv", "timestamp,sensor_type,v0x,v0y,v0z", lines)]


@kind("One value a row")
def one_value(m, folder):
    lines = []
    for t, six in zip(m.t, np.hstack((m.a, m.w)), strict=True):
        lines += [
            f"{round(t * 1000)},{name},{value:.5f}"
            for name, value in zip(("ax", "ay", "az", "gx", "gy", "gz"), six, strict=True)
        ]
    return [text(folder, "a.csv", "time_ms,channel,value", lines)]


def edge_impulse(m):
    sensors = [
        {"name": f"{s}{axis}", "units": unit}
        for s, unit in (("acc", "m/s2"), ("gyr", "dps"))
        for axis in "XYZ"
    ]
    values = np.round(np.hstack((m.a, np.degrees(m.w))), 4).tolist()
    payload = {"device_type": "X", "interval_ms": 20, "sensors": sensors, "values": values}
    return {"protected": {"ver": "v1", "alg": "none"}, "signature": "0", "payload": payload}


@kind("Edge Impulse, JSON")
def edge_impulse_json(m, folder):
    (folder / "a.json").write_text(json.dumps(edge_impulse(m)))
    return [folder / "a.json"]


@kind("Edge Impulse, CBOR")
def edge_impulse_cbor(m, folder):
    import cbor2

    (folder / "a.cbor").write_bytes(cbor2.dumps(edge_impulse(m)))
    return [folder / "a.cbor"]


@kind("ST SensorTile.box, mg and mdps")
def st_box(m, folder):
    names = ",".join(["T [ms]", *axes("Acc{} [mg]"), *axes("Gyro{} [mdps]"), *axes("Mag{} [mGa]")])
    return [
        text(
            folder,
            "a.csv",
            names,
            rows(
                np.rint(m.t * 1000).astype(int),
                m.a / G * 1000,
                np.degrees(m.w) * 1000,
                m.a * 0 + 300,
                digits=1,
            ),
        )
    ]


@kind("ST BLE Sensor, two files")
def st_ble(m, folder):
    made = []
    for name, unit, values in (
        ("Accelerometer", "mg", m.a / G * 1000),
        ("Gyroscope", "dps", np.degrees(m.w)),
    ):
        names = f"Date,HostTimestamp (ms),NodeName,NodeTimestamp,RawData,X ({unit}),Y ({unit}),Z ({unit})"
        stamps = [f"10/07/2025 {each}" for each in clock(30000 + m.t)]
        node = np.rint(m.t * 1000).astype(int) + 500
        made.append(
            text(
                folder,
                f"20250710_{name}.csv",
                "Log start on,10/07/2025 08:20:00",
                f"Feature,{name}",
                "Nodes,BCN-123",
                names,
                rows(
                    stamps,
                    np.rint(m.t * 1000).astype(int),
                    ["BCN-123"] * len(m.t),
                    node,
                    ["0A1B2C"] * len(m.t),
                    values,
                    digits=1,
                ),
            )
        )
    return made


@kind("ST MEMS Studio, names with units")
def st_mems(m, folder):
    names = "A_X [mg]\tA_Y [mg]\tA_Z [mg]\tG_X [dps]\tG_Y [dps]\tG_Z [dps]"
    return [
        text(
            folder,
            "a.txt",
            "lsm6dsox",
            "ODR: 50 Hz",
            "",
            names,
            rows(m.a / G * 1000, np.degrees(m.w), sep="\t", digits=2),
        )
    ]


@kind("JSON, an object a line")
def json_lines(m, folder):
    lines = [
        json.dumps({"t_ms": round(t * 1000), "accel": dict(zip("xyz", a, strict=True)), "gyro": w.tolist()})
        for t, a, w in zip(m.t, m.a, m.w, strict=True)
    ]
    return [text(folder, "a.jsonl", lines)]


@kind("JSON, a list for each column")
def json_columns(m, folder):
    columns = dict(zip(("ax", "ay", "az", "gx", "gy", "gz"), np.hstack((m.a, m.w)).T.tolist(), strict=True))
    (folder / "a.json").write_text(json.dumps({"device": "X", "t": m.t.tolist(), **columns}))
    return [folder / "a.json"]


@kind("AX6, CSV without names")
def ax6_csv(m, folder):
    stamps = [f"2026-01-02 {each}" for each in clock(40000 + m.t)]
    return [text(folder, "a.csv", rows(stamps, m.a / G, np.degrees(m.w)))]


@kind("AX6, .cwa")
def ax6_cwa(m, folder):
    six = np.hstack((np.rint(np.degrees(m.w) / 500 * 32768), np.rint(m.a / G * 4096))).astype("<i2")
    out = io.BytesIO()
    out.write(b"MD" + struct.pack("<H", 1020) + b"\x64" + bytes(1019))
    start = 26 << 26 | 1 << 22 | 2 << 17 | 11 << 12 | 6 << 6 | 40
    for at in range(0, len(six) - 39, 40):
        t = m.t[at]
        fraction = int((t - int(t)) * 32768)
        offset = -int(fraction / 32768 * 50)
        head = struct.pack(
            "<2sHHIIIHHBBBBhH",
            b"AX",
            508,
            0x8000 | fraction,
            7,
            at // 40,
            start + int(t),
            4 << 13 | 4 << 10,
            0,
            0,
            0,
            9,
            0x62,
            offset,
            40,
        )
        block = head + six[at : at + 40].tobytes()
        total = sum(struct.unpack("<255H", block)) & 0xFFFF
        out.write(block + struct.pack("<H", -total & 0xFFFF))
    (folder / "a.cwa").write_bytes(out.getvalue())
    return [folder / "a.cwa"]


@kind("OpenSignals, raw counts")
def open_signals(m, folder):
    device = {
        "sensor": ["ACC", "ACC", "ACC", "GYR", "GYR", "GYR"],
        "column": ["nSeq", "DI", *(f"CH{n}" for n in range(1, 7))],
        "sampling rate": 50,
        "label": [f"CH{n}" for n in range(1, 7)],
        "resolution": [16] * 6,
    }
    head = [
        "# OpenSignals Text File Format. Version 1",
        "# " + json.dumps({"00:07:80:AA:BB:CC": device}),
        "# EndOfHeader",
    ]
    counts = np.rint(np.hstack((m.a / G * 8192, np.degrees(m.w) * 65.536))).astype(int)
    return [
        text(
            folder,
            "a.txt",
            head,
            [line + "\t" for line in rows(np.arange(len(m.t)), np.zeros(len(m.t), int), counts, sep="\t")],
        )
    ]


@kind("AndroSensor, semicolons")
def androsensor(m, folder):
    names = [
        f"{s} {axis} ({u})"
        for s, u in (
            ("ACCELEROMETER", "m/s²"),
            ("GRAVITY", "m/s²"),
            ("LINEAR ACCELERATION", "m/s²"),
            ("GYROSCOPE", "rad/s"),
            ("MAGNETIC FIELD", "μT"),
        )
        for axis in "XYZ"
    ]
    names += ["Time since start in ms ", "YYYY-MO-DD HH-MI-SS_SSS"]
    stamps = [f"2026-01-02 {each.replace(':', '-').replace('.', ':')}" for each in clock(40000 + m.t)]
    return [
        text(
            folder,
            "a.csv",
            ";".join(names),
            rows(
                m.a,
                m.gravity,
                m.a - m.gravity,
                m.w,
                m.a * 0 + 30,
                np.rint(m.t * 1000).astype(int),
                stamps,
                sep=";",
            ),
        )
    ]


@kind("ROS, linear_acceleration with gravity")
def ros(m, folder):
    names = ",".join(["time", *axes("angular_velocity.{}", "xyz"), *axes("linear_acceleration.{}", "xyz")])
    return [text(folder, "a.csv", names, rows(EPOCH_S + m.t, m.w, m.a))]


@kind("Physics Toolbox, gF and w")
def physics_toolbox(m, folder):
    return [text(folder, "a.csv", "time,gFx,gFy,gFz,wx,wy,wz", rows(m.t, m.a / G, m.w))]


@kind("SensorLog for iOS")
def sensor_log(m, folder):
    names = ["loggingTime(txt)", "accelerometerTimestamp_sinceReboot(s)"]
    names += [*axes("accelerometerAcceleration{}(G)"), *axes("motionRotationRate{}(rad/s)")]
    names = ",".join([*names, *axes("motionUserAcceleration{}(G)"), *axes("motionGravity{}(G)")])
    stamps = [f"2026-01-02T{each}+01:00" for each in clock(40000 + m.t)]
    return [
        text(
            folder,
            "a.csv",
            names,
            rows(stamps, 5000 + m.t, -m.a / G, m.w, (m.gravity - m.a) / G, -m.gravity / G),
        )
    ]


@kind("Restarted: a second recording appended")
def appended(m, folder):
    lines = rows(5 + m.t, m.a, m.w)
    names = "time,ax,ay,az,gx,gy,gz"
    return [text(folder, "a.csv", names, lines[:60], names, rows(4 + m.t, m.a, m.w))]


@kind("Restarted, without names in between")
def restarted(m, folder):
    return [text(folder, "a.csv", "t_s,ax,ay,az,gx,gy,gz", rows(5 + m.t, m.a, m.w)[:80], rows(m.t, m.a, m.w))]


@kind("Comments and words between the rows")
def comments(m, folder):
    lines = rows(m.t, m.a, m.w)
    lines[300:300] = ["# set 1", "button pressed"]
    return [text(folder, "a.csv", "t_s,ax,ay,az,gx,gy,gz", lines)]


@kind("Power cut: half a last line, zeros after it")
def cut(m, folder):
    (path,) = plain(m, folder)
    path.write_bytes(path.read_bytes()[:-17] + bytes(3000))
    return [path]


@kind("400 samples a second")
def fast(m, folder):
    return [text(folder, "a.csv", "t_s,ax,ay,az,gx,gy,gz", rows(m.at(400).t, m.at(400).a, m.at(400).w))]


@kind("Raw counts of an MPU-6050")
def raw_counts(m, folder):
    counts = [np.rint(values).astype(int) for values in (m.t * 1000, m.a / G * 4096, np.degrees(m.w) * 65.5)]
    return [text(folder, "a.csv", "millis,ax,ay,az,gx,gy,gz", rows(*counts))]


@kind("Mirrored axes")
def mirrored(m, folder):
    return [text(folder, "a.csv", "t_s,ax,ay,az,gx,gy,gz", rows(m.t, m.a[:, ::-1], m.w[:, ::-1]))]


@kind("A wrong unit in the names")
def wrong_unit(m, folder):
    return [
        text(
            folder,
            "a.csv",
            "t_s,ax (g),ay (g),az (g),gx (rad/s),gy (rad/s),gz (rad/s)",
            rows(m.t, m.a, np.degrees(m.w)),
        )
    ]
