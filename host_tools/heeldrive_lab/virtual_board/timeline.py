"""What happens on the board as time passes, and when its power goes."""

from collections.abc import Sequence

from heeldrive_lab.virtual_board.board_system import Runtime
from heeldrive_lab.virtual_board.clock import NEVER_US, CtrlC, PowerCut, VirtualClock
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.lsm6ds_chip import Lsm6ds
from heeldrive_lab.virtual_board.motion import PlayedMotion
from heeldrive_lab.virtual_board.watchdog import WatchdogReset, WatchDogTimer


class Timeline:
    """Advances motion, sensor and display with the clock, even while the firmware does not use them.

    Args:
        clock: the board's.
        motion: what the sensor measures.
        sensor: the LSM6DS.
        display: the HT16K33.
        runtime: what a computer's writes to the drive do.
        tail_ms: how long the power stays on after the last row of the motion.
        watchdog: the class of the board's watchdog.
        ctrl_c_ms: when a terminal sends Ctrl-C, virtual ms, in order.

    Attributes:
        watchdog: the board's watchdog, whose reset this raises.
    """

    def __init__(
        self,
        clock: VirtualClock,
        motion: PlayedMotion,
        sensor: Lsm6ds,
        display: Ht16k33,
        runtime: Runtime,
        tail_ms: int,
        watchdog: type[WatchDogTimer],
        ctrl_c_ms: Sequence[int] = (),
    ) -> None:
        self._clock = clock
        self._motion = motion
        self._sensor = sensor
        self._display = display
        self._runtime = runtime
        self._tail_us = tail_ms * 1000
        self._until_us = NEVER_US
        self._ctrl_c_us = [ms * 1000 for ms in ctrl_c_ms]
        self.watchdog = watchdog(clock, self._on_alarm)

    def start(self, until_ms: int | None) -> None:
        """Starts at the clock's next advance.

        Args:
            until_ms: virtual ms at which the power goes, if the motion's end has not ended the run before.
        """
        if until_ms is not None:
            self._until_us = until_ms * 1000
        self._clock.set_alarm(0, self._on_alarm)

    def _on_alarm(self) -> None:
        now_us = self._clock.now_us
        self._sensor.run_until(now_us)
        self._motion.run_until(now_us)
        self._display.run_until(now_us)
        # Only when the next row has passed is it known to have been the last.
        last_us = self._motion.row_us if self._motion.over else self._motion.next_us
        end_us = min(self._until_us, last_us + self._tail_us)
        if now_us >= end_us:
            raise PowerCut
        if now_us >= self.watchdog.due_us:
            raise WatchdogReset
        if self._ctrl_c_us and now_us >= self._ctrl_c_us[0]:
            del self._ctrl_c_us[0]
            raise CtrlC
        self._runtime.run_until(now_us)
        next_us = min(
            end_us,
            self._display.next_dip_us,
            self.watchdog.due_us,
            self._runtime.due_us,
            *self._ctrl_c_us[:1],
        )
        self._clock.set_alarm(next_us, self._on_alarm)
