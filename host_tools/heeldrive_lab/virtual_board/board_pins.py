"""The pins of each virtual board and what is wired to them."""

from collections.abc import Callable, Sequence

from heeldrive_lab.virtual_board import ht16k33, lsm6ds
from heeldrive_lab.virtual_board.bus import BusDevice, Wires
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault, spans_of
from heeldrive_lab.virtual_board.lsm6ds_chip import Lsm6ds
from heeldrive_lab.virtual_board.pins import InputLine, Pin
from heeldrive_lab.virtual_board.screen import Screen

FEATHER_RP2040 = "adafruit_feather_rp2040"
FEATHER_SENSE = "feather_bluefruit_sense"
XIAO_SENSE = "Seeed_XIAO_nRF52840_Sense"
CLUE = "clue_nrf52840_express"
FEATHER_RP2350 = "adafruit_feather_rp2350"

BOARD_OF_CHIP = {"LSM6DSOX": FEATHER_RP2040, "LSM6DS3TR-C": FEATHER_SENSE, "LSM6DS33": FEATHER_SENSE}
"""CircuitPython's name of the board that a sensor is usually on."""

_BUTTON_NAMES = {FEATHER_SENSE: "SWITCH", CLUE: "BUTTON_A", FEATHER_RP2350: None}
_CUE_PINS = {CLUE: ("SPEAKER", "P0"), XIAO_SENSE: ("D0",)}
_NOMINAL_MV = 3300
_DROPOUT_MV = 20  # of the regulator at 10 mA; estimated
_NO_CELL_MV = 2500  # no board runs from less: it is on USB
_INT1 = "ACCELEROMETER_GYRO_INTERRUPT"


class BoardPins:
    """Builds the pins of one board.

    Args:
        board_id: CircuitPython's name of the board. On a XIAO nRF52840 Sense the sensor has a bus and a power
            switch of its own.
        clock: the board's.
        sensor: the LSM6DS.
        display: the HT16K33.
        button: the line of the board's own button.
        battery_mv: battery voltage, mV, or a function of the virtual ms.
        faults: what fails on the bus.

    Attributes:
        by_name: the pins, by their names in the ``board`` module.
        screen: the board's own screen, or None.
    """

    def __init__(
        self,
        board_id: str,
        clock: VirtualClock,
        sensor: Lsm6ds,
        display: ht16k33.Ht16k33,
        button: InputLine,
        battery_mv: int | Callable[[int], int],
        faults: Sequence[InjectedFault],
    ) -> None:
        self._clock = clock
        self._sensor = sensor
        self._battery_mv = battery_mv
        self._faults = faults
        self._buses: list[Wires] = []
        self.screen = Screen() if board_id == CLUE else None
        if board_id == XIAO_SENSE:
            self.by_name = self._xiao(display)
        else:
            self.by_name = self._feather(board_id, display, button)
        self.by_name |= {name: Pin(name) for name in _CUE_PINS.get(board_id, ("D10",))}

    def release(self) -> None:
        """No bus and no pin is in use: the state after a reset."""
        for wires in self._buses:
            wires.in_use = False
        for pin in self.by_name.values():
            if pin.on_release:
                pin.on_release()
            pin.in_use = False

    def _feather(self, board_id: str, display: ht16k33.Ht16k33, button: InputLine) -> dict[str, Pin]:
        wires = self._wires({lsm6ds.ADDRESS: self._sensor, ht16k33.ADDRESS: display})
        pins = {
            "SCL": Pin("SCL", wires),
            "SDA": Pin("SDA", wires),
            "NEOPIXEL": Pin("NEOPIXEL"),
        }
        button_name = _BUTTON_NAMES.get(board_id, "BUTTON")
        if button_name:
            pins[button_name] = Pin(button_name, line=button)
        if board_id == FEATHER_SENSE:
            pins["VOLTAGE_MONITOR"] = Pin("VOLTAGE_MONITOR", millivolts=self._divided(1, 2))
        if board_id in (FEATHER_SENSE, CLUE):
            pins[_INT1] = Pin(_INT1, line=Int1Line(self._clock, self._sensor))
        return pins

    def _xiao(self, display: ht16k33.Ht16k33) -> dict[str, Pin]:
        outer = self._wires({ht16k33.ADDRESS: display})
        inner = self._wires({lsm6ds.ADDRESS: self._sensor})
        inner.powered = False

        def switch(level: bool) -> None:
            if level and not inner.powered:
                self._sensor.power_on(self._clock.now_us)
            inner.powered = level

        return {
            "SCL": Pin("SCL", outer),
            "SDA": Pin("SDA", outer),
            "IMU_SCL": Pin("IMU_SCL", inner),
            "IMU_SDA": Pin("IMU_SDA", inner),
            "IMU_PWR": Pin("IMU_PWR", on_level=switch),
            "IMU_INT1": Pin("IMU_INT1", line=Int1Line(self._clock, self._sensor)),
            "VBATT": Pin("VBATT", millivolts=self._divided(510, 1510)),
            "READ_BATT_ENABLE": Pin("READ_BATT_ENABLE"),
        }

    def _divided(self, lower: int, whole: int) -> Callable[[], int]:
        """What an nRF52840 reads, mV, at a divider across the battery: ``lower`` of its ``whole`` resistance.

        Its converter measures against its own supply and calls that 3.3 V
        (ports/nordic/common-hal/analogio/AnalogIn.c: gain 1/4, reference VDD/4).
        """
        battery_mv = self._battery_mv

        def read_mv() -> int:
            cell_mv = battery_mv if isinstance(battery_mv, int) else battery_mv(self._clock.now_us // 1000)
            supply_mv = _NOMINAL_MV if cell_mv < _NO_CELL_MV else min(_NOMINAL_MV, cell_mv - _DROPOUT_MV)
            return cell_mv * lower * _NOMINAL_MV // (whole * supply_mv)

        return read_mv

    def _wires(self, devices: dict[int, BusDevice]) -> Wires:
        wires = Wires(
            self._clock,
            devices,
            errors=spans_of(self._faults, FaultKind.BUS_ERROR),
            stuck=spans_of(self._faults, FaultKind.SDA_LOW),
            absent={
                lsm6ds.ADDRESS: spans_of(self._faults, FaultKind.SENSOR_ABSENT),
                ht16k33.ADDRESS: spans_of(self._faults, FaultKind.DISPLAY_ABSENT),
            },
        )
        self._buses.append(wires)
        return wires


class Int1Line:
    """The wire from the sensor's INT1 to a pin."""

    def __init__(self, clock: VirtualClock, sensor: Lsm6ds) -> None:
        self._clock, self._sensor = clock, sensor

    def level(self) -> bool:
        """Its level now."""
        return self._sensor.int1(self._clock.now_us)

    def level_at(self, at_us: int) -> bool:
        """Its level at a time no earlier than now."""
        return self._sensor.int1(at_us)
