"""Sessions for edge cases that the recorded ones lack, each made from recorded sessions."""

from collections.abc import Callable

from . import reworked as do

# Times in the clean set: its reps begin at 5.9 s, 9.2 s and 12.4 s; the first bottom hold is at 6.9-7.2 s.
EDGES: dict[str, Callable] = {}


def edge(make):
    """Register a session under the name of its function, which is called with a reader of recorded ones."""
    EDGES[make.__name__] = make
    return make


@edge
def holes_shorter_and_longer_than_a_quarter_second(recorded):
    return do.with_holes(recorded("clean_set"), 1700, [100, 230, 245, 255, 300, 450, 700, 1500])


@edge
def holes_while_the_other_leg_works(recorded):
    return do.with_holes(recorded("alternating_set"), 2300, [240, 260, 480, 520, 900])


@edge
def restarted_at_the_bottom(recorded):
    first = do.part(recorded("clean_set"), 0, 13_700)
    return do.followed_by(first, do.part(recorded("clean_set"), 13_700, 30_000), pause_ms=4000)


@edge
def restarted_after_a_minute_in_the_hand(recorded):
    first = do.part(recorded("clean_set"), 0, 17_000)
    return do.followed_by(first, do.rolled(do.part(recorded("clean_set"), 0, 20_000)), pause_ms=60_000)


@edge
def ends_on_the_way_down(recorded):
    return do.part(recorded("clean_set"), 0, 10_000)


@edge
def ends_at_the_bottom(recorded):
    return do.part(recorded("clean_set"), 0, 10_400)


@edge
def ends_on_the_way_up(recorded):
    return do.part(recorded("clean_set"), 0, 11_100)


@edge
def ends_as_the_wearer_stands(recorded):
    return do.part(recorded("clean_set"), 0, 11_500)


@edge
def starts_at_the_bottom(recorded):
    return do.part(recorded("clean_set"), 7000, 30_000)


@edge
def starts_in_the_seat(recorded):
    return do.followed_by(
        do.part(recorded("must_not_count/sit_and_stand"), 15_000, 29_000),
        do.part(recorded("clean_set"), 0, 25_000),
    )


@edge
def starts_in_the_seat_and_walks(recorded):
    seat = do.part(recorded("must_not_count/sit_and_stand"), 15_000, 29_000)
    return do.followed_by(
        do.followed_by(seat, do.part(recorded("must_not_count/walk_only"), 0, 25_000)),
        do.part(recorded("clean_set"), 0, 25_000),
    )


@edge
def straight_from_a_jog(recorded):
    jog = do.part(recorded("must_not_count/jogging"), 0, 25_000)
    return do.followed_by(jog, do.part(recorded("clean_set"), 5000, 25_000))


@edge
def straight_from_a_walk_alternating(recorded):
    walk = do.part(recorded("must_not_count/walk_only"), 0, 25_000)
    return do.followed_by(walk, do.part(recorded("alternating_set"), 4000, 30_000))


@edge
def at_26_samples_alternating(recorded):
    return do.at_rate(recorded("alternating_set"), 26)


@edge
def at_208_samples(recorded):
    return do.at_rate(do.part(recorded("half_reps_in_a_set"), 0, 30_000), 208)


@edge
def at_208_samples_alternating(recorded):
    return do.at_rate(do.part(recorded("alternating_set"), 0, 30_000), 208)


@edge
def at_2_g_and_125_dps(recorded):
    return do.at_sensitivity(do.part(recorded("half_reps_in_a_set"), 0, 40_000), 61, 4375)


@edge
def at_16_g_and_2000_dps(recorded):
    return do.at_sensitivity(do.part(recorded("alternating_set"), 0, 40_000), 488, 70_000)


@edge
def quick_as_can_be(recorded):
    return do.played(recorded("quick_reps"), 55)


@edge
def quick_alternating(recorded):
    return do.played(recorded("alternating_set"), 60)


@edge
def very_slow(recorded):
    return do.at_rate(do.played(do.part(recorded("slow_reps"), 0, 30_000), 260), 52)


@edge
def slow_alternating(recorded):
    return do.at_rate(do.played(do.part(recorded("alternating_set"), 0, 30_000), 210), 52)


@edge
def held_for_three_seconds_and_for_four(recorded):
    once = do.held(do.part(recorded("clean_set"), 0, 22_000), 7050, 3000)
    return do.held(once, 13_450, 4000)


@edge
def held_for_so_long_that_it_is_given_up(recorded):
    return do.held(do.part(recorded("clean_set"), 0, 22_000), 10_400, 13_000)


@edge
def bounces_at_the_bottom(recorded):
    reps = recorded("clean_set")
    for to_ms, length_ms in ((24_600, 480), (20_950, 330), (17_600, 240), (13_700, 160), (10_400, 90)):
        reps = do.bounced(reps, to_ms - length_ms, to_ms, 2)
    return reps


@edge
def bounces_on_the_way_up_and_down(recorded):
    reps = recorded("slow_reps")
    for to_ms, length_ms in (
        (44_000, 500),
        (37_500, 400),
        (29_500, 350),
        (22_500, 250),
        (15_000, 200),
        (8_000, 150),
    ):
        reps = do.bounced(reps, to_ms - length_ms, to_ms, 1)
    return reps


@edge
def bounces_of_the_other_leg(recorded):
    reps = recorded("back_leg_set")
    for to_ms, length_ms in ((30_000, 400), (24_000, 300), (18_000, 250), (12_000, 150)):
        reps = do.bounced(reps, to_ms - length_ms, to_ms, 2)
    return reps


@edge
def jerked_by_the_other_leg(recorded):
    return do.played(recorded("back_leg_set"), 70)._replace(settings={"rate_max_dps": 140, "rep_min_ms": 300})


@edge
def short_reps_of_the_other_leg(recorded):
    return do.played(recorded("back_leg_set"), 60)._replace(settings={"rep_min_ms": 1750})


@edge
def half_and_whole_reps_of_the_other_leg_in_turn(recorded):
    half, whole = recorded("must_not_count/half_reps_back_leg"), recorded("back_leg_set")
    reps = do.followed_by(do.part(whole, 0, 20_000), do.part(half, 5000, 20_000))
    return do.followed_by(reps, do.part(whole, 5000, 25_000))._replace(settings={"fall_share_percent": 0})


@edge
def down_and_up_without_a_stop(recorded):
    reps = do.part(recorded("heel_driven_then_toe_driven"), 0, 40_000)
    return do.played(reps, 140)


@edge
def held_shortly_before_the_bottom(recorded):
    reps = do.part(recorded("clean_set"), 0, 32_000)
    for at_ms in (29_600, 24_500, 20_850, 17_500, 13_600, 10_300, 6950):
        reps = do.held(reps, at_ms, 3000)
    return reps


@edge
def snaps_upright_after_a_hold(recorded):
    reps = recorded("held_at_the_bottom")
    for end_ms in (42_757, 36_719, 30_326, 24_304, 18_537):
        reps = do.hurried(reps, end_ms - 250, end_ms + 100, 45)
    return reps._replace(settings={"rate_max_dps": 1000})


@edge
def six_samples_a_second_with_a_bounce_on_the_way_down(recorded):
    reps = do.part(recorded("clean_set"), 0, 32_000)
    for to_ms in (29_300, 24_100, 20_500, 17_150, 13_180, 9920, 6580):
        reps = do.bounced(reps, to_ms - 200, to_ms, 1)
    return do.at_rate(reps, 6)


@edge
def rests_of_14_and_16_seconds(recorded):
    once = do.held(do.part(recorded("clean_set"), 0, 26_000), 12_000, 13_000)
    return do.held(once, 29_000, 15_000)


@edge
def bias_that_turns_round_in_mid_set(recorded):
    return do.biased(recorded("clean_set"), (120, -90, 60, 200, -260, 150), changes_at_ms=18_000)


@edge
def bias_of_the_other_leg(recorded):
    return do.biased(recorded("alternating_set"), (-80, 100, 90, -240, 150, 200))


@edge
def strap_slips_by_30_degrees_and_by_75(recorded):
    reps = recorded("clean_set")
    walk = recorded("shoelace_and_stairs_between_sets")
    before = do.part(reps, 0, 20_000)
    after = do.turned(do.followed_by(do.part(walk, 30_000, 60_000), before), 866, 500, 1000)
    again = do.turned(do.followed_by(do.part(walk, 30_000, 60_000), before), 259, 966, 1000)
    return do.followed_by(do.followed_by(before, after), again)


@edge
def strap_slips_while_standing(recorded):
    stand_and_walk = do.part(recorded("two_sets_walk_and_sit"), 0, 60_000)
    return do.followed_by(stand_and_walk, do.turned(stand_and_walk, 707, 707, 1000))


@edge
def full_scale_blows(recorded):
    return do.struck(do.part(recorded("clean_set"), 0, 40_000), 2900)


@edge
def full_scale_blows_alternating(recorded):
    return do.struck(recorded("alternating_set"), 4300, length=1)


@edge
def late_in_the_day(recorded):
    return do.later(do.part(recorded("alternating_set"), 0, 30_000), (1 << 29) + 12_345)


@edge
def easy_settings(recorded):
    settings = {
        "depth_min_deg": 20,
        "excursion_min_deg": 10,
        "rep_min_ms": 300,
        "rep_max_ms": 60_000,
        "hold_max_ms": 30_000,
        "seat_max_ms": 10_000,
        "rate_max_dps": 1000,
        "shake_max_mg": 1000,
        "lever_min_mm": -1000,
        "fall_min_mm": 50,
        "fall_share_percent": 0,
        "quick_rise_ms": 0,
        "ready_max_ms": 60_000,
        "rest_min_s": 3,
    }
    walk = do.part(recorded("must_not_count/stairs"), 0, 30_000)
    reps = do.followed_by(do.part(recorded("half_reps_in_a_set"), 0, 40_000), walk)
    return do.followed_by(reps, recorded("must_not_count/half_reps_back_leg"))._replace(settings=settings)


@edge
def strict_settings(recorded):
    settings = {
        "depth_min_deg": 84,
        "excursion_min_deg": 80,
        "top_max_deg": 30,
        "rep_min_ms": 2500,
        "rep_max_ms": 3000,
        "hold_max_ms": 500,
        "seat_max_ms": 200,
        "rate_max_dps": 140,
        "shake_max_mg": 60,
        "lever_min_mm": 250,
        "fall_min_mm": 200,
        "fall_share_percent": 90,
        "quick_rise_ms": 3000,
        "ready_max_ms": 1500,
    }
    reps = do.followed_by(do.part(recorded("half_reps_in_a_set"), 0, 40_000), recorded("tired_by_the_end"))
    return do.followed_by(reps, recorded("alternating_set"))._replace(settings=settings)
