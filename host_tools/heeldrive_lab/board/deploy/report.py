"""What a deploy did, for people and for programs."""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Report:
    """What was done, or with ``dry_run`` would be.

    Attributes:
        drive: where.
        board: the board in words.
        board_id: CircuitPython's name of it.
        circuitpython: its version.
        heeldrive: the version that was deployed.
        release: the folder it lies in.
        previous: the release that was there before; empty for none.
        files: how many files the release has.
        room_bytes: what it takes on the drive.
        libraries_from: ``circup`` or ``heeldrive``.
        dry_run: whether nothing was written.
        done: sentences, in the order of what was done.
        notes: what the owner should know.
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
    libraries_from: str = ""
    dry_run: bool = False
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), indent=1)

    def lines(self) -> list[str]:
        """For the terminal."""
        head = f"{self.drive}: {self.board}, CircuitPython {self.circuitpython}"
        would = " (dry run: nothing was written)" if self.dry_run else ""
        return [head + would, *(f"  {sentence}." for sentence in self.done)]
