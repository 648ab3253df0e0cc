"""Runs the firmware's user interface alone, and its driver on a virtual display.

A stage puts the firmware's ``DisplayModel`` into a state; its ``Display`` writes that to a virtual HT16K33
that is mounted upside down, as on a thigh.
"""

import os
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP, EVENT_TAUGHT, KNEES, Settings
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import Ht16k33
from heeldrive_lab.virtual_board.bus import Wires
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.ht16k33 import ADDRESS
from heeldrive_lab.virtual_board.i2c import I2CController


class Stage:
    """The firmware's display model, set counter and menu without the rest of the firmware.

    Args:
        values: settings that differ from the defaults.
    """

    def __init__(self, **values: Any) -> None:
        self.now_ms = 0
        settings = Settings(values)
        self._sets = board_module("ui.set_counter").SetCounter(settings)
        self.model = board_module("ui.display_model").DisplayModel(settings, self._sets)
        self.log = SimpleNamespace(recording=True)
        actions = SimpleNamespace(marker=lambda t_ms, text: None)
        light = board_module("ui.light").Light()
        self._presses = board_module("ui.presses").Presses(self._sets, self.model, light, self.log, actions)

    def reps(self, count: int, back: int = 0, set_index: int = 1, knee: str = "", rise_mm_s: int = 0) -> None:
        """Count reps, the last ``back`` of them with the sensor leg in back, all with this rise velocity."""
        for number in range(count):
            leg = int(number >= count - back)
            self._report(EVENT_REP, set_index, leg, knee=KNEES.index(knee), rise_mm_s=rise_mm_s)

    def refused(self, reason: int) -> None:
        """Refuse a rep."""
        self._report(EVENT_REFUSED, 1, reason=reason)

    def rested(self) -> None:
        """End the set."""
        self._report(EVENT_SET, 1)

    def slipped(self) -> None:
        """Report that the strap slipped."""
        self._report(EVENT_SLIP, 1)

    def taught(self) -> None:
        """Report that the wearer's lunge has been taught."""
        self._report(EVENT_TAUGHT, 1)

    def asked(self) -> None:
        """Ask whether the last rep was one."""
        self.model.ask(self.now_ms + 5000)

    def wait(self, ms: int) -> None:
        """Let time pass."""
        self.now_ms += ms
        self._update()

    def press(self, *gestures: str) -> None:
        """Press the button: "short", "long" or "double"."""
        for gesture in gestures:
            self._presses.gesture(
                getattr(board_module("ui.gestures"), gesture.upper()), self.now_ms, self.now_ms
            )

    def _report(
        self,
        kind: int,
        set_index: int,
        sensor_leg: int = 0,
        reason: int = 0,
        knee: int = 0,
        rise_mm_s: int = 0,
    ) -> None:
        event = SimpleNamespace(
            kind=kind,
            sensor_leg=sensor_leg,
            reason=reason,
            knee=knee,
            start_ms=self.now_ms,
            end_ms=self.now_ms,
        )
        outcome = self._sets.event(event, set_index)
        self._sets.rise.add(rise_mm_s)
        self.model.event(event, outcome, self.now_ms)
        self._update()

    def _update(self) -> None:
        """Do what the user interface does after each batch of samples."""
        self.model.show_outcome(self._sets.poll(self.now_ms))
        self.model.update(self.now_ms)

    def display(self) -> Ht16k33:
        """The display chip with the current content."""
        chip = Ht16k33(upside_down=True)
        i2c = I2CController(Wires(VirtualClock(), {ADDRESS: chip}))
        shown = board_module("ui.display").Display(_Bus(i2c), 180)
        self._update()
        shown.show(self.model.text, self.model.colon)
        shown.wake()
        return chip


class _Bus:
    """Replaces the firmware's ``Bus`` for its ``Display``."""

    def __init__(self, i2c: I2CController) -> None:
        self._i2c = i2c

    def ready(self) -> I2CController:
        return self._i2c

    def write(self, address: int, data: bytes) -> None:
        self._i2c.try_lock()
        self._i2c.writeto(address, data)
        self._i2c.unlock()


def board_module(name: str) -> Any:
    """Import a module of ``firmware`` by its dotted name."""
    os.environ.setdefault("BLINKA_OS_AGNOSTIC", "1")  # the driver library checks the board
    # At the end of the path, so that the firmware's code.py does not hide the standard library's `code`.
    if str(FIRMWARE) not in sys.path:
        sys.path.append(str(FIRMWARE))
    return import_module(name)
