"""The virtual board: the real drivers and the unmodified firmware, on chips modelled at their registers."""

from heeldrive_lab.virtual_board.board import VirtualBoard
from heeldrive_lab.virtual_board.console import ConsoleLine
from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.lsm6ds import CHIPS
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled
from heeldrive_lab.virtual_board.pwm import PwmChange
from heeldrive_lab.virtual_board.specs import PowerSpec, SensorSpec, StorageSpec, UsbSpec, WearerSpec

__all__ = [
    "CHIPS",
    "ConsoleLine",
    "FaultKind",
    "Ht16k33",
    "InjectedFault",
    "NotModelled",
    "PowerSpec",
    "PwmChange",
    "SensorSpec",
    "StorageSpec",
    "UsbSpec",
    "VirtualBoard",
    "WearerSpec",
]
