"""How a program ends, and why the next one starts: resets and reloads."""

from enum import Enum


class Reset(BaseException):
    """The program asked for a reset of the chip (``microcontroller.reset``)."""


class RunReason(Enum):
    """``supervisor.RunReason``."""

    STARTUP = 0
    AUTO_RELOAD = 1
    SUPERVISOR_RELOAD = 2
    REPL_RELOAD = 3


class Reload(BaseException):
    """The program ends and ``code.py`` runs again, without a reset.

    Attributes:
        reason: what ``supervisor.runtime.run_reason`` is then.
    """

    def __init__(self, reason: RunReason = RunReason.SUPERVISOR_RELOAD) -> None:
        super().__init__()
        self.reason = reason


class ResetReason(Enum):
    """``microcontroller.ResetReason``, those that both ports tell."""

    POWER_ON = 0
    BROWNOUT = 1
    SOFTWARE = 2
    DEEP_SLEEP_ALARM = 3
    RESET_PIN = 4
    WATCHDOG = 5
    UNKNOWN = 6
    RESCUE_DEBUG = 7


class Processor:
    """``microcontroller.cpu``.

    Attributes:
        reset_reason: why the chip was reset last; a reload does not change it.
    """

    reset_reason = ResetReason.POWER_ON
