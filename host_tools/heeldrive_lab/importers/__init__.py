"""Importers by name: public data sets, as their owners distribute them, become sessions with truth beside.

A module reads one set and writes nothing; `registry` writes what they read. No data of these sets is part of
heeldrive: whoever has the download repeats the table.
"""

# Name on the command line, whose module has underscores, to what is in it.
DATA_SETS = {
    "utd-mhad": "UTD-MHAD: 8 people, right thigh; lunges (the sensor leg in back), squats, sit-to-stand.",
    "daily-sports": "Daily and Sports Activities, Bilkent: 8 people, both thighs; 19 activities, no lunges.",
    "physical-therapy": "Physical Therapy Exercises, Bilkent: 5 people; exercises on legs and arms.",
    "mm-fit": "MM-Fit: 10 people, phones in trouser pockets; workouts with lunges, totals only.",
    "realdisp": "RealDISP, Granada: 17 people, both thighs; 33 fitness activities, none called lunge.",
}
