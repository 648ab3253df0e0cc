"""A second simulator, by another hand: purely kinematic workouts to report on, never to tune on.

It was written from the facts collected for the project, the literature in docs/sources.md and the data sheets of
the LSM6DS by somebody who had not read the detector (`signal/`), its documentation or explanations, nor the
movements of the MuJoCo simulator; only the description of the goals named some of the detector's known errors. It
has not been adjusted to what the detector counts, and must not be: its value is that the two have not grown
together. Its checks are physical and compare it with measurements of people.

A segment model of foot, shank, thigh and pelvis moves along beta-distributed steps and Fourier series; the path of
a sensor on the thigh is differentiated, shaken by its strap, and measured by a chip with drawn errors.
"""

from heeldrive_lab.kinematic_simulator.workouts import LEGS, KinematicSession, Performance, perform, workout

__all__ = ["LEGS", "KinematicSession", "Performance", "perform", "workout"]
