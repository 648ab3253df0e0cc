"""Finding the board's data port among the computer's serial ports."""

from pathlib import Path

import pytest
from heeldrive_lab.board.link.ports import BoardLinkError, find_port, is_port
from serial.tools.list_ports_common import ListPortInfo


def port(device, vid=0x239A, serial="A1", interface=None, location=None):
    info = ListPortInfo(device, skip_link_detection=True)
    info.vid, info.pid, info.serial_number = vid, 0x8088, serial
    info.interface, info.location = interface, location
    return info


LINUX = [
    port("/dev/ttyACM0", interface="CircuitPython CDC control"),
    port("/dev/ttyACM1", interface="CircuitPython CDC2 control"),
]
PRINTER = port("/dev/ttyUSB0", vid=0x1A86, serial=None)


def test_the_port_named_as_data_port_is_used():
    assert find_port([PRINTER, *reversed(LINUX)]) == "/dev/ttyACM1"


def test_without_port_names_the_second_port_of_the_board_is_used():
    windows = [port("COM11", location="1-2:x.0"), port("COM9", location="1-2:x.2")]
    assert find_port([*windows, PRINTER]) == "COM9"
    mac = [port("/dev/cu.usbmodem1101"), port("/dev/cu.usbmodem1103")]
    assert find_port(mac) == "/dev/cu.usbmodem1103"


@pytest.mark.parametrize("ports", [[], [PRINTER], LINUX[:1], [port("COM3")]])
def test_no_board_or_a_console_alone_is_reported_in_one_sentence(ports):
    with pytest.raises(BoardLinkError, match=r"no board is plugged in.*boot\.py.*give its port"):
        find_port(ports)


@pytest.mark.parametrize(
    ("name", "port"),
    [("/dev/ttyACM7", True), ("COM12", True), ("/dev/null", True), ("/dev", False), ("logs/COM1.log", False)],
)
def test_a_port_is_distinguished_from_a_drive_by_its_name(name, port):
    assert is_port(Path(name)) == port


def test_several_boards_are_named():
    other = port("/dev/ttyACM3", serial="B2", interface="CircuitPython CDC2 control")
    with pytest.raises(BoardLinkError, match=r"several boards are plugged in.*ttyACM1, /dev/ttyACM3"):
        find_port([*LINUX, other])
