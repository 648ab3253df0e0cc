"""The meaning of each setting, by name. A module of its own, so that the board does not hold the text."""

MEANINGS = {
    "mode": "whose reps count: those with the sensor leg in front, or those of both legs",
    "depth_min_deg": (
        "minimum thigh inclination of anyone's rep; later 62 % of the wearer's own depth, if that is more"
    ),
    "excursion_min_deg": "minimum inclination from top to bottom, for reps that start from a split stance",
    "top_max_deg": (
        "maximum inclination at the top, where a rep starts and ends; a seat or a pedal is beyond it"
    ),
    "rep_min_ms": "minimum length of a cycle; a shorter one is refused as too_fast",
    "rep_max_ms": "maximum length of a cycle; longer is refused as too_slow, or as no_return if still down",
    "hold_max_ms": (
        "a longer hold, if the leg rests in it, counts only beside similar reps; otherwise it is long_hold"
    ),
    "seat_max_ms": "maximum time at the bottom as still as only on a chair; longer is refused as seated",
    "rate_max_dps": "maximum angular rate of the thigh; faster, such as a kick, is refused as too_fast",
    "shake_max_mg": "maximum mean vertical acceleration beyond the lunge's own; more is refused as walking",
    "lever_min_mm": "minimum drop of the sensor as the thigh comes level; less is refused as leg_raised",
    "fall_min_mm": "minimum drop of the body in a rep of the other leg; less is refused as shallow",
    "fall_share_percent": (
        "minimum drop of the body relative to earlier reps of the other leg; half reps do not reach it"
    ),
    "quick_rise_ms": (
        "a faster rise counts only beside similar reps; otherwise it is refused as alone (a quick sit)"
    ),
    "ready_max_ms": (
        "a rep later than this after standing still or the last rep counts only beside similar reps;"
        " otherwise it is refused as not_ready, or in back as alone"
    ),
    "knee_letter": "on: a letter shows whether the knee went further forward than in the wearer's first reps",
    "my_depth_deg": "depth of the lunge taught by `heeldrive teach`; the six `my_` lines belong together",
    "my_rise_ms": "its time from the bottom to the top",
    "my_length_ms": "its whole length; 0 if no lunge has been taught",
    "my_hold_ms": "its hold at the bottom",
    "my_lever_mm": "its drop of the sensor per cosine of inclination",
    "my_fall_mm": "its drop of the body, if the sensor leg is in back; otherwise 0",
    "rest_min_s": "a rest longer than this ends the set; a doubtful rep waits this long for similar ones",
    "reps_target": "reps per set, counted down on the display; 0 counts up",
    "sets_target": "sets per workout; the display shows when the last one is done; 0 for no limit",
    "rest_target_s": "rest between sets, counted down on the display; 0 for no countdown",
    "legs_rest_s": (
        "rest between the set of one leg and that of the other, with both_legs; 0: rest_target_s as well"
    ),
    "loss_stop_percent": (
        "the count blinks once the last two rises were this much slower than the set's fastest; 0 for never"
    ),
    "ask_below_percent": (
        "after a rep with less confidence the digits ask if it was one: a short press says no; 0 for never"
    ),
    "display_rotation_deg": "180 if the wearer looks down at the display",
    "neopixel": (
        "on: the NeoPixel shows phase, depth and refusals; off: only a tempo, and faults that no digits can"
        " show"
    ),
    "tempo": (
        "seconds down, at the bottom, up and at the top; a white flash and a cue tell when each is over"
    ),
    "cue": "what tells reps, refusals and rests without a look: a piezo (sound) or a vibration motor (buzz)",
    "cue_level": "how loud the piezo is, or how strong the motor; 3 is the most",
    "log_when_full": (
        "when the log is full, oldest overwrites the oldest workout without a marker; stop ends the recording"
    ),
    "sleep_after_min": "time without motion until the board sleeps; motion or a press wakes it; 0 for never",
}
