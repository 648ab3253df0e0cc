"""Triangles: read from STL files, made for simple bodies, and drawn with hidden surfaces removed."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("unused", "<u2")])
_LIGHT = np.array((-0.35, 0.5, 0.8)) / np.linalg.norm((-0.35, 0.5, 0.8))
_FINER = 2  # pixels are drawn so many times smaller, then averaged
# An edge is drawn where surfaces meet at more than 32 degrees, or one hides another.
_FOLD, _STEP_MM = 0.85, 1.2


def read_stl(path: Path) -> Floats:
    """Read a binary STL file.

    Returns:
        The triangles, (count, 3 corners, 3), mm.

    Raises:
        ValueError: the file is not a whole binary STL file.
    """
    data = path.read_bytes()
    count = int.from_bytes(data[80:84], "little")
    if len(data) != 84 + count * _RECORD.itemsize:
        raise ValueError(f"{path} is no binary STL file")
    return np.frombuffer(data, _RECORD, offset=84)["corners"].astype(float)


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> Floats:
    """A box between two corners."""
    ends = np.array((low, high))
    corners = np.array([[ends[i, 0], ends[j, 1], ends[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    faces = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    return np.array([corners[[f[0], f[i], f[i + 1]]] for f in faces for i in (1, 2)])


def turned(outline: Floats, count: int = 96) -> Floats:
    """The surface that an outline of (radius, height) sweeps about the z axis."""
    angles = np.linspace(0, 2 * np.pi, count + 1)
    ring = np.stack((np.sin(angles), -np.cos(angles)), -1)
    rings = [np.column_stack((ring * radius, np.full(count + 1, z))) for radius, z in outline]
    return np.concatenate([band(low, high) for low, high in pairwise(rings)])


def band(low: Floats, high: Floats) -> Floats:
    """The surface between two paths of as many points."""
    return np.concatenate(
        (np.stack((low[:-1], low[1:], high[1:]), 1), np.stack((low[:-1], high[1:], high[:-1]), 1))
    )


def draw(
    bodies: list[tuple[Floats, str]], view: Floats, size: tuple[int, int], scale: float, middle: Floats
) -> NDArray[np.uint8]:
    """Draw bodies in parallel projection.

    Args:
        bodies: triangles and their colour, as #rrggbb.
        view: rows are right, up and towards the viewer in the bodies' own axes.
        size: width and height, px.
        scale: px a millimetre.
        middle: the point that is drawn in the middle.

    Returns:
        The picture, (height, width, RGB); white where nothing is.
    """
    width, height = (_FINER * each for each in size)
    depth = np.full((height, width), -np.inf)
    normals = np.zeros((height, width, 3))
    colours = np.ones((height, width, 3))
    for triangles, colour in bodies:
        rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        seen = (triangles - middle) @ view.T
        seen[..., 0] = width / 2 + seen[..., 0] * scale * _FINER
        seen[..., 1] = height / 2 - seen[..., 1] * scale * _FINER
        across = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
        lengths = np.linalg.norm(across, axis=1)
        for corners, normal, length in zip(seen, across, lengths, strict=True):
            if length > 0:
                unit = view @ normal / length
                _fill(corners, unit if unit[2] >= 0 else -unit, rgb, depth, normals, colours)
    shade = 0.45 + 0.55 * np.clip(normals @ _LIGHT, 0, 1)
    picture = np.where(np.isfinite(depth)[..., None], colours * shade[..., None], 1.0)
    picture[_edges(depth, normals)] *= 0.35
    smooth = picture.reshape(size[1], _FINER, size[0], _FINER, 3).mean((1, 3))
    return np.round(smooth * 255).astype(np.uint8)


def _fill(
    corners: Floats, normal: Floats, rgb: Floats, depth: Floats, normals: Floats, colours: Floats
) -> None:
    """Draw one triangle, (3 corners, px px mm), where it is nearer than what is there."""
    (x0, y0, z0), (x1, y1, z1), (x2, y2, z2) = corners
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    left, right = max(int(min(x0, x1, x2)), 0), min(int(max(x0, x1, x2)) + 2, depth.shape[1])
    top, bottom = max(int(min(y0, y1, y2)), 0), min(int(max(y0, y1, y2)) + 2, depth.shape[0])
    if abs(area) < 1e-9 or left >= right or top >= bottom:
        return
    x, y = np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5)
    b = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / area
    c = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) / area
    part = slice(top, bottom), slice(left, right)
    z = z0 + b * (z1 - z0) + c * (z2 - z0)
    nearer = (b >= -1e-9) & (c >= -1e-9) & (b + c <= 1 + 1e-9) & (z > depth[part])
    depth[part][nearer] = z[nearer]
    normals[part][nearer] = normal
    colours[part][nearer] = rgb


def _edges(depth: Floats, normals: Floats) -> NDArray[np.bool_]:
    edge = np.zeros(depth.shape, bool)
    there = np.isfinite(depth)
    flat = np.where(there, depth, -1e6)
    for axis in (0, 1):
        drawn, body = edge.swapaxes(0, axis), there.swapaxes(0, axis)
        far, facing = flat.swapaxes(0, axis), normals.swapaxes(0, axis)
        step = np.abs(np.diff(far, axis=0)) > _STEP_MM
        fold = (facing[:-1] * facing[1:]).sum(-1) < _FOLD
        drawn[1:] |= step | (body[:-1] & body[1:] & fold)
    return edge
