"""Every decision about a cycle is made by gates, and the window shows these gates."""

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from heeldrive import EVENT_NONE, REASONS, RepCounter, Settings, declared, window
from heeldrive.classifier import RepClassifier
from heeldrive.gates import Gates
from heeldrive.own_measure import OwnMeasure
from heeldrive.rear_leg import RearLeg
from heeldrive.window.gates import GateRecorder
from heeldrive_lab.sessions.session import SessionReader
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "recorded_sessions"
# Together they evaluate every gate.
SESSIONS = ("alternating_set", "lost_samples", "must_not_count/raised_legs", "must_not_count/tying_shoes")
BOTH = {"mode": "both_legs"}


def judged(name, values):
    """Return every cycle of a session, as the window shows it."""
    with SessionReader(RECORDED / f"{name}.csv") as session:
        header = session.header
        counter = RepCounter(Settings(values), header.accel_ug_per_count, header.gyro_udps_per_count)
        watch = window.Watch(counter)
        for row in session:
            counter.step(*row)
            yield from watch.judged()
        while counter.finish() != EVENT_NONE:
            yield from watch.judged()


@pytest.fixture(scope="module")
def cycles():
    return [cycle for name in SESSIONS for cycle in judged(name, BOTH)]


def test_every_reason_is_given_by_a_gate(cycles):
    """A refusal for a reason without a gate would have no explanation."""
    assert {gate.reason for cycle in cycles for gate in cycle.gates} == set(REASONS) - {""}


def test_the_reason_of_each_refused_cycle_is_that_of_a_gate_it_failed(cycles):
    refused = [cycle for cycle in cycles if cycle.reason]
    assert {cycle.leg for cycle in refused} == {"front", "back"}
    for cycle in cycles:
        failed = [gate.reason for gate in cycle.gates if not gate.passed and not gate.doubt]
        assert cycle.reason in (failed or [""])
        if cycle.reason != "gap":  # a cycle without its beginning is no evidence
            assert failed[:1] == ([cycle.reason] if cycle.reason else [])


def test_the_doubt_about_each_cycle_is_that_of_the_first_gate_of_its_kind_that_failed(cycles):
    doubtful = [cycle for cycle in cycles if cycle.doubt and not cycle.reason]
    assert doubtful
    for cycle in cycles:
        doubts = [gate.reason for gate in cycle.gates if not gate.passed and gate.doubt]
        assert doubts[:1] == ([cycle.doubt] if cycle.doubt else [])


def test_a_gates_answer_is_what_its_value_and_limit_say(cycles):
    for cycle in cycles:
        for gate in cycle.gates:
            if abs(gate.value - gate.limit) > 0.01:  # of values that are rounded for display
                assert gate.passed == (gate.margin > 0), gate


def test_settings_of_gates_are_settings_and_their_limits_follow_them():
    names = {setting.name for setting in declared()}
    assert {meaning.setting for meaning in window.GATE_MEANINGS.values()} <= names | {""}
    strict = next(judged("clean_set", {"rate_max_dps": 100, "depth_min_deg": 61, "quick_rise_ms": 900}))
    limits = {gate.name: gate.limit for gate in strict.gates}
    assert (limits["down_dps"], limits["depth_deg"], limits["rise_ms"]) == (100, 61, 900)
    assert {gate.name: gate.doubt for gate in strict.gates if gate.name in ("depth_deg", "rise_ms")} == {
        "depth_deg": False,
        "rise_ms": True,
    }


# The calls that evaluate gates: no two gates share a number, and each gate is described.


def questions():
    """Return the numbers of the gates in the detector's source, with module and name of each."""
    asked = {}
    for path in sorted((ROOT / "signal" / "heeldrive").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        numbers = {
            node.targets[0].id: node.value.args[0].value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.args[0], ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                place = {"at_most": 0, "at_least": 0, "_abandon": 2}.get(node.func.attr)
                if (
                    place is not None
                    and isinstance(gate := node.args[place], ast.Name)
                    and gate.id in numbers
                ):
                    asked.setdefault(numbers[gate.id], set()).add((path.stem, gate.id))
    return asked


def test_each_gate_that_is_asked_has_a_meaning_and_each_meaning_a_gate():
    assert set(questions()) == set(window.GATE_MEANINGS)


def test_no_two_gates_have_one_number():
    assert {number: names for number, names in questions().items() if len(names) > 1} == {}


@pytest.mark.parametrize("of_back_leg", [False, True], ids=["front", "back"])
def test_no_two_gates_of_a_leg_have_the_same_words(of_back_leg):
    """A sentence such as "closest gate: ..." says which gate it is."""
    words = [
        window.GATE_MEANINGS[number].words
        for number, places in questions().items()
        if any(module == "rear_leg" for module, _ in places) == of_back_leg
    ]
    assert len(words) > 10
    assert sorted(words) == sorted(set(words))


def test_a_gate_that_nobody_has_described_is_not_passed_over():
    with pytest.raises(KeyError):
        GateRecorder().at_most(999, 1, 2, 1)


# Random cycles: the board's gates and the recorder give the same result, that of the first gate that fails.

MS = st.integers(0, 15_000)
DEG128 = st.integers(0, 180 * 128)
MM = st.integers(-400, 900)
VALUES = st.fixed_dictionaries(
    {
        setting.name: st.integers(setting.smallest, setting.largest)
        for setting in declared()
        if not setting.choices
    }
)


def both_answers(ask):
    """Return the result of the board's gates and that of the recorder."""
    plain, recorder = Gates(), GateRecorder()
    for gates in (plain, recorder):
        gates.begin()
        ask(gates)
    kept = recorder.asked[0]
    assert kept.reason == recorder.reason == plain.reason
    assert kept.doubt == recorder.doubt == plain.doubt
    for doubt, result in ((False, plain.reason), (True, plain.doubt)):
        failed = [gate.reason for gate in kept.gates if not gate.passed and gate.doubt == doubt]
        assert REASONS[result] == (failed[0] if failed else "")
    assert plain.doubts == sum(gate.doubt and not gate.passed for gate in kept.gates)
    return kept.gates


@settings(max_examples=300, deadline=None, derandomize=True)
@given(VALUES, st.lists(MS, min_size=4, max_size=4).map(sorted), DEG128, DEG128, DEG128, st.data())
def test_of_random_cycles_of_the_front_leg(values, times, depth, top, back, data):
    classifier = RepClassifier(Settings(values))
    cut = SimpleNamespace(
        **dict(zip(("start_ms", "bottom_ms", "rise_ms", "end_ms"), times, strict=True)),
        depth=depth, top=top, back=back,
    )  # fmt: skip
    classifier.top = max(top, back)
    classifier.vertical_acc_mg = data.draw(st.integers(0, 400))
    classifier.lever_arm_mm = data.draw(MM)
    own = OwnMeasure()
    for own_depth in data.draw(st.lists(DEG128, max_size=5)):
        own.learn(own_depth)
    classifier.down_sq, classifier.up_sq = data.draw(st.tuples(*[st.integers(0, 1 << 22)] * 2))
    classifier.still_ms, classifier.seat_ms, classifier.wait_ms = data.draw(st.tuples(MS, MS, MS))
    in_set, waits_for = data.draw(st.tuples(st.booleans(), st.integers(0, 2)))

    def ask(gates):
        classifier.classify(gates, cut, own, in_set)
        gates.begin_doubts()
        classifier.doubt(gates, cut, own)
        gates.end_doubts()
        if not in_set:
            classifier.found(gates, cut, waits_for)

    gates = {gate.name: gate for gate in both_answers(ask)}
    least = max(values["depth_min_deg"] * 128, own.depth * (62 if in_set else 50) // 100 if own.n >= 3 else 0)
    assert gates["depth_deg"].passed == (depth >= least)
    if classifier.vertical_acc_mg <= values["shake_max_mg"]:
        assert gates["shake_mg"].passed
    assert ("hold_ms" in gates) == (
        classifier.still_ms > 120
    )  # a hold without a rest is no sign of a support
    if "hold_ms" in gates:
        assert gates["hold_ms"].passed == (times[2] - times[1] <= values["hold_max_ms"])
        assert gates["hold_ms"].doubt
    assert ("stride_ms" in gates) <= (top > 15 * 128 or back > 15 * 128)
    assert not any(name.startswith("found_") and in_set for name in gates)


def test_only_a_cycle_with_a_doubt_has_to_be_fit_to_found_a_set():
    classifier = RepClassifier(Settings())
    classifier.lever_arm_mm = 5
    classifier.wait_ms = 60_000
    cut = SimpleNamespace(start_ms=0, bottom_ms=800, rise_ms=1000, end_ms=1800, depth=9000, top=0, back=0)
    for doubts, expected in ((0, set()), (1, {"found_wait_ms"}), (2, {"found_wait_ms", "found_lever_mm"})):
        recorder = GateRecorder()
        recorder.begin()
        recorder.doubts = doubts
        classifier.found(recorder, cut, 0)
        failed = {gate.name for gate in recorder.results()[0].gates if not gate.passed}
        assert failed == expected


@settings(max_examples=300, deadline=None, derandomize=True)
@given(VALUES, st.lists(MS, min_size=4, max_size=4).map(sorted), MM, st.integers(0, 900), st.data())
def test_of_random_falls_of_the_body(values, times, drop_mm, usual_mm, data):
    rear_leg = RearLeg(Settings(values))
    fall = SimpleNamespace(
        **dict(zip(("start_ms", "bottom_ms", "rise_ms", "end_ms"), times, strict=True)),
        drop_mm=drop_mm,
        ready_ms=0,
        state=0,
    )
    from_rest = rear_leg.ended = data.draw(st.integers(0, 1))
    rear_leg.displacements[from_rest] = fall
    known, in_set = data.draw(st.integers(1, 4)), data.draw(st.booleans())
    for _ in range(known):
        rear_leg.learn(usual_mm)
    fall.vertical_acc_mg = data.draw(st.integers(0, 400))
    fall.rate_sq_max = data.draw(st.integers(0, 1 << 22))
    fall.inclination = data.draw(DEG128)
    fall.chord_sq = data.draw(st.integers(0, 1 << 28))
    fall.error_mm, fall.cosine_range = data.draw(st.tuples(st.integers(0, 2000), st.integers(0, 16384)))
    fall.rose, fall.fell = data.draw(st.tuples(*[st.integers(0, 130_000_000)] * 2))

    def ask(gates):
        rear_leg.classify(gates, in_set)
        gates.begin_doubts()
        rear_leg.doubt(gates)
        gates.end_doubts()
        rear_leg.found(gates)

    gates = {gate.name: gate for gate in both_answers(ask)}
    share = values["fall_share_percent"]
    least_mm = values["fall_min_mm"]
    as_usual = drop_mm * 100 >= usual_mm * share
    if in_set and known > 2:
        assert gates["fall_mm"].passed == (drop_mm >= least_mm and as_usual)
    else:  # three reps of the set make a measure
        assert gates["fall_mm"].passed == (drop_mm >= least_mm)
    assert gates["fall_for_tilt_mm"].doubt == from_rest
