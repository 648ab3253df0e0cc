"""How sure the board was of its reps, and what the wearer answered where it asked."""

from collections.abc import Iterable, Sequence
from statistics import median_low

from heeldrive_lab.detection.rep_metrics import RepMetrics
from heeldrive_lab.sessions.wearer_markers import NOT_A_REP, WAS_A_REP
from heeldrive_lab.util.terminal_tables import how_many


def answers_of(reps: Iterable[RepMetrics], markers: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The answers, `yes` or `no`, by the number of the rep that the board asked about; silence is a yes.

    A question that the wearer left by a double or a long press is not known.

    Args:
        reps: the reps of the workout.
        markers: time in ms and text of each marker.
    """
    texts = {text for _, text in markers}
    found = {}
    for rep in reps:
        if NOT_A_REP % rep.start_ms in texts:
            found[rep.index] = "no"
        elif WAS_A_REP % rep.start_ms in texts:
            found[rep.index] = "yes"
    return found


def confidence_sentence(reps: Sequence[RepMetrics], answers: dict[int, str]) -> str:
    """Confidence and answers in a sentence or two; empty without a rep.

    Args:
        reps: the reps of the workout.
        answers: as `answers_of` returns them.
    """
    if not reps:
        return ""
    least = min(reps, key=confidence_percent)
    text = (
        f"Confidence of the reps: median {median_low(map(confidence_percent, reps))} %,"
        f" lowest {confidence_percent(least)} % (rep {least.index})."
    )
    if answers:
        denied = [str(index) for index, answer in answers.items() if answer == "no"]
        noes = f"{len(denied)} no (rep {', '.join(denied)})" if denied else "none was denied"
        text += f" The board asked about {how_many(len(answers), 'rep')}: {noes}."
    return text


def confidence_percent(rep: RepMetrics) -> int:
    """How sure the decision to count the rep was, 1 to 99."""
    return int(rep.measured["confidence_percent"])
