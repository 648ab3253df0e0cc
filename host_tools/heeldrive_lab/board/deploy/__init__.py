"""Puts the program on a board's drive, whole or not at all, and says what is wrong with one.

A release is a folder `heeldrive-00001` at the top of the drive: detector, firmware, driver libraries and the
list of them. It is written under another name, read back, and renamed; the launcher (`code.py` at the top)
starts the newest. FAT cannot exchange a folder for another in one step, but it can give one a name: the only
step that counts. The release before is removed after that.
"""
