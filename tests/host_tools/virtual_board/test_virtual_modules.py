"""The virtual board offers what the stubs have: every call of the firmware, and no name beyond them."""

import inspect
from functools import partial

import pytest
from circuitpython_calls import calls_of_the_program, has_stubs, stub
from heeldrive_lab.util.paths import FIRMWARE

BOARDS = [
    "feather_bluefruit_sense",
    "adafruit_feather_rp2040",
    "adafruit_feather_rp2350",
    "clue_nrf52840_express",
]
# What the host calls; the firmware cannot, because mypy checks it against the stubs.
OF_THE_HOST = {
    "digitalio.DigitalInOut.claimed",
    "fourwire.FourWire.asleep",
    "analogio.AnalogIn.claimed",
    "pwmio.PWMOut.claimed",
    "keypad.EventQueue.record",
    "keypad.Event.copy_from",
    "keypad.Keys.catch_up",
    "alarm.time.TimeAlarm.due_us",
    "supervisor.Runtime.due_us",
    "supervisor.Runtime.run_until",
    "usb_cdc.Serial.write_all",
    "usb_cdc.Serial.drain",
    "watchdog.WatchDogTimer.due_us",
    "watchdog.WatchDogTimer.run_over",
    "watchdog.WatchDogTimer.safe_mode_on_usb",
    "watchdog.WatchDogTimer.soft_reset",
    "watchdog.WatchDogTimer.stop",
}


class Offered:
    """What a program on one virtual board can name.

    Attributes:
        modules: by name, `alarm.pin` and `alarm.time` among them.
        objects: one of each class that a program gets from a module, by the class's name in the stubs.
    """

    def __init__(self, board):
        self.modules = board.modules(FIRMWARE)
        pins = vars(self.modules["board"])
        self.objects = {
            "busio.I2C": self.modules["busio"].I2C(pins["SCL"], pins["SDA"]),
            "digitalio.DigitalInOut": self.modules["digitalio"].DigitalInOut(pins["NEOPIXEL"]),
            "microcontroller.Processor": self.modules["microcontroller"].cpu,
            "pwmio.PWMOut": self.modules["pwmio"].PWMOut(pins["SPEAKER" if "SPEAKER" in pins else "D10"]),
            "os.uname_result": self.modules["os"].uname(),
            "storage.VfsFat": self.modules["storage"].getmount("/"),
            "supervisor.Runtime": self.modules["supervisor"].runtime,
            "usb_cdc.Serial": self.modules["usb_cdc"].console,
            "watchdog.WatchDogTimer": self.modules["microcontroller"].watchdog,
        }
        if "DISPLAY" in pins:
            self.objects["busdisplay.BusDisplay"] = pins["DISPLAY"]
            self.objects["fourwire.FourWire"] = pins["DISPLAY"].bus
        for name in ("SWITCH", "BUTTON", "BUTTON_A"):
            if name in pins:
                keys = self.modules["keypad"].Keys((pins[name],), value_when_pressed=False)
                self.objects |= {"keypad.Keys": keys, "keypad.EventQueue": keys.events}
        if "VOLTAGE_MONITOR" in pins:
            self.objects["analogio.AnalogIn"] = self.modules["analogio"].AnalogIn(pins["VOLTAGE_MONITOR"])
        if "alarm" in self.modules:
            alarm = self.modules["alarm"]
            self.modules |= {"alarm.pin": alarm.pin, "alarm.time": alarm.time}

    def names(self):
        """Yield (name, object) of the members of every module and object that the stubs describe."""
        for owner_name, owner in {**self.modules, **self.objects}.items():
            if owner_name != "board" and has_stubs(owner_name.partition(".")[0]):
                for member in dir(owner):
                    name = f"{owner_name}.{member}"
                    if not member.startswith("_") and name not in self.modules and name not in OF_THE_HOST:
                        yield name, getattr(owner, member)

    def has(self, name):
        """Whether it has what the firmware calls by this name; true of modules that the host provides."""
        owner, _, member = name.rpartition(".")
        if owner.partition(".")[0] not in self.modules:
            return True
        module, _, kind = owner.rpartition(".")
        held = {**self.modules, **self.objects}.get(owner) or getattr(self.modules.get(module), kind, None)
        return hasattr(held.func if isinstance(held, partial) else held, member)


@pytest.fixture(params=BOARDS)
def offered(request, board_of):
    return Offered(board_of([(0,) * 7], board_id=request.param))


def parameters_of(thing):
    """Return the names of parameters as `stub` does."""
    keyword = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_POSITIONAL)
    return [
        f"{'*' if each.kind in keyword else ''}{each.name}"
        for each in inspect.signature(thing).parameters.values()
    ]


def test_it_has_no_name_that_circuitpython_lacks(offered):
    for name, _ in offered.names():
        stub(name)


def test_it_takes_the_arguments_that_circuitpython_takes_in_their_order(offered):
    compared = {}
    for name, thing in offered.names():
        is_made = callable(thing) and not hasattr(thing, "__members__") and name != "keypad.EventQueue"
        if is_made and stub(name) is not None:
            compared[name] = [each for each in stub(name) if each in parameters_of(thing)]
            assert parameters_of(thing) == compared[name], name
    assert {"busio.I2C", "busio.I2C.writeto", "storage.remount", "usb_cdc.enable"} <= set(compared)


def test_it_takes_the_keywords_that_the_firmware_gives(board_of):
    offered = Offered(board_of([(0,) * 7], board_id="clue_nrf52840_express"))
    there = dict(offered.names())
    for name, arguments in calls_of_the_program().used.items():
        keywords = {each for each in arguments if isinstance(each, str)}
        if keywords and name in there:
            assert keywords <= {each.strip("*") for each in parameters_of(there[name])}, name


def test_it_has_every_call_of_the_firmware(board_of):
    boards = [
        Offered(board_of([(0,) * 7], board_id=board_id, release=release))
        for board_id, release in ((BOARDS[0], "10.0.3"), (BOARDS[3], "10.3.1"))
    ]
    for name in calls_of_the_program().used:
        assert any(offered.has(name) for offered in boards), name


def test_of_modules_without_stubs_it_has_what_the_firmware_calls_and_no_more(offered):
    used = calls_of_the_program().used
    for name, module in offered.modules.items():
        if not has_stubs(name.partition(".")[0]):
            members = {f"{name}.{each}" for each in dir(module) if not each.startswith("_")}
            assert members == {each for each in used if each.rpartition(".")[0] == name}
