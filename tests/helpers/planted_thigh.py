"""Exact samples of a thigh over a planted foot, with known lever, knee travel, yaw and direction of lean."""

import gzip
from dataclasses import dataclass

import numpy as np
from heeldrive_lab.sessions.samples import SampleTable
from heeldrive_lab.sessions.session import SessionHeader

G = 9.80665
HZ = 104
STAND_S, MOVE_S, PAUSE_S = 3.0, 1.2, 1.6
LEVER_M = 0.22
UG, UDPS = 122, 17500


@dataclass(frozen=True)
class Bend:
    """How the thigh moves in each rep: all of it grows and shrinks with the inclination."""

    depth_deg: float = 80.0
    hold_s: float = 0.4
    travel_m: float = 0.0  # forward, at the bottom
    yaw_deg: float = 0.0
    direction_deg: float = 0.0  # of the lean, to the left of forward

    @property
    def length_s(self):
        return 2 * MOVE_S + self.hold_s + PAUSE_S


def step(u):
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10 - 15 * u + 6 * u**2)


def turn(axis, angle):
    cosine, sine, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    rows = {
        "y": [[cosine, zero, sine], [zero, one, zero], [-sine, zero, cosine]],
        "z": [[cosine, -sine, zero], [sine, cosine, zero], [zero, zero, one]],
    }[axis]
    return np.moveaxis(np.array(rows), 2, 0)


def pose(t, bends):
    """Attitude (n, 3, 3) and position (n, 3) of the sensor: x forward, y left, z up along the thigh."""
    flexion, yaw, direction, travel = (np.zeros_like(t) for _ in range(4))
    start = STAND_S
    for bend in bends:
        bent = step((t - start) / MOVE_S) - step((t - start - MOVE_S - bend.hold_s) / MOVE_S)
        flexion += bent * np.radians(bend.depth_deg)
        yaw += bent * np.radians(bend.yaw_deg)
        travel += bent * bend.travel_m
        direction[(t >= start) & (t < start + bend.length_s)] = np.radians(bend.direction_deg)
        start += bend.length_s
    attitude = turn("z", yaw + direction) @ turn("y", -flexion) @ turn("z", -direction)
    knee = np.stack([travel, np.zeros_like(t), np.zeros_like(t)], axis=1)
    return attitude, knee + LEVER_M * attitude[:, :, 2]


def samples(bends):
    """Times (ms), specific force (m/s2) and angular rate (rad/s)."""
    t = np.arange(0.0, STAND_S + sum(bend.length_s for bend in bends) + 1.0, 1 / HZ)
    fine = 1e-3
    (before, there_before), (now, there), (after, there_after) = (
        pose(t + late, bends) for late in (-fine, 0.0, fine)
    )
    felt = (there_after - 2 * there + there_before) / fine**2 + np.array([0.0, 0.0, G])
    force = np.einsum("nji,nj->ni", now, felt)
    spin = np.swapaxes(now, 1, 2) @ (after - before) / (2 * fine)
    rate = np.stack([spin[:, 2, 1], spin[:, 0, 2], spin[:, 1, 0]], axis=1)
    return np.rint(1000 * t).astype(int), force, rate


def session(bends):
    """The samples as raw counts."""
    t_ms, force, rate = samples(bends)
    counts = np.hstack((force / G * 1e6 / UG, np.degrees(rate) * 1e6 / UDPS))
    noise = np.random.default_rng(1).normal(0, 3, counts.shape)
    table = np.hstack((t_ms[:, None], np.rint(counts + noise).astype(np.int64)))
    return SampleTable(SessionHeader("LSM6DSOX", UG, UDPS, HZ, "right", "imported"), table)


def edges_ms(bends):
    """Start and end of each rep, ms."""
    starts = STAND_S + np.cumsum([0.0, *(bend.length_s for bend in bends)])
    return [
        (round(1000 * start), round(1000 * (start + 2 * MOVE_S + bend.hold_s)))
        for start, bend in zip(starts, bends, strict=False)
    ]


def write_recording(folder, name, bends, activity, leg=""):
    """Add a recording in the layout of the recordings of people, with a row of labels for each rep."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = folder / "labels.csv"
    if not labels.exists():
        labels.write_text("file,start_ms,end_ms,activity,sensor_leg,reps\n")
    t_ms, force, rate = samples(bends)
    with gzip.open(folder / f"{name}.gz", "wt") as file:
        file.write("t_ms,ax,ay,az,gx,gy,gz\n")
        for when, a, w in zip(t_ms, force, rate, strict=True):
            file.write(f"{when}," + ",".join(f"{value:.5f}" for value in (*a, *w)) + "\n")
    with labels.open("a") as file:
        for start, end in edges_ms(bends):
            file.write(f"{name},{start},{end},{activity},{leg},1\n")
