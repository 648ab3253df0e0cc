"""An event has the fields of its kind and nothing left over from the previous event."""

import gzip
from pathlib import Path

import pytest
from heeldrive import EVENT_NONE, EVENT_SET, EVENT_SLIP, RepCounter
from heeldrive.events import KINDS, Event
from heeldrive_lab.board.log_reader import read_logs, settings_of
from heeldrive_lab.detection.event_fields import FIELDS

LOG = Path(__file__).parents[1] / "written_by_0_1_0" / "heeldrive.log.gz"


@pytest.fixture(scope="module")
def events():
    """Every event of a workout with reps, a half rep, three sets and a slip of the strap."""
    (log,) = read_logs(gzip.decompress(LOG.read_bytes()))
    counter = RepCounter(settings_of(log), 244, 17500)
    return [vars(counter.event).copy() for row in log.rows if counter.step(*row) != EVENT_NONE]


def left_over(event):
    """Return the fields that are not 0 although the event's kind does not carry them."""
    return [field.name for field in FIELDS if event["kind"] not in field.carried_by and event[field.name]]


@pytest.mark.parametrize("kind", [EVENT_SET, EVENT_SLIP], ids=["a set that ends", "a strap that slips"])
def test_what_is_no_cycle_holds_nothing_that_was_measured_of_the_cycle_before_it(kind, events):
    of_kind = [event for event in events if event["kind"] == kind]
    assert of_kind
    assert [left_over(event) for event in of_kind] == [[]] * len(of_kind)


def test_a_rep_and_a_refused_cycle_hold_nothing_of_the_set_that_ended_before_them(events):
    assert {KINDS[event["kind"]] for event in events} == {"rep", "refused", "set", "slip"}
    assert [event for event in events if left_over(event)] == []


def test_a_cleared_event_is_as_new():
    event = Event()
    for number, name in enumerate(vars(event), 1):
        setattr(event, name, number)
    event.clear()
    assert vars(event) == vars(Event())
    assert set(vars(event).values()) == {0}
