"""What docs/accuracy.md says around its figures."""

HEAD = """\
# Accuracy

Written by the command below, good or bad; do not edit. `DATASETS_DIR` is a folder of folders, each with
recordings as CSV and a `labels.csv` (`file,start_ms,end_ms,activity,sensor_leg,reps`); the recordings
themselves are not ours to hand on.

    {command}

- A **true rep** is a lunge with the sensor leg in front. It is **found** when a counted rep overlaps it by at
  least half of the shorter of the two; each pairs once.
- **False** is every other counted rep, among them those **of the other leg**: lunges with the sensor leg in
  back, which are not counted in this mode.
- **Other cycles** are movements of another kind that somebody counted: squats, sit-to-stands, leg raises. To
  one thigh a squat looks like a lunge in front.
- Of the false reps those **in cycles** fell into movements whose cycles are known, **else /h** is how many an
  hour there are in all other time.
- A **set** is **exact** when as many reps were counted as were done, **within one** when one more or fewer;
  a **session** is exact when nothing was missed and nothing false.
- Under a peer's name stands **found + false**, or false alone where there was nothing to find. The peers see
  the whole session before they answer, which the board cannot; what they are is told at the end.
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
Every one is written here from its source, in `heeldrive_lab.peers`, with the whole session in sight and
filters without delay. The numbers were chosen by

    {command}

which tries every combination of a grid on simulated workouts and other sessions with seeds below 100 and
takes the best F1.
"""
