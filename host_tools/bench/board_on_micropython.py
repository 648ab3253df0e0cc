"""A minimal board that runs on MicroPython: a sensor with registers and FIFO, a bus, a tick and a log file.

Nothing here allocates while the firmware samples. The FIFO fills with the tick, at 52 samples per second.
"""

import sys

_FIFO_MODE = 0x0A  # the same register in all three chips, and 6 in its low bits lets the FIFO fill
_STATUS = 0x3A
_PATTERN_DATA = 0x3E
_TAGGED_DATA = 0x78
_RATE_HZ = 52
_SAMPLE_BYTES = 12
_TAGGED = 0x6C  # WHO_AM_I of the LSM6DSOX


class StubModule:
    """Replaces a module or peripheral; its members are set one by one."""

    readonly = True


class Clock:
    """A clock that advances only while the firmware sleeps."""

    tick = 1 << 28

    def ticks_ms(self):
        """The current tick, ms."""
        return self.tick

    def sleep(self, ms):
        """Let time pass."""
        self.tick += int(ms)


class I2C:
    """A bus with one sensor.

    Args:
        clock: the ``Clock``.
        motion: the samples as read from the FIFO, 12 bytes each; repeated when they run out.
        who_am_i: WHO_AM_I of the sensor.
    """

    def __init__(self, clock, motion, who_am_i):
        self.clock = clock
        self.motion = motion
        self.words = 2 if who_am_i == _TAGGED else 6  # FIFO words per sample
        self.next = 0  # bytes delivered
        self.began = 0
        self.registers = bytearray(128)
        self.registers[0x0F] = who_am_i

    @property
    def samples(self):
        """Number of samples delivered."""
        return self.next // _SAMPLE_BYTES

    def try_lock(self):
        """Lock the bus; always succeeds."""
        return True

    def unlock(self):
        """Nothing."""

    def writeto(self, address, data, start=0, end=None):
        """Write registers; writes to the display are ignored."""
        if address == 0x6A and len(data) > 1:
            for i in range(1, len(data) if end is None else end):
                self.registers[data[0] + i - 1] = data[i]
            self.registers[0x12] &= 0xFE
            if data[0] + len(data) - 2 == _FIFO_MODE and data[-1] & 7 == 6:
                self.began = self.clock.tick - self.samples * 1000 // _RATE_HZ

    def writeto_then_readfrom(self, address, out, into, out_start=0, out_end=None, in_start=0, in_end=None):
        """Read registers or samples."""
        first = out[0]
        count = (len(into) if in_end is None else in_end) - in_start
        motion = self.motion
        size = len(motion)
        if first == _STATUS:
            words = ((self.clock.tick - self.began) * _RATE_HZ // 1000 - self.next // 12) * self.words
            self.registers[0x3A] = words & 0xFF
            self.registers[0x3B] = words >> 8 | (0 if words or self.words == 2 else 0x10)
        elif first == _PATTERN_DATA:
            for i in range(count):
                into[i] = motion[(self.next + i) % size]
            self.next += count
            return
        elif first == _TAGGED_DATA:
            for i in range(0, count, 7):
                slot = self.next // 12 & 3
                tag = (1 if self.next % 12 == 0 else 2) << 3 | slot << 1
                into[i] = tag | (1 ^ slot ^ slot >> 1) & 1  # an even number of ones
                for j in range(6):
                    into[i + 1 + j] = motion[(self.next + j) % size]
                self.next += 6
            return
        for i in range(count):
            into[in_start + i] = self.registers[first + i]


class File:
    """A log file with four slots that discards its data."""

    written = 0

    def seek(self, at, whence=0):
        """The size of the file."""
        return 4 * 131072 + 8192

    def write(self, data):
        """Count the call."""
        self.written += 1

    def readinto(self, into):
        """Read nothing."""
        return 0


class _Keys:
    """``keypad.Keys`` of a button that is never pressed; its own event queue."""

    def __init__(self, pins, value_when_pressed, interval, debounce_threshold):
        self.events = self

    def get_into(self, event):
        """There is never an event."""
        return False


class Port:
    """``usb_cdc.Serial`` whose reader takes a few bytes at a time; closed at the start.

    Attributes:
        connected: whether it is open.
        written: number of bytes taken.
        typed: a command waiting to be read by the board.
    """

    connected = False
    written = 0
    typed = b""

    @property
    def in_waiting(self):
        """Number of bytes waiting."""
        return len(self.typed)

    def readinto(self, into):
        """Read the whole command."""
        count = len(self.typed)
        into[:count] = self.typed
        self.typed = b""
        return count

    def write(self, data):
        """Take at most 40 bytes, so that most lines are sent in several pieces."""
        count = min(len(data), 40)
        self.written += count
        return count

    def reset_input_buffer(self):
        """Nothing."""

    def reset_output_buffer(self):
        """Nothing."""


class _Pwm:
    """``pwmio.PWMOut`` of a piezo."""

    def __init__(self, pin, variable_frequency):
        self.duty_cycle = self.frequency = 0


class _Direction:
    OUTPUT = 1


class _Uname:
    release = "10.0.3"


class _Runtime:
    usb_connected = False
    RESET = 1


class _Dog:
    def feed(self):
        """Nothing."""


class _Board:
    """The module ``board`` of an unknown board."""

    board_id = "a board"
    SCL = SDA = NEOPIXEL = BUTTON = D10 = "a pin"


def app_on_board(motion, who_am_i, settings=None):
    """Create the firmware's ``App`` on this board.

    Args:
        motion: for the ``I2C``.
        who_am_i: WHO_AM_I of the sensor.
        settings: values in `settings.toml` by name; none by default.

    Returns:
        the app, its clock, its bus and its log file; its serial port is ``usb_cdc.data``.
    """
    clock = Clock()
    i2c = I2C(clock, motion, who_am_i)
    file = File()
    for name, member, value in (
        ("busio", "I2C", lambda scl, sda, frequency: i2c),
        ("os", "getenv", (settings or {}).get),
        ("os", "uname", _Uname),
        ("os", "sync", lambda: None),
        ("time", "sleep", clock.sleep),
        ("storage", "getmount", lambda path: StubModule()),
        ("storage", "remount", lambda path, readonly: None),
        ("supervisor", "runtime", _Runtime()),
        ("microcontroller", "nvm", bytearray(114)),
        ("microcontroller", "watchdog", _Dog()),
        ("watchdog", "WatchDogMode", _Runtime),
        ("usb_cdc", "console", None),
        ("usb_cdc", "data", Port()),
        ("keypad", "Keys", _Keys),
        ("keypad", "Event", StubModule),
        ("digitalio", "DigitalInOut", lambda pin: StubModule()),
        ("digitalio", "Direction", _Direction),
        ("neopixel_write", "neopixel_write", lambda pin, colours: None),
        ("pwmio", "PWMOut", _Pwm),
    ):
        module = sys.modules.get(name) or StubModule()
        setattr(module, member, value)
        sys.modules[name] = module  # type: ignore[assignment]
    from wearable.bootstrap import make_app  # noqa: PLC0415

    # Floats are allocated on the heap by this MicroPython, but not on a board.
    # And not by `import`, which would keep deploy from joining the module with others.
    __import__("sensor.sampler", None, None, ("sleep_ms",)).sleep_ms = clock.sleep  # type: ignore[attr-defined]
    app = make_app(_Board, clock.ticks_ms)  # type: ignore[arg-type]
    __import__("log.store", None, None, ("open_for_good",)).open = (  # type: ignore[attr-defined]
        lambda path, mode: file
    )
    return app, clock, i2c, file
