"""What each setting means, by name. A module of its own, so that the board need not hold the words."""

MEANINGS = {
    "mode": "whose reps count: those with the sensor leg in front, or those of both legs",
    "depth_min_deg": "thigh inclination a rep has to reach: half reps stay above it",
    "excursion_min_deg": "least way from top to bottom, for reps that start from a split stance",
    "top_max_deg": (
        "a top, where a rep starts and ends, is no further from standing than this: not a seat, not a pedal"
    ),
    "rep_min_ms": "a shorter cycle is too_fast",
    "rep_max_ms": "a longer cycle is too_slow, or no_return while still down",
    "hold_max_ms": "a longer stay at the bottom is a long_hold: kneeling, say",
    "seat_max_ms": "stillness at the bottom that only a chair gives: longer is seated",
    "rate_max_dps": "a thigh that turns faster is too_fast: a kick, a run",
    "shake_max_mg": "mean vertical acceleration above which a cycle is walking",
    "lever_min_mm": "how far the sensor falls, at least, as the thigh comes level, or the leg_raised",
    "fall_min_mm": "how far the body falls, at least, in a rep of the other leg",
    "fall_share_percent": "how much of the fall of the reps before: half reps of the other leg stay below it",
    "quick_rise_ms": (
        "a quicker rise to standing waits until reps like it stand beside it, or it is alone: a sit, say"
    ),
    "ready_max_ms": "longest time since standing still or the last rep: beyond it not_ready",
    "knee_letter": (
        "on: a letter tells whether the knee went forward of where it was in the wearer's first reps"
    ),
    "rest_min_s": "a rest that ends the set",
    "reps_target": "reps of a set, counted down on the digits; 0 counts up",
    "sets_target": "sets of a workout: after the last one the digits say so; 0 for no end",
    "rest_target_s": "rest between two sets, counted down on the digits; 0 for none",
    "display_rotation_deg": "180 for a wearer who looks down at the digits",
    "log_when_full": "what goes when the log is full: the oldest workout without a marker, or the new one",
    "sleep_after_min": (
        "minutes without a move until the board sleeps: a move or a press wakes it; 0 for never"
    ),
}
