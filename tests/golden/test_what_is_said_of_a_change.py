"""A failed golden test describes each changed event and its wearer; accepting prints and writes it."""

import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP
from heeldrive.events import Event

from . import conftest
from .changes import compare, counts
from .runs import FIELDS, Recorded, line, report

BEFORE = """[both_legs]
waits start_ms=0 for=stand_still
rep index=1 sensor_leg=front start_ms=5000 depth_cdeg=8531 lever_mm=210
refused sensor_leg=front reason=shallow start_ms=9000 depth_cdeg=3100
rep index=2 sensor_leg=back start_ms=83400 depth_cdeg=2100
"""


def texts(now):
    return [change.text for change in compare("heavy_person", BEFORE, now)]


def test_nothing_is_said_where_nothing_changed():
    assert texts(BEFORE) == []


def test_a_field_that_changed_is_told_with_both_values():
    now = BEFORE.replace("8531", "8522").replace(" lever_mm=210", "")
    assert texts(now) == ["heavy_person, both_legs: rep 1 depth_cdeg 8531 -> 8522, lever_mm 210 -> 0"]


def test_a_rep_that_became_a_refusal_is_one_gone_and_one_new():
    now = BEFORE.replace("rep index=2 sensor_leg=back", "refused sensor_leg=back reason=shallow")
    assert texts(now) == [
        "heavy_person, both_legs: rep 2 gone",
        "heavy_person, both_legs: refused shallow at 1:23.4 new",
    ]


def test_another_reason_is_a_change_of_the_same_refusal():
    changed = texts(BEFORE.replace("shallow start", "too_fast start"))
    assert changed == ["heavy_person, both_legs: refused shallow at 0:09.0 reason shallow -> too_fast"]


def test_the_same_events_in_another_order_are_a_change():
    lines = BEFORE.splitlines(keepends=True)
    assert texts("".join([lines[0], lines[2], lines[1], *lines[3:]])) == [
        "heavy_person: the same events in another order"
    ]


def test_counts_stand_at_the_end():
    now = BEFORE.replace("8531", "8522").replace("rep index=2", "slip")
    assert counts(compare("heavy_person", BEFORE, now)) == (
        "1 events changed (1 fields), 1 gone, 1 new, in 1 sessions"
    )


@pytest.mark.parametrize(
    ("kind", "word"),
    [(EVENT_REP, "rep"), (EVENT_REFUSED, "refused"), (EVENT_SET, "set"), (EVENT_SLIP, "slip")],
)
def test_a_line_holds_every_field_of_its_kind(kind, word):
    event = Event()
    for number, name in enumerate(vars(event), 1):
        setattr(event, name, 1 if name in ("sensor_leg", "reason", "knee") else number)
    event.kind = kind
    written, *pairs = line(event).split()
    assert written == word
    assert [pair.split("=")[0] for pair in pairs] == FIELDS[word]
    for pair in pairs:
        name, value = pair.split("=")
        assert value in (str(getattr(event, name)), "back", "shallow", "baseline")


def test_every_field_of_the_class_is_in_some_line():
    assert {name for names in FIELDS.values() for name in names} == set(vars(Event())) - {"kind"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(conftest, "FOLDER", tmp_path)
    return tmp_path


NOBODY = Recorded([(0, 0, 0, 4000, 0, 0, 0)], 244, 17500)


def test_a_change_is_red_until_it_is_accepted(folder):
    (folder / "wearer.txt").write_text("[sensor_leg]\nrep index=1 sensor_leg=front start_ms=5\n", "utf-8")
    recorded = []

    def record(_, change):
        recorded.append(change[1])

    red = conftest.Golden(accept=False, record=record)
    with pytest.raises(pytest.fail.Exception, match="wearer, sensor_leg: rep 1 gone"):
        red.check("wearer", NOBODY)
    conftest.Golden(accept=True, record=record).check("wearer", NOBODY)
    assert recorded[: len(recorded) // 2] == recorded[len(recorded) // 2 :]  # the same both times
    assert (folder / "wearer.txt").read_text("utf-8") == report(NOBODY)
    red.check("wearer", NOBODY)
