"""Installs the program on a board's drive, and diagnoses problems there.

A release is a folder `heeldrive-00001` at the top of the drive with detector, firmware, driver libraries and
a manifest. It is written under a temporary name, read back and renamed; the launcher (`code.py` at the top)
starts the newest release. FAT cannot swap two folders atomically, but it can rename one: that single step
commits the deploy. The old release is removed afterwards.
"""
