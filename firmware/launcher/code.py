"""Starts the newest release of Heeldrive on this drive. `heeldrive deploy` puts this file here.

A release is a folder `heeldrive-00001`, complete before it gets that name: whenever the plug is pulled, the
newest one is whole. A launcher may meet an older or newer release: all it asks for is `run_code` and
`run_boot`.
"""

import os
import sys

releases = [name for name in os.listdir("/") if name.startswith("heeldrive-") and name[10:].isdigit()]
if not releases:
    raise RuntimeError("There is no release of Heeldrive on this drive: run heeldrive deploy on a computer.")
sys.path.insert(0, "/" + max(releases))
import run_code  # noqa: E402, F401
