"""Writes on the serial console without ever waiting for a reader."""

try:
    from usb_cdc import console
except ImportError:
    console = None  # a board without USB


def write_line(line: str) -> None:
    """Writes a line; what USB does not take at once is discarded.

    ``print`` would wait, and the counting with it, while a terminal is open that does not read
    (CircuitPython, supervisor/shared/serial.c).
    """
    if console is None or not console.connected:
        print(line)
        return
    console.write_timeout = 0
    console.write(line.encode() + b"\r\n")
