"""The drive of a board that was worn on battery."""

from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive


def worn_flash(motion, *ends_ms):
    """The flash after the board was worn for this motion until each of these times, one after the other."""
    drive = VirtualDrive()
    for end_ms in ends_ms:
        rows = [row for row in motion if row[0] < end_ms]
        worn = WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500)
        VirtualBoard(worn, storage=StorageSpec(drive=drive)).run(FIRMWARE)
    return bytes(drive.chip.data)


def drive_of(flash):
    """A drive with this flash, with the power on."""
    drive = VirtualDrive()
    drive.chip.data[:] = flash
    drive.power_on(None)
    return drive
