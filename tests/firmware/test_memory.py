"""The firmware fits into its smallest board as deployed, and starts from source where there is more."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest
from bench import measure, small_board

ROOT = Path(__file__).parents[2]
ROOMS = ("wearable", "sensor", "log", "ui", "link", "power", "recovery")
OURS = tuple(f"from {room}" for room in ROOMS)


def imports_of(path):
    """Yield our modules that a file imports when it is loaded."""
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if line.startswith("from heeldrive"):
            yield "heeldrive"  # a package that loads itself
        elif line.startswith(OURS):
            is_room = words[1] in ROOMS  # its module comes after `import`
            yield f"{words[1]}.{words[3]}" if is_room else words[1]


@pytest.fixture
def order():
    from wearable.bootstrap import ORDER

    return ORDER


def test_each_module_is_loaded_after_those_it_needs_so_that_one_is_compiled_at_a_time(order):
    for number, name in enumerate(order):
        if name == "heeldrive":
            continue  # a package that loads itself
        path = ROOT / "firmware" / Path(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        late = [needed for needed in imports_of(path) if needed not in order[:number]]
        assert late == [], f"{name} loads {late} itself"


@pytest.mark.parametrize("who_am_i", [0x6C, 0x6A, 0x69])
def test_it_starts_and_counts_in_a_small_heap_and_leaves_a_large_piece(recorded, who_am_i):
    small_board.runs_within_limit(recorded("clean_set")[::2], who_am_i, small_board.WORKOUT_MIN)


def test_it_starts_from_source_where_there_is_twice_the_memory(recorded, tmp_path):
    rows = recorded("clean_set")[::2]
    motion = tmp_path / "motion.bin"
    motion.write_bytes(b"".join(struct.pack("<6h", *row[4:], *row[1:4]) for row in rows))
    measure.write_program(tmp_path / "drive")
    folders = [str(tmp_path / "drive"), str(ROOT / "host_tools")]
    done = subprocess.run(
        [
            str(measure.MICROPYTHON),
            *("-X", f"heapsize={2 * small_board.HEAP_LIMIT_KB}k", str(measure.SCRIPT), "firmware", "1500"),
            *(str(motion), str(0x6A), "{}", *folders, sysconfig.get_path("purelib")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_as_deployed_with_all_features_it_leaves_room_on_the_boards_it_was_measured_on(recorded):
    try:
        heap = small_board.board_heap(recorded("clean_set")[::2], minutes=12)
    except small_board.NotFetchedError as error:
        pytest.skip(f"{error}: the heap of a board was not measured")
    for board, at_start in small_board.HEAP_AT_START.items():
        assert at_start - heap.most >= small_board.FREE_KB[board] << 10, (board, heap)
    assert heap.after <= heap.linked + 1024, "it does not grow"


def test_a_room_has_no_init_file_because_a_board_pays_a_hundred_bytes_for_each():
    for room in ROOMS:
        assert (ROOT / "firmware" / room).is_dir()
        assert not (ROOT / "firmware" / room / "__init__.py").exists()
