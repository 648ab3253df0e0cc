"""The story of docs/tune-it.md: `python -m docs_build.tune_story docs` runs it and writes what it prints.

Every line of the page that begins with `$` is run in a folder with a board's drive, and its output replaces
what stands below it. At a comment `wears: NAME, NAME` Anna wears the board, with the drive's settings, in
the recorded sessions of these names. The picture shows the depths of all cycles in the logs.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.plots import svg
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.paths import FIRMWARE, RECORDED_SESSIONS
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive
from matplotlib.figure import Figure

PAGE, PICTURE = "tune-it.md", "pictures/tune_it.svg"
BOOT_OUT = "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040 with rp2040\nBoard ID:{}\n"
BOARD_ID = "adafruit_feather_rp2040"
_STEP = re.compile(r"<!-- wears: (.*) -->\n|(?<=```console\n)((?:.*\n)*?)(?=```\n)")
_COLOURS = {(True, True): "tab:blue", (True, False): "tab:red", (False, False): "tab:grey"}
_WORDS = {(True, True): "counted", (True, False): "no longer counted", (False, False): "refused"}


class Story:
    """A board, its drive as a computer sees it, and a folder with both the drive and Anna's files.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._drive = folder / "CIRCUITPY"
        self._drive.mkdir()
        (self._drive / "boot_out.txt").write_text(BOOT_OUT.format(BOARD_ID))
        (self._drive / "settings.toml").write_text("")
        self._memory = VirtualDrive("internal", 7 << 20)

    def carried_out(self, page: str) -> str:
        """The text of the page after everything on it has happened."""
        return _STEP.sub(self._step, page)

    def _step(self, found: re.Match[str]) -> str:
        if found[1]:
            for name in found[1].split(", "):
                self._wear(RECORDED_SESSIONS / f"{name}.csv")
            return found[0]
        commands = [line for line in found[2].splitlines() if line.startswith("$ ")]
        return "".join(f"{command}\n{self._run(command[2:])}" for command in commands)

    def _wear(self, session: Path) -> None:
        """Do what was recorded, with the board on."""
        with SessionReader(session) as reader:
            header = reader.header
            worn = WearerSpec(
                reader,
                accel_ug_per_count=header.accel_ug_per_count,
                gyro_udps_per_count=header.gyro_udps_per_count,
            )
            settings = (self._drive / "settings.toml").read_text("utf-8")
            storage = StorageSpec(settings_text=settings, drive=self._memory)
            VirtualBoard(worn, storage=storage, board_id=BOARD_ID).run(FIRMWARE)
        self._memory.power_on(None)
        (self._drive / "heeldrive.log").write_bytes(self._memory.read("heeldrive.log"))

    def _run(self, command: str) -> str:
        """Run a command in a shell; what it prints, as in a terminal."""
        surroundings = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=surroundings,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            raise RuntimeError(f"{command}\n{done.stdout}")
        return done.stdout


def depths(folder: Path) -> Iterator[tuple[int, float, tuple[bool, bool]]]:
    """Number of the log, depth in deg, and whether old and new settings count it, for each cycle."""
    old, new = (load_settings(folder / name) for name in ("settings.toml", "tuned.toml"))
    for number, path in enumerate(sorted((folder / "logs").glob("log_????.csv")), 1):
        loaded = read_recording(path)
        before, after = (
            {event["start_ms"]: event for event in replay(loaded, settings) if "depth_deg" in event}
            for settings in (old, new)
        )
        for start_ms, event in before.items():
            if start_ms in after:
                counted = event["kind"] == "rep", after[start_ms]["kind"] == "rep"
                yield number, event["depth_deg"], counted


def draw(folder: Path, target: Path) -> None:
    """Draw the depth of every cycle, log by log, between the old and the new limit."""
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.add_subplot()
    cycles = list(depths(folder))
    for outcome, colour in _COLOURS.items():
        places = [place for place, cycle in enumerate(cycles) if cycle[2] == outcome]
        axes.plot(places, [cycles[place][1] for place in places], "o", color=colour, label=_WORDS[outcome])
    for name, style in (("settings.toml", ":"), ("tuned.toml", "-")):
        limit_deg = load_settings(folder / name).depth_min_deg
        axes.axhline(limit_deg, color="black", linestyle=style, linewidth=1, label=f"{limit_deg} deg, {name}")
    numbers = [cycle[0] for cycle in cycles]
    for number in sorted(set(numbers)):
        first = numbers.index(number)
        axes.axvline(first - 0.5, color="lightgrey", linewidth=1)
        axes.text(first, 99, f"log_{number:04}", fontsize=8)
    axes.set(ylim=(20, 106), ylabel="depth of the thigh, deg", xlabel="cycles in their order", xticks=[])
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8, frameon=False)
    target.write_text(svg(figure), "utf-8")


def main() -> None:
    """Run the story and write page and picture to the folder given as the first argument."""
    docs = Path(sys.argv[1])
    with TemporaryDirectory() as temporary:
        story = Story(Path(temporary))
        text = story.carried_out((docs / PAGE).read_text("utf-8"))
        draw(story.folder, docs / PICTURE)
    with replacing(docs / PAGE) as file:
        file.write(text)


if __name__ == "__main__":
    main()
