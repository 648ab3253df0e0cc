"""The committed case holds the recommended board, the digits and the battery, measured on its STL files."""

from importlib.util import find_spec
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from docs_build.making import dimensions as d
from docs_build.making.case_picture import exploded_picture, worn_picture
from docs_build.making.mesh import read_stl
from heeldrive_lab.util.paths import FIRMWARE

DOCS = Path(__file__).parents[3] / "docs"
BOARD = d.BOARDS[d.RECOMMENDED]
THINNEST_MM = 1.6


def crossings(part, start, direction):
    """Return where a straight line from `start` passes through the surface of a part, in mm along it."""
    triangles = read_stl(DOCS / "case" / f"{part}.stl")
    # Slightly beside it, so that it meets no edge.
    start = np.add(start, (0.013, 0.017, 0.011))
    direction = np.array(direction, float)
    first, second = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    across = np.cross(direction, second)
    size = (first * across).sum(1)
    size[np.abs(size) < 1e-9] = np.nan  # parallel to the line
    away = start - triangles[:, 0]
    u = (away * across).sum(1) / size
    turned = np.cross(away, first)
    v = (turned @ direction) / size
    at = (turned * second).sum(1) / size
    return np.sort(at[(u >= 0) & (v >= 0) & (u + v <= 1) & (at > 0)])


def size_of(part):
    """Return the lengths of the edges of a part's bounding box."""
    return np.ptp(read_stl(DOCS / "case" / f"{part}.stl").reshape(-1, 3), axis=0)


def test_every_case_is_for_a_board_that_the_firmware_knows():
    files = {path.stem for path in (FIRMWARE / "wearable" / "boards").glob("*.py")}
    assert set(d.BOARDS) <= files
    for name, board in d.BOARDS.items():
        pins = (FIRMWARE / "wearable" / "boards" / f"{name}.py").read_text("utf-8")
        assert (board.button is None) == ("BUTTON = None" in pins)


def test_boards_lie_side_by_side_between_the_walls():
    # From the middle outwards, above the shelf.
    z = d.BOARD_Z + 1
    assert crossings("base", (0, -10, z), (1, 0, 0))[0] >= d.FEATHER.x / 2 + 0.5
    assert crossings("base", (10, 0, z), (0, 1, 0))[0] >= d.MIDDLE / 2 + d.FEATHER.y + 0.5


def test_the_battery_lies_under_the_shelf_between_the_screws_and_has_room_to_swell():
    room = d.SHELF_Z - d.WALL - d.BATTERY.z
    assert room >= 1
    y = -d.INNER_Y / 2 + d.LEDGE + d.BATTERY.y
    assert crossings("base", (0, 0, 5), (0, -1, 0))[0] >= -(y - d.BATTERY.y) - 0.1
    assert 2 * crossings("base", (0, 0, 5), (1, 0, 0))[0] > d.BATTERY.x + 1  # the column of a screw


def test_the_breakout_lies_beside_the_battery():
    assert d.BATTERY.y + d.BREAKOUT.y + 1 <= d.INNER_Y - 2 * d.LEDGE
    assert d.BREAKOUT.z < d.SHELF_Z - d.WALL


@pytest.mark.parametrize(
    ("part", "start", "direction"),
    [
        ("base", (0, -60, 15), (0, 1, 0)),
        ("base", (-60, 15, 15), (1, 0, 0)),
        ("base", (0, 0, -5), (0, 0, 1)),
        ("shelf", (0, 12, -5), (0, 0, 1)),
        ("lid", (15, 15, 0), (0, 0, 1)),
        ("lid", (-26.5, -15, 0), (0, 0, 1)),
        ("base", (-50, 0, 2), (1, 0, 0)),
    ],
)
def test_walls_are_thick_enough_to_print(part, start, direction):
    enters, leaves = crossings(part, start, direction)[:2]
    assert leaves - enters >= THINNEST_MM - 0.01


def test_the_cap_reaches_the_button_of_the_board_through_the_lid():
    x, y = d.in_case(BOARD.button)
    assert len(crossings("lid", (x, y, 0), (0, 0, 1))) == 0
    assert crossings("lid", (x, y, d.LID_Z + 1), (1, 0, 0))[0] > d.BUTTON_CAP / 2
    bottom, top = crossings("button", (x, y, 0), (0, 0, 1))
    assert bottom == pytest.approx(d.BOARD_Z + d.FEATHER.z + d.TACT_SWITCH_HEIGHT, abs=0.1)
    assert top > d.TOP_Z
    assert size_of("button")[0] > d.BUTTON_HOLE, "it would fall out"


def test_the_reset_is_reached_with_a_paper_clip():
    assert len(crossings("lid", (*d.in_case(BOARD.reset), 0), (0, 0, 1))) == 0


def test_the_window_is_over_the_digits_and_they_reach_into_it():
    for x in (-1, 1):
        for y in (-1, 1):
            corner = (x * d.DIGITS.x / 2, d.DIGITS_Y + y * d.DIGITS.y / 2, 0)
            assert len(crossings("lid", corner, (0, 0, 1))) == 0
    assert d.LID_Z < d.BOARD_Z + d.FEATHER.z + d.DIGITS.z <= d.TOP_Z


def test_a_plug_reaches_the_usb_socket_over_the_lug():
    _, y = d.in_case((0, d.USB_Y))
    for aside in (-5.9, 5.9):
        line = crossings("base", (0, y + aside, d.USB_Z), (1, 0, 0))
        assert len(line) == 0
    assert d.USB_Z - d.USB_PLUG.z / 2 > d.LUG[1]


def test_a_strap_of_40_mm_passes_both_slots():
    for side in (-1, 1):
        x = side * d.SLOT_X
        both = crossings("base", (x, 0, 2), (0, 1, 0))[0] + crossings("base", (x, 0, 2), (0, -1, 0))[0]
        assert both >= 40


def test_the_shelf_goes_into_the_base_and_rests_on_its_ledge():
    x, y, _ = size_of("shelf")
    assert d.INNER_X - 2 * d.LEDGE < x < d.INNER_X
    assert d.INNER_Y - 2 * d.LEDGE < y < d.INNER_Y


@pytest.mark.parametrize(("name", "picture"), [("case_parts", exploded_picture), ("worn", worn_picture)])
def test_the_pictures_show_the_committed_case(name, picture):
    committed = matplotlib.image.imread(DOCS / "pictures" / f"{name}.png")[..., :3] * 255
    assert np.abs(committed - picture(DOCS / "case")).mean() < 0.5, "run make case"


def test_the_files_are_what_the_model_makes(tmp_path):
    if find_spec("build123d") is None:
        pytest.skip("build123d takes 1 GB: make case installs it")
    from docs_build.making.case import write

    write(BOARD, tmp_path)
    names = {path.stem for path in tmp_path.glob("*.stl")}
    assert names == {path.stem for path in (DOCS / "case").glob("*.stl")}
    for name in names:
        made = read_stl(tmp_path / f"{name}.stl").reshape(-1, 3)
        committed = read_stl(DOCS / "case" / f"{name}.stl").reshape(-1, 3)
        assert np.allclose((made.min(0), made.max(0)), (committed.min(0), committed.max(0)), atol=0.02)
