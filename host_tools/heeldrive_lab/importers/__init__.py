"""Importers of recordings in any layout and, by name, of public data sets as their owners distribute them.

Each module reads one data set and writes nothing; `registry` writes the sessions and their annotations. No
data of these sets is part of heeldrive; anyone who downloads a set can reproduce its scores.
"""

# Description by name on the command line; the module's name has underscores instead of hyphens.
DATA_SETS = {
    "utd-mhad": "UTD-MHAD: 8 people, right thigh; lunges (the sensor leg in back), squats, sit-to-stand.",
    "daily-sports": "Daily and Sports Activities, Bilkent: 8 people, both thighs; 19 activities, no lunges.",
    "physical-therapy": "Physical Therapy Exercises, Bilkent: 5 people; exercises on legs and arms.",
    "mm-fit": "MM-Fit: 10 people, phones in trouser pockets; workouts with lunges, totals only.",
    "realdisp": "RealDISP, Granada: 17 people, both thighs; 33 fitness activities, none called lunge.",
    "georgia-tech": "Georgia Tech 2023: 12 people, both thighs; backward lunges, 30 activities.",
    "phytmo": "PHYTMO: 30 people, both thighs; squats right and wrong, exercises of the legs, no lunges.",
    "hugadb": "HuGaDB: 18 people, both thighs; walking, stairs, sitting, cycling, cars, lifts, no lunges.",
}
