"""docs/power.md."""

from collections.abc import Sequence

from bench.measure import REFERENCE_MS, SAMPLE_MS

from docs_build.power_budget.boards import LOOP_RATIO, SOURCES, Board
from docs_build.power_budget.budget import (
    USABLE_SHARE,
    WORKOUT_MIN,
    WORKOUT_SEED,
    WORKOUTS_A_WEEK,
    Budget,
)

_HEAD = """\
# Power

Made by `make pages` (`python -m docs_build.power_budget docs/power.md`); do not edit.

**No board was measured.** The unmodified firmware goes through a simulated workout (`workout {seed}`) on
the virtual board, a meter adds up how long each part is in which state, and the currents of the states are
those of data sheets and of other people's measurements, below. Expect them to be right to a factor of two,
no better.

## What draws how much

Mean current in a workout, mA:

| board | processor | sensor | digits | NeoPixel | in all | asleep |
|---|---|---|---|---|---|---|
"""

_BATTERY = """
## How long a charge lasts

Of what is printed on the cell {usable:.0%} are reckoned with. A week is {workouts} workouts of {minutes}
minutes; between them the board sleeps, or is switched off (a switch at the Feather's EN pin, or the
battery's plug).

| board | battery | workout | asleep | a week, asleep between | a week, switched off between |
|---|---|---|---|---|---|
"""

_SAVING = """
## What the firmware does about it

- The sensor's FIFO gathers samples while the processor sleeps. How long it can is the detector's doing: the
  loop costs {ratio} times the reference filter a sample (`make bench`), {rp2040:.0%} of an RP2040's time and
  {nrf52840:.0%} of an nRF52840's, if a step of the reference takes them 0.5 and 1 ms. **By these figures an
  nRF52840 does not sleep in motion and may not keep up**: see below.
- The digits dim to a sixteenth after 8 s without a move.
- After `sleep_after_min` (5) minutes without a move or press the board sleeps: digits and NeoPixel dark,
  the display's oscillator stopped, the gyroscope off, the accelerometer at 12.5 Hz feeling for motion by
  itself (WAKE_UP_THS), the log written. Not while a rest is counted down, and not while a computer is
  there.
- It wakes by the sensor's interrupt pin where the board has it wired (Feather nRF52840 Sense, XIAO nRF52840
  Sense); the others look at the sensor every second. A press of the button wakes it too, and means nothing
  else; so does a computer. Samples flow 0.1 s later, the count is as it was, the detector sees a gap in
  time, and so does the log: its replay stays exact. Nobody can have been seen standing still in the sleep,
  so reps that begin out of it do not count (`E`) until the wearer has stood still for a moment.
- A battery below 3.3 V in three looks ten seconds apart is empty: `Lo b`, the log is closed, everything
  goes dark. From 3.6 V on, or with a computer, a new session begins. Boards without a tap on the battery
  (Feather RP2040) cannot know: their log loses two seconds at most ([faults](faults.md)).

## Why light sleep

Deep sleep draws more than light sleep on CircuitPython's nRF port (adafruit/circuitpython issue 5318, open)
and forgets the count. Light sleep draws what `time.sleep` draws, but ends with a pin; so the firmware uses
it where the sensor's pin is wired, a second at a time, because the nRF port serves USB only between two
light sleeps and the watchdog wants its meal. On an RP2040 light sleep does not end at all once an analogue
pin was read (issue 7853).

## Sources

*Unchecked*: as remembered; the data sheet was not at hand.

| what | current | who says so |
|---|---|---|
"""

_CHECKS = """
## What only a real board can show

- **Whether an nRF52840 keeps up with 52 samples a second in motion.** If it does not, the FIFO runs over
  after some minutes and the digits say `LoSt`.
- The currents above: a meter in the battery's lead, in a set, at rest with the digits dim, asleep.
- That the sensor's INT1 ends the light sleep on each board, and that putting the board down gently does
  not.
- That plugging a computer in wakes a sleeping nRF52840, which serves USB once a second then.
- The voltage at which the digits pale, against the 3.3 V of the stop.
"""


def page(budgets: Sequence[tuple[Board, Budget]]) -> str:
    """The whole page."""
    return (
        _HEAD.format(seed=WORKOUT_SEED)
        + "".join(current_row(board, budget) for board, budget in budgets)
        + _BATTERY.format(usable=USABLE_SHARE, workouts=WORKOUTS_A_WEEK, minutes=WORKOUT_MIN)
        + "".join(battery_row(board, budget) for board, budget in budgets)
        + _SAVING.format(ratio=LOOP_RATIO, rp2040=_share("RP2040"), nrf52840=_share("nRF52840"))
        + "".join(f"| {what} | {current} | {source} |\n" for what, current, source in SOURCES)
        + _CHECKS
    )


def _share(processor: str) -> float:
    """Of the time between two samples, that the loop works on one."""
    return LOOP_RATIO * REFERENCE_MS[processor] / SAMPLE_MS


def current_row(board: Board, budget: Budget) -> str:
    """What the board draws."""
    parts = [budget.workout_ma[part] for part in ("processor", "sensor", "display", "pixel")]
    cells = " | ".join(f"{ma:.1f}" for ma in (*parts, sum(parts), budget.asleep_ma))
    return f"| {board.name} | {cells} |\n"


def battery_row(board: Board, budget: Budget) -> str:
    """How long its battery lasts."""
    return (
        f"| {board.name} | {board.battery_mah} mAh | {budget.workout_h:.0f} h | {budget.asleep_days:.1f} days"
        f" | {_of(budget.week_mah, budget)} | {_of(budget.workouts_mah, budget)} |\n"
    )


def _of(needed_mah: float, budget: Budget) -> str:
    verdict = "lasts" if needed_mah <= budget.usable_mah else "**does not last**"
    return f"{needed_mah:.0f} mAh of {budget.usable_mah:.0f}: {verdict}"
