"""Reports each fault once when it begins and once when it is over: console, link, log, digits.

Two kinds are kept apart: faults of the sensor stop the samples; with the others counting goes on.
"""

from ui.cue_kinds import FAULT
from wearable.console_format import fault_cleared_line, fault_line
from wearable.console_out import write_line
from wearable.faults import BUS_ERROR, SENSOR_MISSING

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from link.port import Link
        from log.recorder import Recorder
        from ui.user_interface import UserInterface
        from wearable.faults import Fault, FaultError
        from wearable.session_clock import SessionClock
except ImportError:
    pass


class FaultReporter:
    """The faults there are now; reports each to console, link, log and digits.

    Args:
        clock: the ``SessionClock``.
        ui: the ``UserInterface``.
        link: the ``Link``.
        recorder: the ``Recorder``.

    Attributes:
        sensor_faults: those that stop the samples, the newest last.
    """

    def __init__(
        self, clock: "SessionClock", ui: "UserInterface", link: "Link", recorder: "Recorder"
    ) -> None:
        self._clock = clock
        self._ui = ui
        self._link = link
        self._recorder = recorder
        self.sensor_faults: list["Fault"] = []
        self._faults: list["Fault"] = []  # counting continues with these; the newest is last

    def write_line(self, line: str) -> None:
        """Writes a line on the console and queues it for the reader of the link."""
        write_line(line)
        self._link.text(line)

    def sensor_failed(self, error: "FaultError") -> None:
        """No samples for now: reports why, once, and shows it until samples come again."""
        fault = error.fault
        faults = self.sensor_faults
        if fault in faults or (fault is SENSOR_MISSING and BUS_ERROR in faults):
            return  # a sensor that stopped answering was reported already, and nearer to the cause
        faults.append(fault)
        model = self._ui.model
        model.show_word(fault.word)
        model.fault_word = fault.word
        self._ui.cue(FAULT)
        self._ui.draw()
        self.write_line(fault_line(fault, error.sentence))
        self._note(fault.name)

    def sensor_works(self, t_ms: int) -> None:
        """The first sample after a fault, taken at ``t_ms``."""
        for fault in self.sensor_faults:
            self._report_end(fault, t_ms)
        self.sensor_faults.clear()
        self._ui.model.fault_word = ""
        self._ui.draw()

    def begin(self, fault: "Fault", sentence: str) -> None:
        """Reports a fault that does not stop counting, if it is new, and shows its word, if it has one."""
        if fault in self._faults:
            return
        self._faults.append(fault)
        self.write_line(fault_line(fault, sentence))
        self._note(fault.name)
        self._ui.cue(FAULT)
        if fault.word:
            self._ui.model.show_word(fault.word)

    def note_all(self) -> None:
        """Notes the faults there are in a log that has just begun."""
        for fault in self._faults:
            self._note(fault.name)

    def end(self, fault: "Fault") -> None:
        """Reports that such a fault is over, if it was active."""
        if fault in self._faults:
            self._faults.remove(fault)
            self._report_end(fault, self._clock.now_ms)

    def most_serious(self) -> "Fault | None":
        """The most serious fault, or None if there is none."""
        if self.sensor_faults:
            return self.sensor_faults[-1]
        return self._faults[0] if self._faults else None

    def _report_end(self, fault: "Fault", t_ms: int) -> None:
        self.write_line(fault_cleared_line(fault, t_ms))
        self._note("%s cleared" % fault.name)

    def _note(self, text: str) -> None:
        self._recorder.note(self._clock.now_ms, text)
