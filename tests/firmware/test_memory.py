"""The whole firmware starts from source and counts in a heap of so much and no more."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest
from bench import measure

ROOT = Path(__file__).parents[2]


def imports_of(path):
    """The modules of ours that a file loads as it is loaded itself."""
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if line.startswith("from wearable."):
            yield words[1]
        elif line.startswith("from heeldrive"):
            yield "heeldrive"  # a package that loads itself


@pytest.fixture
def order():
    from wearable.start import ORDER

    return ORDER


def test_each_module_is_loaded_after_those_it_needs_so_that_one_is_compiled_at_a_time(order):
    for number, name in enumerate(order):
        if name == "heeldrive":
            continue  # a package that loads itself
        path = ROOT / "firmware" / Path(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        late = [needed for needed in imports_of(path) if needed not in (*order[:number], "wearable.ticks")]
        assert late == [], f"{name} loads {late} itself"


@pytest.mark.parametrize("who_am_i", [0x6C, 0x6A, 0x69])
def test_it_starts_and_counts_within_the_limit(recorded, tmp_path, who_am_i):
    rows = recorded("clean_set")[::2]
    motion = tmp_path / "motion.bin"
    motion.write_bytes(b"".join(struct.pack("<6h", *row[4:], *row[1:4]) for row in rows))
    folders = [str(ROOT / room) for room in ("signal", "host_tools", "firmware")]
    limit_kb = measure.HEAP_LIMIT_KB + motion.stat().st_size // 1024
    done = subprocess.run(
        [
            str(measure.MICROPYTHON),
            *("-X", f"heapsize={limit_kb}k", str(measure.SCRIPT), "firmware", "1500", str(motion)),
            *(str(who_am_i), *folders, sysconfig.get_path("purelib")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    started, after = (int(word) for word in done.stdout.splitlines()[-1].split()[:2])
    assert after <= started + 6000  # nothing piles up
