"""Which mutants there are, and that a seed draws the same ones again."""

import pytest
from mutants.__main__ import main
from mutants.mutations import draw, mutations

SOURCE = '''def above(x: int | None, limit=5) -> int | None:
    """More than 5?"""
    return x if x > limit else None
'''


@pytest.fixture
def drawn_from(tmp_path):
    (tmp_path / "limits.py").write_text(SOURCE, "utf-8")
    return list(mutations(tmp_path, ["limits.py"]))


def test_every_mutant_differs_and_loads(drawn_from):
    mutants = [mutation.apply(SOURCE) for mutation in drawn_from]
    assert len(set(mutants)) == len(mutants) > 5
    assert SOURCE not in mutants
    for mutant in mutants:
        compile(mutant, "limits.py", "exec")


def test_docstrings_and_annotations_stay(drawn_from):
    kept = ("x: int | None", "-> int | None", "More than 5?")
    assert all(part in mutation.apply(SOURCE) for mutation in drawn_from for part in kept)


def test_a_diff_shows_the_changed_line_alone(drawn_from):
    number = next(mutation for mutation in drawn_from if "NumberReplacer" in mutation.operator)
    assert number.line == 1
    before, after = number.diff(SOURCE).splitlines()
    assert (before[0], after[0]) == ("-", "+")
    assert before[1:] == SOURCE.splitlines()[0]


def test_the_same_seed_draws_the_same_ones(drawn_from):
    assert draw(drawn_from, 4, 7) == draw(drawn_from, 4, 7)
    assert len(draw(drawn_from, 4, 7)) == 4
    assert len({tuple(draw(drawn_from, 4, seed)) for seed in range(9)}) > 1
    assert sorted(draw(drawn_from, 10_000, 7)) == sorted(drawn_from)


@pytest.mark.parametrize("count", ["-5", "0", "many"])
def test_a_count_that_cannot_be_drawn_is_named_in_a_sentence(monkeypatch, capsys, count):
    monkeypatch.setattr("sys.argv", ["mutants", "signal", f"--count={count}"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert f"argument --count: {count} is not a whole number of at least 1" in capsys.readouterr().err
