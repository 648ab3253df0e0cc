"""Simulates sessions: a person in MuJoCo, an LSM6DS strapped to a thigh, and annotations of what was done."""

from heeldrive_lab.util.optional_dependencies import require

require("sim", "mujoco")

from heeldrive_lab.simulator.chip import Chip  # noqa: E402
from heeldrive_lab.simulator.faults import Faults  # noqa: E402
from heeldrive_lab.simulator.folder import write_library  # noqa: E402
from heeldrive_lab.simulator.library import LIBRARY, MORE  # noqa: E402
from heeldrive_lab.simulator.mounting import Flesh, Mounting  # noqa: E402
from heeldrive_lab.simulator.parameters import SpecError  # noqa: E402
from heeldrive_lab.simulator.sessions import SimulatedSession, make_session, perform, pool, simulate, workout  # noqa: E402
from heeldrive_lab.simulator.spec import Spec, read_spec  # noqa: E402

__all__ = [
    "LIBRARY",
    "MORE",
    "Chip",
    "Faults",
    "Flesh",
    "Mounting",
    "SimulatedSession",
    "Spec",
    "SpecError",
    "make_session",
    "perform",
    "pool",
    "read_spec",
    "simulate",
    "workout",
    "write_library",
]
