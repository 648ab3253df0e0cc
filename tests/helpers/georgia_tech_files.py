"""Small files in the layout of Georgia Tech 2023, made from phase times: nobody's data."""

import numpy as np

G = 9.80665
RATE_HZ = 200


def write_kind(folder, kind, columns):
    """`AB01/TRIAL/AB01_TRIAL_KIND.csv` with named columns; NaN as MATLAB writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{folder.parent.name}_{folder.name}_{kind}.csv"
    table = np.column_stack(list(columns.values()))
    np.savetxt(path, table, "%.6g", ",", header=",".join(columns), comments="")
    path.write_text(path.read_text().replace("nan", "NaN"))
    return path


def write_sensors(folder, t_s, left, right):
    """Sensors on both thighs: (n, 6) m/s^2 and deg/s; None for a sensor without samples."""
    axes = ["ACCX", "ACCY", "ACCZ", "GYROX", "GYROY", "GYROZ"]
    columns = {"time": t_s}
    for name, six in (("RShank", None), ("LAThigh", left), ("RAThigh", right)):
        values = np.full((len(t_s), 6), np.nan) if six is None else six
        columns |= {f"{name}_{axis}": column for axis, column in zip(axes, values.T, strict=True)}
    return write_kind(folder, "imu_real", columns)


def lunge(t_s, start, bottom, rise, end, *, top=0.0, deep=1.0):
    """A path that goes from `top` to `deep` and back at the given times, by straight lines."""
    return np.interp(t_s, [start, bottom, rise, end], [top, deep, deep, top])


def write_lunges(folder, t_s, reps, *, known_plates="lr", behind=()):
    """Angles, forces and centre of pressure of lunges.

    Args:
        folder: the trial's folder.
        t_s: time.
        reps: of each lunge `start, bottom, rise, end` in s, the legs in front and stepping, `l` or `r`.
        known_plates: the feet whose forces are known.
        behind: of each lunge the share of its rise with the centre of pressure behind mid-foot.
    """
    angles = {"time": t_s}
    for leg in "lr":
        path = np.zeros(len(t_s))
        back = np.zeros(len(t_s))
        for *times, front, _ in reps:
            (path if front == leg else back)[:] += lunge(t_s, *times)
        ankle = 8 + 10 * path + 25 * back
        knee = 8 + 90 * path + 95 * back
        angles[f"hip_flexion_{leg}"] = 10 + 85 * path - 20 * back
        angles[f"knee_angle_{leg}"] = -knee
        angles[f"ankle_angle_{leg}"] = ankle
    write_kind(folder, "angle", angles)

    forces = {leg: np.full(len(t_s), 400.0) for leg in "lr"}
    for start, _, _, end, _, stepped in reps:
        for begin in (start - 0.1, end - 0.3):
            forces[stepped][(t_s >= begin) & (t_s < begin + 0.4)] = 0.0
    for leg in set("lr") - set(known_plates):
        forces[leg][:] = np.nan
    vertical = {f"{leg.upper()}ForceY_Vertical": forces[leg] for leg in "lr"}
    write_kind(folder, "grf", {"time": t_s, **vertical})

    along = {leg: np.full(len(t_s), 0.12) for leg in "lr"}
    for (*_, rise, end, front, _), share in zip(reps, behind, strict=False):
        inside = (t_s >= rise - 0.02) & (t_s <= end + 0.02)
        along[front][inside] = np.where(t_s[inside] < rise + share * (end - rise), 0.05, 0.2)
    insole = {f"{leg.upper()}COP_AP": along[leg] for leg in "lr"}
    insole |= {f"{leg.upper()}VerticalF": forces[leg] for leg in "lr"}
    write_kind(folder, "insole_sim", {"time": t_s, **insole})


def write_walk(folder, seconds=12.0, *, forwards=1.0):
    """Walking: the centre of pressure goes from the heel at 0 to the toes at 0.25 m in each contact."""
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    still = np.tile([0.0, 0.0, G, 0.0, 0.0, 0.0], (len(t_s), 1))
    write_sensors(folder, t_s, still, still)
    insole = {"time": t_s}
    for leg, late_s in (("L", 0.0), ("R", 0.55)):
        phase_s = (t_s + late_s) % 1.1
        loaded = phase_s < 0.65
        insole[f"{leg}COP_AP"] = np.where(loaded, forwards * 0.25 * phase_s / 0.65, np.nan)
        insole[f"{leg}VerticalF"] = np.where(loaded, 700.0, 0.0)
    write_kind(folder, "insole_sim", insole)
    flag = (t_s >= 2) & (t_s < 10)
    write_kind(folder, "activity_flag", {"time": t_s, "left": flag, "right": flag & (t_s < 9)})
