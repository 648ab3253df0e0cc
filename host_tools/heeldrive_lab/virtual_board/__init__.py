"""The virtual board: the real drivers and the firmware as it is, on chips modelled at their registers."""

from heeldrive_lab.virtual_board.board import CHIPS, ConsoleLine, VirtualBoard
from heeldrive_lab.virtual_board.faults import Fault, FaultKind
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled

__all__ = ["CHIPS", "ConsoleLine", "Fault", "FaultKind", "Ht16k33", "NotModelled", "VirtualBoard"]
