"""A small simulator of sessions: a rigid leg, an LSM6DS strapped to it, and the truth of what it did."""

from heeldrive_lab.simulate.chip import Chip
from heeldrive_lab.simulate.library import write_library
from heeldrive_lab.simulate.sessions import LIBRARY, MORE, Session, make_session, workout
from heeldrive_lab.simulate.strap import Mounting

__all__ = ["LIBRARY", "MORE", "Chip", "Mounting", "Session", "make_session", "workout", "write_library"]
