"""What docs/accuracy.md says around its figures."""

HEAD = """\
# Accuracy

Written by the command below, good or bad; do not edit. `DATASETS_DIR` is a folder of folders, each with
recordings as CSV and a `labels.csv` (`file,start_ms,end_ms,activity,sensor_leg,reps`); the recordings
themselves are not ours to hand on.

    {command}

- The detector has two **modes**: `sensor_leg`, the default, counts lunges with the sensor leg in front,
  `both_legs` those with it in back too. A **true rep** is a lunge of a leg that the mode counts. It is
  **found** when a counted rep overlaps it by at least half of the shorter of the two; each pairs once.
- **Wrong leg**: found, but told as a rep of the other leg. **Split right**: sets whose count is right for
  each leg by itself.
- **False** is every other counted rep, among them those **of the other leg**: lunges with the sensor leg in
  back, which are not counted in mode `sensor_leg`.
- **Cycles** are movements that somebody counted: the lunges, and squats, sit-to-stands, leg raises. To one
  thigh a squat looks like a lunge in front.
- Of the false reps those **in cycles** fell into movements other than true reps whose cycles are known,
  **else /h** is how many an hour there are in all other time.
- A **set** is **exact** when as many reps were counted as were done, **within one** when one more or fewer;
  a **session** is exact when nothing was missed and nothing false.
- Under a peer's name stands **found + false**, or false alone where there was nothing to find. The peers see
  the whole session before they answer, which the board cannot; they know neither legs nor modes, and by
  activity are held against the lunges of both legs. What they are is told at the end.
"""

GOALS = """\
The goals were set before the detector was whole; each is for the mode named. **Right to the rep** is a
workout with nothing missed and nothing false, **within one a set** one whose every set is at most one off
and that has nothing counted outside of its sets. Mean errors are means of their sizes, so that early and
late do not cancel. Under **best peer** stands what the peer with the best F1 on all of this page made of
the same sessions:
{sensor_leg} in mode `sensor_leg`, {both_legs} in mode `both_legs`.
What begins seated or lying is a recording cut to begin in its first such stretch, with all the rest of it,
held to the goal of the physiotherapy recordings; or a simulated wearer who gets up, walks and lunges.
"""

CYCLES = """\
What became of each single cycle that people did: counted, refused for the reason of the refusal that has
most of it, or neither (no cycle). A deep squat in a set is a lunge to one thigh: it goes as deep, as fast
and for as long, and is counted. Alone and quick to rise it is refused as `alone`; sitting down and getting
up again and again without rest is counted as squats are. Who squats between lunges has to expect these to
count.
"""

SIMULATED = """\
The sessions kept in `recorded_sessions/`, and hard workouts, {each} for each of sensor leg in front, in
back and alternating, made from the seeds {first} to {last}: nothing was tuned on those. Between their sets
are walking, stairs, jogging, marching, jumping, sitting, kneeling and more, in the sets half reps. A
simulated wearer is easier than a person.
"""

CHANGES = """\
In how many sessions as many reps are counted as in the session as it is: mounted otherwise (a random turn
of the sensor's axes), mirrored as on the other thigh, sampled at other rates (averaged over the new period,
or interpolated, up to twice as many samples as there are), with a board's clock 5 % off. All recordings of
people, and the first {each} of each pool of hard workouts.
"""

REAL = """\
The detector's rules were written with some of these recordings in sight, the peers' parameters were not: the
peers may be a little better than they look here, and the detector a little worse.
"""

PHASES = """\
Only recordings with the true flexion of the thigh tell phase times: motion capture, split-stance lunges and
forward lunges. Reps at the very beginning and end of a capture are not among them: standing was joined on
there, and the true way from or to it is not known. Depth is told from the way the wearer stands and captured
from the vertical.
"""

PEERS_HEAD = """\
Every one is written here from its source, in `heeldrive_lab.baselines`, with the whole session in sight and
filters without delay. The numbers were chosen by

    {command}

which tries every combination of a grid on simulated workouts and other sessions with seeds below 100 and
takes the best F1.
"""
