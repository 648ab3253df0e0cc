"""The drive of a board that was worn on battery, and its log."""

from heeldrive_lab.board.deploy.log_file import FIRST, ODD
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


def worn_log(rows, settings_text, kilobytes):
    """The beginning of the log file of a board that was worn for these samples, and the board.

    The empty slots after it only take time to read.
    """
    drive = VirtualDrive()
    worn = WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500)
    board = VirtualBoard(worn, storage=StorageSpec(drive=drive, settings_text=settings_text))
    board.run(FIRMWARE)
    drive.power_on(None)
    return drive.read("heeldrive.log")[FIRST + ODD :][: kilobytes * 1024], board
