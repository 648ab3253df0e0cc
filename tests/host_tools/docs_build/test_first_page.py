"""README.md: its film of the demo is what the demo shows, and its figures are those of docs/accuracy.md."""

import re
from html import unescape
from pathlib import Path

import pytest
from docs_build.demo_film import MARGIN, animated, film
from docs_build.readme_accuracy import ROWS, accuracy_figures
from heeldrive_lab.util.paths import RECORDED_SESSIONS

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
ACCURACY = (ROOT / "docs" / "accuracy.md").read_text("utf-8")


@pytest.fixture(scope="module")
def pictures():
    """The pictures of the film."""
    return film(RECORDED_SESSIONS / "two_sets_walk_and_sit.csv")


def words(lines):
    """The letters of a picture, row by row."""
    rows = ("".join("".join(segment.text for segment in line).split()) for line in lines)
    return [row for row in rows if row]


def shown_at(svg, share):
    """The letters that an animated SVG shows after this share of its length, row by row."""
    rules = dict(re.findall(r"@keyframes (\w+)\{(.*?\})\}", svg))
    rows = {}
    for name, line in re.findall(r'<g style="animation-name:(\w+)".*?>(.*)</g>', svg):
        steps = re.findall(r"([\d.]+)%\{opacity:(\d)\}", rules[name])
        if [opacity for at, opacity in steps if float(at) <= 100 * share][-1] == "1":
            for y, text in re.findall(r'y="(\d+)".*?>(.*?)</text>', line):
                rows[int(y)] = rows.get(int(y), "") + "".join(unescape(text).split())
    return [rows[y] for y in sorted(rows)]


def test_the_film_shows_each_picture_at_its_time(pictures):
    svg = animated(pictures)
    length_ms = int(re.search(r"animation:(\d+)ms", svg)[1])
    for at_ms, lines in pictures:
        assert shown_at(svg, (at_ms + 5) / length_ms) == words(lines)


def test_it_goes_from_standing_still_to_the_count_of_the_end(pictures):
    assert "│0:00.6stoodstill:readytocount│" in words(pictures[0][1])
    assert "Theannotationshave16reps:16found,0missed,0false." in words(pictures[-1][1])
    assert len(pictures) > 40


def test_who_sees_no_animation_sees_the_end(pictures):
    svg = animated(pictures)
    still = re.findall(r'opacity="1">(.*)</g>', svg)
    assert sum("found" in line for line in still) == 1
    assert "prefers-reduced-motion" in svg
    assert f'x="{MARGIN:.1f}"' in svg


def test_the_film_of_the_readme_is_up_to_date(pictures):
    assert (ROOT / "docs/pictures/demo.svg").read_text("utf-8") == animated(pictures), "run make pages"


def test_the_figures_of_the_readme_are_those_of_the_page():
    assert "\n".join(accuracy_figures(ACCURACY)) in README, "run make pages"


def page_of(*rows):
    """A page of accuracy in which each row of the README has these sets of sessions."""
    page = ["| never seen before | mode | on 2026-11-29 | now on | in development | heeldrive |"]
    page.append("|---|---|---|---|---|---|")
    for sessions, mode in ROWS:
        page += [f"| {sessions} | {mode} | {rows[0]}", *(f"|  |  |  | {row}" for row in rows[1:])]
    return "\n".join([*page, "", "- People: squats and sit-to-stands (`sensor_leg`): **2 of 5 counted**", ""])


def test_seen_and_unseen_people_stand_apart():
    sets = ["8 of 14; a tilt counter 9 of 14 | gym | seen | 9 of 9 found, 3 false |"]
    sets += ["simulator | not seen | 7 of 9 found, 2 false |", "street | seen | 5 of 9 found, 0 false |"]
    head, _, *rows, _, squats, _ = accuracy_figures(page_of(*sets))
    assert head == "| people | unseen, 2026-11-29 | seen, now |"
    assert [row.split(" | ", 1)[1] for row in rows] == [
        "**8 of 14** (a tilt counter 9 of 14) | 14 of 18 |"
    ] * 3
    assert squats == "**Squats count.** Of 5 squats and sit-to-stands of seen people,"


def test_false_reps_are_added_over_the_hours_of_all_sets():
    sets = ["13 false in 20.8 h | bed | seen | 0 false in 6.4 h |", "street | seen | 4 false in 1.6 h |"]
    _, _, row, *_ = accuracy_figures(page_of(*sets))
    assert row.split(" | ", 1)[1] == "**0.6 per hour in 21 h** | 0.5 per hour in 8 h |"


def test_figures_of_two_kinds_are_not_added():
    sets = ["8 of 14 | gym | seen | 9 of 9 found |", "street | seen | 4 false in 1.6 h |"]
    with pytest.raises(ValueError, match="not figures that can be added"):
        list(accuracy_figures(page_of(*sets)))


def test_a_row_that_the_page_no_longer_has_is_named():
    name = next(iter(ROWS))[0]
    with pytest.raises(ValueError, match=f"no row {name}"):
        list(accuracy_figures(ACCURACY.replace(name, "people")))


def test_the_first_link_leads_to_the_page_that_counts():
    assert re.search(r"(?<!!)\[[^]]*\]\(([^)]+)\)", README)[1] == "docs/page.md"
