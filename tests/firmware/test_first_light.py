"""The digits say something before anything heavy is loaded."""

from bench.first_light import first_light


def test_a_word_stands_within_two_seconds_and_the_count_within_six_by_what_is_loaded_until_then():
    light = first_light()
    assert light.word_bytes < 10 << 10
    assert light.word_s[1] < 2
    assert light.zero_s[1] < 6
