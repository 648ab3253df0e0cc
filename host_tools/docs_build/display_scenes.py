"""Every screen there is, as the firmware's own code chooses and writes it.

A scene puts the firmware's ``DisplayModel`` into a state; its ``Display`` writes that to a virtual HT16K33
that hangs upside down, as on a thigh.
"""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP, KNEES, REASONS, WAITS, Settings
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import Ht16k33
from heeldrive_lab.virtual_board.bus import Wires
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.ht16k33 import ADDRESS
from heeldrive_lab.virtual_board.i2c import I2CController

FAULT_MEANINGS = {
    "sensor_missing": "No sensor answers: check its cable.",
    "wrong_chip": "What answers is no LSM6DS that is known.",
    "bus_error": "The sensor stopped answering: the cable.",
    "chip_reset": "The sensor lost its power for a moment.",
    "sensor_frozen": "The sensor's numbers stopped changing.",
    "samples_lost": "Samples were lost on the way.",
    "gravity_off": "At rest the sensor does not read 1 g.",
    "settings_bad": "A setting was not taken; the name of its key follows, four letters a second.",
    "log_full": "The log is full.",
    "log_error": "The drive cannot be written: nothing is recorded.",
    "battery_empty": "The battery is empty: the log is closed, and all goes dark until it is charged.",
    "restarted": "The board had crashed and is back.",
}

WAIT_MEANINGS = {
    "stand_still": "Stand still for a moment: how you stand is not known yet.",
    "walk": "Take some steps and stand: the sensor may have been put on while sitting or lying.",
}


class Scene(NamedTuple):
    """One screen: the name of its picture, what it means, how it comes about."""

    name: str
    meaning: str
    play: Callable[["Stage"], None]


class Stage:
    """The firmware's display model, set counter and menu with nothing around them.

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
        self._menu = board_module("ui.menu").Menu(self._sets, self.model, light, self.log, actions)

    def reps(self, count: int, back: int = 0, set_index: int = 1, knee: str = "") -> None:
        """So many reps are counted, the last ``back`` of them with the sensor leg in back."""
        for number in range(count):
            leg = int(number >= count - back)
            self._tell(EVENT_REP, set_index, sensor_leg=leg, knee=KNEES.index(knee))

    def refused(self, reason: int) -> None:
        """A rep does not count."""
        self._tell(EVENT_REFUSED, 1, reason=reason)

    def rested(self) -> None:
        """The detector ends the set."""
        self._tell(EVENT_SET, 1)

    def slipped(self) -> None:
        """The strap has slipped."""
        self._tell(EVENT_SLIP, 1)

    def wait(self, ms: int) -> None:
        """Time passes."""
        self.now_ms += ms
        self._update()

    def press(self, *gestures: str) -> None:
        """The button: "short", "long", "double"."""
        for gesture in gestures:
            self._menu.gesture(
                getattr(board_module("ui.gestures"), gesture.upper()), self.now_ms, self.now_ms
            )

    def _tell(self, kind: int, set_index: int, sensor_leg: int = 0, reason: int = 0, knee: int = 0) -> None:
        event = SimpleNamespace(
            kind=kind, sensor_leg=sensor_leg, reason=reason, knee=knee, end_ms=self.now_ms
        )
        self.model.event(event, self._sets.event(event, set_index), self.now_ms)
        self._update()

    def _update(self) -> None:
        """What the user interface does with each batch of samples."""
        self.model.show_outcome(self._sets.poll(self.now_ms))
        self.model.update(self.now_ms)

    def display(self) -> Ht16k33:
        """The chip with what stands on it now."""
        chip = Ht16k33(upside_down=True)
        i2c = I2CController(Wires(VirtualClock(), {ADDRESS: chip}))
        shown = board_module("ui.display").Display(_Bus(i2c), 180)
        self._update()
        shown.show(self.model.text, self.model.colon)
        shown.wake()
        return chip


class _Bus:
    """What the firmware's ``Bus`` is to its ``Display``."""

    def __init__(self, i2c: I2CController) -> None:
        self._i2c = i2c

    def ready(self) -> I2CController:
        return self._i2c

    def write(self, address: int, data: bytes) -> None:
        self._i2c.try_lock()
        self._i2c.writeto(address, data)
        self._i2c.unlock()


def board_module(name: str) -> Any:
    """A module of ``firmware``, by its dotted name."""
    os.environ.setdefault("BLINKA_OS_AGNOSTIC", "1")  # the driver's library asks which board this is
    # At the end: in front, the firmware's code.py would hide the standard library's `code`.
    if str(FIRMWARE) not in sys.path:
        sys.path.append(str(FIRMWARE))
    return import_module(name)


def count_scenes() -> Iterator[Scene]:
    """The count, targets and rest, which need no press."""
    yield Scene("count", "Seven reps in this set.", lambda stage: stage.reps(7))
    yield Scene("to_go", "With `reps_target`: three reps to go.", lambda stage: stage.reps(9))
    yield Scene("done", "The set has its reps.", lambda stage: stage.reps(12))
    yield Scene("beyond", "One more than the target.", _beyond_the_target)
    yield Scene("rest", "With `rest_target_s`: 1 minute 15 of rest to go.", _in_a_rest)
    yield Scene("go", "The rest is over; the next set begins.", _after_a_rest)
    yield Scene("finished", "With `sets_target`: that was the last set.", _in_the_last_set)
    yield Scene("low_battery", "Once a minute: the battery has 10 % left or less.", _low_battery)
    yield Scene("slip", "The strap has slipped far: tighten it. Counting goes on.", Stage.slipped)


def _low_battery(stage: Stage) -> None:
    stage.model.show_word(board_module("ui.display_model").LOW_BATTERY)


def _beyond_the_target(stage: Stage) -> None:
    stage.reps(12)
    stage.wait(5_000)
    stage.reps(1)


def _in_a_rest(stage: Stage) -> None:
    stage.reps(12)
    stage.wait(10_000)
    stage.wait(5_000)


def _after_a_rest(stage: Stage) -> None:
    _in_a_rest(stage)
    stage.wait(75_000)


def _in_the_last_set(stage: Stage) -> None:
    for set_index in (1, 2, 3):
        stage.reps(12, set_index=set_index)


def button_scenes() -> Iterator[Scene]:
    """What a press brings, for somebody in the second set."""
    yield Scene("set", "The second set.", _pages(1))
    yield Scene("set_of", "With `sets_target`: the second of three sets.", _pages(1))
    yield Scene(
        "split", "With `both_legs`: five reps with the sensor leg in front, three in back.", _pages(2)
    )
    yield Scene("battery", "The battery, in percent, on boards that measure it.", _battery)
    yield Scene("target", "With `reps_target`: of twelve.", _pages(3))
    yield Scene(
        "taken", "Double press: the last rep does not count.", lambda stage: _second_set(stage, "double")
    )
    items = (
        "add",
        "One more.",
        "new_set",
        "A new set.",
        "light",
        "Brightness.",
        "stop",
        "End the recording.",
    )
    for number, (name, meaning) in enumerate(zip(items[::2], items[1::2], strict=True)):
        yield Scene(name, f"Menu: {meaning}", _menu(number))
    yield Scene("record", "Menu, while nothing is recorded: a new session.", _not_recording)


def _battery(stage: Stage) -> None:
    stage.model.battery_percent = 87
    _pages(2)(stage)


def _not_recording(stage: Stage) -> None:
    stage.log.recording = False
    _menu(3)(stage)


def _pages(shorts: int) -> Callable[[Stage], None]:
    return lambda stage: _second_set(stage, *["short"] * shorts)


def _menu(shorts: int) -> Callable[[Stage], None]:
    return lambda stage: _second_set(stage, "long", *["short"] * shorts)


def _second_set(stage: Stage, *gestures: str) -> None:
    stage.reps(8)
    stage.reps(8, back=3, set_index=2)
    stage.press(*gestures)


def wait_scenes() -> Iterator[Scene]:
    """What has to happen before reps can count."""
    for number, name in enumerate(WAITS):
        if name:
            yield Scene(name, WAIT_MEANINGS[name], _waiting(number))


def _waiting(number: int) -> Callable[[Stage], None]:
    return lambda stage: setattr(stage.model, "waits_for", number)


def refusal_scenes() -> Iterator[Scene]:
    """Why a rep did not count."""
    for number, name in enumerate(REASONS):
        if name:
            yield Scene(name, REASON_WORDS[name], _refusal(number))


def _refusal(number: int) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.reps(7)
        stage.refused(number)

    return play


KNEE_MEANINGS = {
    "over_ankle": "The knee stayed over the heel as in your first reps: less than 5 cm further forward.",
    "forward": "The knee went forward, over the toes: more than 9 cm further than in your first reps.",
}


def knee_scenes() -> Iterator[Scene]:
    """Where the knee went in a rep that counted."""
    for name, meaning in KNEE_MEANINGS.items():
        yield Scene(f"knee_{name}", meaning, _knee(name))


def _knee(name: str) -> Callable[[Stage], None]:
    return lambda stage: stage.reps(7, knee=name)


def fault_scenes() -> Iterator[Scene]:
    """The faults' words."""
    for fault in board_module("wearable.faults").ALL_FAULTS:
        if fault.word:
            yield Scene(fault.name, FAULT_MEANINGS[fault.name], _fault(fault.word))


def _fault(word: str) -> Callable[[Stage], None]:
    return lambda stage: stage.model.show_word(word)


SETTINGS: dict[str, dict[str, Any]] = {
    "to_go": {"reps_target": 12},
    "done": {"reps_target": 12},
    "beyond": {"reps_target": 12},
    "rest": {"reps_target": 12, "rest_target_s": 90},
    "go": {"reps_target": 12, "rest_target_s": 90},
    "finished": {"reps_target": 12, "sets_target": 3},
    "set_of": {"sets_target": 3},
    "split": {"mode": "both_legs"},
    "target": {"mode": "both_legs", "reps_target": 12},
}
"""The settings of the scenes that need some."""


def displayed(scene: Scene) -> Ht16k33:
    """The display as the scene leaves it."""
    stage = Stage(**SETTINGS.get(scene.name, {}))
    scene.play(stage)
    return stage.display()
