"""Starts the newest release of Heeldrive on this drive. `heeldrive deploy` puts this file here.

A release is a folder such as `heeldrive-00001` that gets its name last: if the cable is pulled during an
update, the newest folder is still complete. A launcher works with older and newer releases: it only imports
`run_code` and `run_boot` from them.
"""

import os
import sys

releases = [name for name in os.listdir("/") if name.startswith("heeldrive-") and name[10:].isdigit()]
try:
    if not releases:
        raise RuntimeError(
            "There is no release of Heeldrive on this drive: run heeldrive deploy on a computer."
        )
    sys.path.insert(0, "/" + max(releases))
    import run_code  # noqa: F401
except (RuntimeError, ImportError, ValueError, SyntaxError):
    # None, half of one, or one for another CircuitPython ("incompatible .mpy file").
    print("Heeldrive cannot start: run heeldrive doctor on a computer.")
    import first_word  # noqa: F401

    raise
