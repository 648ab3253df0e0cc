"""The result of a deploy, for people and for programs."""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Report:
    """The steps of a deploy, done or, with ``dry_run``, planned.

    Attributes:
        drive: mount point of the drive.
        board: name of the board.
        board_id: CircuitPython's ID of the board.
        circuitpython: CircuitPython's version.
        heeldrive: version of heeldrive that was deployed.
        release: name of the release folder.
        previous: name of the previous release; empty if there was none.
        files: number of files in the release.
        room_bytes: space it takes on the drive, bytes.
        form: how the program was written: ``as_mpy`` or ``as_source``.
        dry_run: whether nothing was written.
        done: a sentence per step, in order.
        notes: warnings for the user.
    """

    drive: str
    board: str
    board_id: str
    circuitpython: str
    heeldrive: str
    release: str = ""
    previous: str = ""
    files: int = 0
    room_bytes: int = 0
    form: str = ""
    dry_run: bool = False
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """The report as one JSON object."""
        return json.dumps(asdict(self), indent=1)

    def lines(self) -> list[str]:
        """The report as lines for the terminal."""
        head = f"{self.drive}: {self.board}, CircuitPython {self.circuitpython}"
        would = " (dry run: nothing was written)" if self.dry_run else ""
        return [head + would, *(f"  {sentence}." for sentence in self.done)]
