"""Evaluates the estimate of knee travel on simulated sessions: `python -m docs_build.knee_travel_study`."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from heeldrive.window import KNEE_FORWARD_MM, KNEE_OVER_MM
from heeldrive_lab.knee_travel.samples import Floats
from heeldrive_lab.knee_travel.verdict import Verdict
from heeldrive_lab.util.optional_dependencies import require
from heeldrive_lab.util.parallel import process_pool

require("sim", "mujoco")

from docs_build.knee_travel_judging import JudgedTravel, JudgedTravels, judge_session  # noqa: E402
from docs_build.marked_part import write_part  # noqa: E402

# Priors and limits were chosen on seeds below 100.
FIRST_SEED = 1000
SESSIONS = 12
# Condition, and whether the two styles are close together.
CASES = (("nominal", False), ("unasked", False), ("harsh", False), ("nominal", True), ("harsh", True))
BEGIN, END = "<!-- judged: begin -->", "<!-- judged: end -->"
HEAD = ("", "nominal", "unasked", "harsh", "nominal, close", "harsh, close")


def judge(sessions: int, first_seed: int = FIRST_SEED) -> list[JudgedTravels]:
    """Evaluate this number of sessions in each of `CASES`, in parallel."""
    tasks = [(name, close, first_seed + index) for name, close in CASES for index in range(sessions)]
    with process_pool() as pool:
        found = list(pool.map(judge_session, *zip(*tasks, strict=True)))
    return [_joined(found[place * sessions : (place + 1) * sessions]) for place in range(len(CASES))]


def lines(cases: Sequence[JudgedTravels]) -> Iterator[str]:
    """The table as lines of Markdown."""
    yield f"| {' | '.join(HEAD)} |"
    yield "|---|" + "---:|" * len(cases)
    rows = [_column(case) for case in cases]
    for name in rows[0]:
        yield f"| {name} | {' | '.join(row[name] for row in rows)} |"


def _joined(found: Sequence[JudgedTravels]) -> JudgedTravels:
    return JudgedTravels(
        tuple(rep for one in found for rep in one.reps),
        tuple(each for one in found for each in one.sets),
        sum(one.missed for one in found),
    )


def _column(case: JudgedTravels) -> dict[str, str]:
    reps = [rep for rep in case.reps if rep.travel]
    sets = list(case.sets)
    return {
        "reps after the baseline; sets": f"{len(case.reps)}; {len(sets)}",
        "withheld, %": f"{100 * (1 - len(reps) / len(case.reps)):.0f}",
        "RMSE per rep, knee ahead of ankle, cm": f"{_rmse(_ahead(reps)):.1f}",
        "RMSE per rep, change from baseline, cm": f"**{_rmse(_change(reps)):.1f}**",
        "RMSE per set, knee ahead of ankle, cm": f"{_rmse(_ahead(sets)):.1f}",
        "RMSE per set, change from baseline, cm": f"{_rmse(_change(sets)):.1f}",
        "AUC per rep, knee ahead of ankle": _auc(
            [(rep.travel.ahead_m, rep.toe) for rep in reps if rep.travel]
        ),
        "AUC per rep, change from baseline": "**"
        + _auc([(rep.travel.change_m, rep.toe) for rep in reps if rep.travel])
        + "**",
        "the same with exactly known travel": _auc([(rep.true_change_m, rep.toe) for rep in reps]),
        "AUC per set, change from baseline": _auc(
            [(one.travel.change_m, one.toe) for one in sets if one.travel]
        ),
        "estimated sd per rep, ahead; change, cm": _stated(reps),
        "within 1 and 2 sd, ahead, %": _covered(_ahead(reps)),
        "within 1 and 2 sd, change from baseline, %": _covered(_change(reps)),
        "within 1 and 2 sd, set, change from baseline, %": _covered(_change(sets)),
        "heel-driven called over ankle / uncertain / forward, %": _words(reps, toe=False),
        "toe-driven called over ankle / uncertain / forward, %": _words(reps, toe=True),
        "apparent levers, AUC per rep, change from baseline": _auc(
            [(rep.letter_m, rep.toe) for rep in case.reps]
        ),
        "apparent levers, AUC per rep without baseline": _auc(
            [(rep.bare_letter_m, rep.toe) for rep in case.reps]
        ),
        "apparent levers, heel-driven h / none / t, %": _letters(_levers(case.reps, toe=False)),
        "apparent levers, toe-driven h / none / t, %": _letters(_levers(case.reps, toe=True)),
        "**board, AUC per rep, change from baseline**": "**"
        + _auc([(rep.board_m, rep.toe) for rep in case.reps])
        + "**",
        "board, heel-driven h / none / t, %": _letters(_board(case.reps, toe=False)),
        "board, toe-driven h / none / t, %": _letters(_board(case.reps, toe=True)),
        "board, RMSE per rep, cm": f"{_board_rmse(case.reps):.1f}",
        "board, reps with a result": str(sum(np.isfinite(rep.board_m) for rep in case.reps)),
    }


def _ahead(judged: Sequence[JudgedTravel]) -> Floats:
    """(n, 2) error of the distance of the knee ahead of the ankle and its estimated deviation, m."""
    rows = [
        (one.travel.ahead_m - one.true_m, one.travel.ahead_sd_m) for one in judged if one.travel is not None
    ]
    return np.array(rows)


def _change(judged: Sequence[JudgedTravel]) -> Floats:
    """(n, 2) error of the change from the baseline and its estimated deviation, m."""
    rows = [
        (one.travel.change_m - one.true_change_m, one.travel.change_sd_m)
        for one in judged
        if one.travel is not None
    ]
    return np.array(rows)


def _rmse(errors: Floats) -> float:
    return 100 * float(np.sqrt(np.mean(errors[:, 0] ** 2)))


def _stated(reps: Sequence[JudgedTravel]) -> str:
    return "; ".join(f"{100 * np.sqrt(np.mean(each(reps)[:, 1] ** 2)):.1f}" for each in (_ahead, _change))


def _covered(errors: Floats) -> str:
    off = np.abs(errors[:, 0]) / errors[:, 1]
    return f"{100 * np.mean(off <= 1):.0f}, {100 * np.mean(off <= 2):.0f}"


def _auc(marked: Sequence[tuple[float, bool]]) -> str:
    """Probability that a toe-driven value is above a heel-driven one."""
    toe = np.array([value for value, high in marked if high and np.isfinite(value)])
    heel = np.array([value for value, high in marked if not high and np.isfinite(value)])
    above = np.mean((toe[:, None] > heel) + 0.5 * (toe[:, None] == heel))
    return f"{above:.3f}"


def _levers(reps: Sequence[JudgedTravel], *, toe: bool) -> list[float]:
    return [rep.letter_m for rep in reps if rep.toe == toe and np.isfinite(rep.letter_m)]


def _board(reps: Sequence[JudgedTravel], *, toe: bool) -> list[float]:
    return [rep.board_m for rep in reps if rep.toe == toe and np.isfinite(rep.board_m)]


def _letters(changes_m: Sequence[float]) -> str:
    """Shares of the letters, by the board's limits, %."""
    over = sum(change < KNEE_OVER_MM / 1000 for change in changes_m)
    forward = sum(change > KNEE_FORWARD_MM / 1000 for change in changes_m)
    numbers = (over, len(changes_m) - over - forward, forward)
    return " / ".join(f"{100 * number / max(len(changes_m), 1):.0f}" for number in numbers)


def _board_rmse(reps: Sequence[JudgedTravel]) -> float:
    """RMSE of the board's results, if the true baseline is known, cm."""
    errors = [rep.board_m - rep.true_change_m for rep in reps]
    return 100 * float(np.sqrt(np.nanmean(np.square(errors))))


def _words(reps: Sequence[JudgedTravel], *, toe: bool) -> str:
    said = Counter(rep.travel.word for rep in reps if rep.travel and rep.toe == toe)
    order = (Verdict.OVER, Verdict.UNCERTAIN, Verdict.FORWARD)
    return " / ".join(f"{100 * said[word] / max(said.total(), 1):.0f}" for word in order)


def main() -> None:
    """Print the table, and write it to a page if requested."""
    parser = argparse.ArgumentParser(description="Evaluate knee travel on simulated sessions.")
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="sessions of 30 reps per column")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="seed of the first session")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table to a Markdown page")
    given = parser.parse_args()
    cases = judge(given.sessions, given.seed)
    command = f"python -m docs_build.knee_travel_study --sessions {given.sessions} --seed {given.seed}"
    table = [
        f"`{command}`: {given.sessions} sessions of 30 reps in each column.",
        "",
        *lines(cases),
        "",
        f"Withheld: {_reasons(cases)}. Reps not counted at all: {sum(case.missed for case in cases)}.",
    ]
    print(*table, sep="\n")
    if given.write:
        write_part(given.write, BEGIN, END, table)


def _reasons(cases: Sequence[JudgedTravels]) -> str:
    counts = Counter(rep.reason for case in cases for rep in case.reps if rep.reason)
    return ", ".join(f"{reason} {number}" for reason, number in counts.most_common()) or "none"


if __name__ == "__main__":
    main()
