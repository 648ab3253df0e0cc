"""CircuitPython runs this file once after a reset, before USB comes up.

Turns on a second serial port, for data. Leaves the drive to the computer unless the board's button is held:
then the board writes it even on a cable, and the computer can only read. Without a computer the firmware
takes the drive by itself (wearable/drive.py).
"""

import board
import digitalio
import storage
import usb_cdc

from wearable.boards import pins_of

usb_cdc.enable(console=True, data=True)

button = pins_of(board.board_id).BUTTON
if button and hasattr(board, button):
    pin = digitalio.DigitalInOut(getattr(board, button))
    pin.switch_to_input(pull=digitalio.Pull.UP)
    if not pin.value:
        storage.remount("/", readonly=False)
    pin.deinit()
