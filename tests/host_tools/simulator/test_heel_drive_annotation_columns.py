"""Truth about heel drive and rise velocity stands in up to four more columns, not in older files."""

from dataclasses import replace

import pytest
from heeldrive_lab.sessions.annotations import (
    ALL_COLUMNS,
    COLUMNS,
    HEEL_DRIVE_COLUMNS,
    Annotation,
    Annotations,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError

REP = Annotation("rep", 1000, 4000, 2000, 2500, 80.0, "front", None, "backward_lunge")
TOLD = Annotation("rep", 5000, 9000, 6000, 7500, 80.0, "front", None, "backward_lunge", 41.5, 36.0)


def test_a_file_has_the_columns_only_where_something_is_known(tmp_path):
    measured = replace(REP, behind_midfoot_percent=62.5)
    for rows, columns in (
        ((REP,), COLUMNS),
        ((REP, TOLD), (*COLUMNS, *HEEL_DRIVE_COLUMNS)),
        ((measured,), ALL_COLUMNS[:-1]),
        ((replace(REP, rise_mm_s=412.5),), ALL_COLUMNS),
    ):
        write_annotations(tmp_path / "a.truth.csv", Annotations("a.csv", rows))
        assert (tmp_path / "a.truth.csv").read_text().splitlines()[2] == ",".join(columns)
        assert read_annotations(tmp_path / "a.truth.csv").rows == rows


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("41.5,120", "cop_percent is 120.0; it must be from 0 to 100"),
        ("2000,36", "knee_travel_mm is 2000.0; it must be from -1000 to 1000"),
        ("far,36", "knee_travel_mm is 'far', which is not a number"),
        ("41.5,36,101", "behind_midfoot_percent is 101.0; it must be from 0 to 100"),
        ("41.5,36,,4000", "rise_mm_s is 4000.0; it must be from 0 to 3000"),
        ("41.5", "columns: 10 instead of 11"),
    ],
)
def test_what_is_wrong_in_them_is_named(tmp_path, cells, says):
    path = tmp_path / "a.truth.csv"
    write_annotations(path, Annotations("a.csv", (TOLD,)))
    text = path.read_text().replace("41.5,36.0", cells)
    more = ALL_COLUMNS[len(COLUMNS) + 2 :][: max(cells.count(",") - 1, 0)]
    text = text.replace(",cop_percent", ",".join((",cop_percent", *more)))
    path.write_text(text)
    with pytest.raises(SessionError, match=says):
        read_annotations(path)
