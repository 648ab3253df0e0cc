"""A second simulator, by another hand: purely kinematic workouts to report on, never to tune on.

It was written from the facts collected for the project, the literature in docs/sources.md and the data sheets
of the LSM6DS. Its author had not read the detector (`signal/`), the pages and explanations of how it decides,
or the movements of the MuJoCo simulator. The description of the task named some of the detector's errors,
and three tables of counts were seen while it was written. What changed after the first two were faults of
movement (the swing of a forward lunge, when the back foot lands), found in plots and by geometry. Nothing was
adjusted to what the detector counts, and nothing may be: the value of this generator is that the two have not
grown together. Its tests are physical, and compare it with measurements of people.

A segment model of foot, shank, thigh and pelvis moves along beta-distributed steps and Fourier series. The
path of a sensor on the thigh is differentiated, shaken by its strap, and measured by a chip with drawn
errors.
"""

from heeldrive_lab.kinematic_simulator.workouts import LEGS, KinematicSession, Performance, perform, workout

__all__ = ["LEGS", "KinematicSession", "Performance", "perform", "workout"]
