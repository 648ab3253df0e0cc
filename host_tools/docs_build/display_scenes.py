"""Every screen of the display, produced by the firmware's own code."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from heeldrive import REASONS, WAITS
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.virtual_board import Ht16k33

from docs_build.display_stage import Stage, board_module

FAULT_MEANINGS = {
    "sensor_missing": "No sensor answers: check its cable.",
    "wrong_chip": "The sensor is not a supported LSM6DS.",
    "bus_error": "The sensor stopped answering: check its cable.",
    "chip_reset": "The sensor lost power for a moment.",
    "sensor_frozen": "The sensor's values stopped changing.",
    "samples_lost": "Samples were lost.",
    "gravity_off": "The sensor does not read 1 g at rest: its scale or its offset is wrong.",
    "saturated": "An axis of the sensor stays at the end of its range.",
    "pins_missing": "The board's CircuitPython lacks a pin that the firmware expects, and does without it.",
    "settings_bad": "A setting was rejected; the name of its key follows, four letters per second.",
    "log_full": "The log is full.",
    "log_error": "`heeldrive.log` is missing or cannot be written: nothing is recorded. On USB power with the"
    " button held at the start: the board makes the file.",
    "battery_empty": "The battery is empty: the log is closed, and the board stays dark until it is charged.",
    "restarted": "The board crashed and restarted.",
}

WAIT_MEANINGS = {
    "stand_still": "Stand still for a moment: the board does not know your standing direction yet.",
    "walk": "Take a few steps and stand: you may have put the sensor on while sitting or lying.",
}


class Scene(NamedTuple):
    """One screen.

    Attributes:
        name: name of its picture.
        meaning: what it means, for the wearer.
        play: brings a stage into the state that shows it.
    """

    name: str
    meaning: str
    play: Callable[[Stage], None]


def count_scenes() -> Iterator[Scene]:
    """Count, targets and rest, which are shown without a press."""
    yield Scene("count", "Seven reps in this set.", lambda stage: stage.reps(7))
    yield Scene("to_go", "With `reps_target`: three reps left.", lambda stage: stage.reps(9))
    yield Scene("done", "The set is complete.", lambda stage: stage.reps(12))
    yield Scene("beyond", "One more than the target.", _beyond_the_target)
    yield Scene("rest", "With `rest_target_s`: 1 minute 15 of rest left.", _in_a_rest)
    yield Scene("go", "The rest is over; the next set begins.", _after_a_rest)
    yield Scene("finished", "With `sets_target`: that was the last set.", _in_the_last_set)
    yield Scene("low_battery", "Once a minute: the battery is at 10 % or less.", _low_battery)
    yield Scene("computer", "A computer holds the drive: unplug it to record.", _computer)
    yield Scene("off", "Ctrl-C in the console: nothing counts until the board starts again.", _off)
    yield Scene("slip", "The strap has slipped: tighten it. Counting continues.", Stage.slipped)


def _computer(stage: Stage) -> None:
    stage.model.show_word(board_module("ui.display_model").COMPUTER)


def _off(stage: Stage) -> None:
    stage.model.show_word(board_module("ui.display").STOPPED)


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
    """Screens that need a press, shown during the second set."""
    yield Scene("speed", "The hip rose at 0.42 m/s in the last rep: [velocity](velocity.md).", _slowing(1))
    yield Scene("loss", "Velocity loss: 15 % slower than the fastest rise of this set.", _slowing(2))
    yield Scene("set", "The second set.", _pages(1))
    yield Scene("set_of", "With `sets_target`: the second of three sets.", _pages(1))
    yield Scene(
        "split", "With `both_legs`: five reps with the sensor leg in front, three in back.", _pages(2)
    )
    yield Scene("battery", "The battery level in percent, on boards that measure it.", _battery)
    yield Scene("target", "With `reps_target`: the target is twelve.", _pages(3))
    yield Scene("taken", "Double press: the last rep is removed.", lambda stage: _second_set(stage, "double"))
    yield Scene("asked", "With `ask_below_percent`: was the seventh a rep? A short press says no.", _asked)
    items = (
        "add",
        "add one rep.",
        "new_set",
        "start a new set.",
        "light",
        "brightness.",
        "stop",
        "end the recording.",
        "teach",
        "teach your lunge: the next five reps in a row that are alike.",
        "spoil",
        "discard the set: its reps count nowhere, and it starts again.",
    )
    for number, (name, meaning) in enumerate(zip(items[::2], items[1::2], strict=True)):
        yield Scene(name, f"Menu: {meaning}", _menu(number))
    yield Scene("hold", "Menu, in a rest: stop the countdown; a short press goes on.", _hold)
    yield Scene("to_teach", "Teaching: three more reps.", lambda stage: setattr(stage.model, "to_teach", 3))
    yield Scene("taught", "Your lunge has been learnt.", Stage.taught)
    yield Scene(
        "no_room",
        "What you pressed for cannot be done, or your lunge not be learnt: not enough memory.",
        _no_room,
    )
    yield Scene("record", "Menu, while not recording: start a new session.", _not_recording)


def _slowing(shorts: int) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        for mm_s in (500, 428, 424):
            stage.reps(1, rise_mm_s=mm_s)
        stage.press(*["short"] * shorts)

    return play


def _battery(stage: Stage) -> None:
    stage.model.battery_percent = 87
    _pages(2)(stage)


def _hold(stage: Stage) -> None:
    _in_a_rest(stage)
    stage.press("long")


def _no_room(stage: Stage) -> None:
    stage.model.show_word("FAIL")


def _not_recording(stage: Stage) -> None:
    stage.log.recording = False
    _menu(3)(stage)


def _pages(shorts: int) -> Callable[[Stage], None]:
    return lambda stage: _second_set(stage, *["short"] * shorts)


def _menu(shorts: int) -> Callable[[Stage], None]:
    return lambda stage: _second_set(stage, "long", *["short"] * shorts)


def _asked(stage: Stage) -> None:
    stage.reps(7)
    stage.asked()


def _second_set(stage: Stage, *gestures: str) -> None:
    stage.reps(8)
    stage.reps(8, back=3, set_index=2)
    stage.press(*gestures)


def wait_scenes() -> Iterator[Scene]:
    """What the wearer has to do before reps can count."""
    loading = board_module("wearable.bootstrap").LOADING
    yield Scene("loading", "The board has power and loads its program, a few seconds.", _fault(loading))
    for number, name in enumerate(WAITS):
        if name:
            yield Scene(name, WAIT_MEANINGS[name], _waiting(number))


def _waiting(number: int) -> Callable[[Stage], None]:
    return lambda stage: setattr(stage.model, "waits_for", number)


def refusal_scenes() -> Iterator[Scene]:
    """Why a rep was refused."""
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
    """The path of the knee in a counted rep."""
    for name, meaning in KNEE_MEANINGS.items():
        yield Scene(f"knee_{name}", meaning, _knee(name))


def _knee(name: str) -> Callable[[Stage], None]:
    return lambda stage: stage.reps(7, knee=name)


def all_faults() -> list[Any]:
    """Every ``Fault`` of the firmware, in its order."""
    faults = board_module("wearable.faults")
    return [fault for fault in vars(faults).values() if isinstance(fault, faults.Fault)]


def fault_scenes() -> Iterator[Scene]:
    """The words for faults."""
    for fault in all_faults():
        if fault.word:
            yield Scene(fault.name, FAULT_MEANINGS[fault.name], _fault(fault.word))
    meaning = "The board crashed five times in a row: press its button, or switch it off and on."
    yield Scene("stopped", meaning, _fault(board_module("recovery.crash_stop").WORD))


def _fault(word: str) -> Callable[[Stage], None]:
    return lambda stage: stage.model.show_word(word)


SETTINGS: dict[str, dict[str, Any]] = {
    "to_go": {"reps_target": 12},
    "done": {"reps_target": 12},
    "beyond": {"reps_target": 12},
    "rest": {"reps_target": 12, "rest_target_s": 90},
    "hold": {"reps_target": 12, "rest_target_s": 90},
    "go": {"reps_target": 12, "rest_target_s": 90},
    "finished": {"reps_target": 12, "sets_target": 3},
    "set_of": {"sets_target": 3},
    "split": {"mode": "both_legs"},
    "target": {"mode": "both_legs", "reps_target": 12},
}
"""Settings of the scenes that need them."""


def displayed(scene: Scene) -> Ht16k33:
    """The display chip at the end of a scene."""
    stage = Stage(**SETTINGS.get(scene.name, {}))
    scene.play(stage)
    return stage.display()
