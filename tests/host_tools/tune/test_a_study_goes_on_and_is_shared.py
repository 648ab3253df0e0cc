"""A search is repeatable from its seed, resumes where it stopped, and can be shared by processes."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import heeldrive
import pytest
from heeldrive import Settings
from heeldrive_lab.tune.cost import WEIGHTS
from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.tune.prune import prune
from heeldrive_lab.tune.space import default_values, search_space
from heeldrive_lab.tune.storage import open_storage
from heeldrive_lab.tune.study import SettingsCost, search, study_name
from heeldrive_lab.util.optional_dependencies import MissingExtraError
from waiting import DEADLINE_S, wait_until

ROOT = Path(__file__).parents[3]
SPACE = search_space("sensor_leg", ["depth_min_deg", "lever_min_mm", "seat_max_ms"])
DEFAULT = Settings()
# What another machine runs: the same study, with a cost that needs no session.
SHARE = """
import sys
from heeldrive_lab.tune.space import search_space
from heeldrive_lab.tune.study import SettingsCost, search
space = search_space("sensor_leg", ["depth_min_deg", "lever_min_mm", "seat_max_ms"])
def evaluate(values):
    return SettingsCost(*[abs(values["depth_min_deg"] - 55) / 10] * 2)
found = search(
    space, evaluate, trials=10, name="shared", storage=sys.argv[1], report_progress=lambda *_: None
)
print(found.trials, found.values["depth_min_deg"])
"""


def evaluate(values):
    """Depth matters, the lever a little, the seat not at all."""
    miscounts = abs(values["depth_min_deg"] - 60) / 10 + (values["lever_min_mm"] < 8)
    return SettingsCost(miscounts, miscounts + 0.001 * abs(values["seat_max_ms"] - DEFAULT.seat_max_ms))


def searched(trials, cost=evaluate, **more):
    return search(
        SPACE,
        cost,
        **{"trials": trials, "name": "mine", "seed": 3, "report_progress": lambda *_: None} | more,
    )


def python(code, *arguments):
    """Another process, with the project where this one has it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_the_same_seed_gives_the_same_search_and_another_another():
    assert searched(15) == searched(15)
    assert searched(15).values != searched(15, seed=5).values


def test_the_defaults_are_tried_first_and_what_is_found_is_no_worse():
    assert searched(1).values == default_values(SPACE)
    assert evaluate(searched(30).values).total < evaluate(default_values(SPACE)).total


def test_importance_is_computed_with_enough_trials():
    assert searched(12).importance == {}
    importance = searched(40).importance
    assert next(iter(importance)) == "depth_min_deg"
    assert sum(importance.values()) == pytest.approx(1)
    assert searched(30, lambda _: SettingsCost(1.0, 1.0)).importance == {}


def test_ctrl_c_in_the_midst_of_a_trial_leaves_it_out(tmp_path):
    costs = iter([5.0, 4.0])

    def interrupted(_):
        cost = next(costs, None)
        if cost is None:
            raise KeyboardInterrupt
        return SettingsCost(cost, cost)

    journal = str(tmp_path / "tune.journal")
    found = searched(9, interrupted, storage=journal)
    assert (found.interrupted, found.trials) == (True, 2)
    assert searched(2, interrupted, storage=journal)._replace(interrupted=True) == found


def test_ctrl_c_while_the_study_is_written_waits_until_it_is(tmp_path, ctrl_c_ends):
    presses = iter([False, False, False, True])

    def press_between_trials(*_):
        if next(presses, False):
            signal.raise_signal(signal.SIGINT)

    def press_in_a_trial(_):
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it goes on")

    journal = str(tmp_path / "tune.journal")
    found = searched(9, storage=journal, report_progress=press_between_trials)
    assert (found.interrupted, found.trials) == (True, 3)
    found = searched(9, press_in_a_trial, storage=journal)
    assert (found.interrupted, found.trials) == (True, 3)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_study_goes_on_where_it_was_left(tmp_path):
    asked = []

    def counted(values):
        asked.append(values)
        return evaluate(values)

    journal = str(tmp_path / "tune.journal")
    assert searched(6, counted, storage=journal).trials == 6
    assert searched(10, counted, storage=journal).trials == 10
    assert len(asked) == 10
    assert searched(10, counted, storage=journal).trials == 10
    assert len(asked) == 10


def test_other_sessions_and_other_ranges_are_another_study():
    fixed = {"mode": "sensor_leg", "rest_min_s": 15}
    name = study_name(SPACE, fixed, ["a", "b"], 2)
    assert name == study_name(SPACE, dict(reversed(fixed.items())), ["b", "a"], 2)
    others = [
        study_name(SPACE, fixed | {"mode": "both_legs"}, ["a", "b"], 2),
        study_name(SPACE[1:], fixed, ["a", "b"], 2),
        study_name(SPACE, fixed, ["a", "c"], 2),
        study_name(SPACE, fixed, ["a", "b"], 1),  # the penalty depends on the number of people
    ]
    assert len({name, *others}) == 5


def test_the_name_of_a_study_says_in_words_what_is_searched():
    """It is what one reads in optuna-dashboard."""
    few = study_name(SPACE[:2], {}, ["a", "b"], 2)
    assert few.startswith("heeldrive: depth_min_deg, seat_max_ms on 2 sessions of 2 wearers (")
    many = study_name(search_space("sensor_leg"), {}, ["a"], 1)
    assert many.startswith("heeldrive: 12 thresholds on 1 session of 1 wearer (")


def test_a_study_is_kept_where_symbolic_links_are_not_allowed(tmp_path, monkeypatch):
    """A FAT stick, or Windows without the right to make links."""

    def refused(*_):
        raise OSError(errno.EPERM, "a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refused)
    journal = str(tmp_path / "tune.journal")
    assert searched(3, storage=journal).trials == 3
    assert searched(5, storage=journal).trials == 5
    assert [file.name for file in tmp_path.iterdir()] == ["tune.journal"]


def test_costs_of_other_weights_or_another_detector_are_another_study(tmp_path, monkeypatch):
    """Their costs cannot be compared with those of the study that was begun."""
    before = study_name(SPACE, {}, ["a"], 1)
    with monkeypatch.context() as patch:
        patch.setattr("heeldrive_lab.tune.study.WEIGHTS", {**WEIGHTS, next(iter(WEIGHTS)): 99})
        assert study_name(SPACE, {}, ["a"], 1) != before
    detector = shutil.copytree(Path(heeldrive.__file__).parent, tmp_path / "heeldrive")
    monkeypatch.setattr(heeldrive, "__file__", str(detector / "__init__.py"))
    assert study_name(SPACE, {}, ["a"], 1) == before
    with (detector / "classifier.py").open("a") as source:
        source.write("# changed\n")
    assert study_name(SPACE, {}, ["a"], 1) != before


def test_thresholds_that_changed_by_chance_are_reset():
    moved = {"depth_min_deg": 60, "lever_min_mm": 9, "seat_max_ms": 2000}
    pruned = prune(SPACE, moved, evaluate, lambda *_: None)
    assert pruned.values == default_values(SPACE) | {"depth_min_deg": 60}
    assert pruned.worth == {"depth_min_deg": pytest.approx((60 - DEFAULT.depth_min_deg) / 10)}


def share(storage):
    """Two processes at once: ten trials between them, which both know in the end."""
    processes = [python(SHARE, storage) for _ in range(2)]
    results = [process.communicate(timeout=DEADLINE_S)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    # Each stops when it sees ten; the other may be in the midst of one more.
    assert {int(trials) for trials, _ in results} <= {10, 11}
    # The process that ends last knows all trials, including the defaults.
    assert min(abs(int(depth_min_deg) - 55) for _, depth_min_deg in results) <= abs(
        DEFAULT.depth_min_deg - 55
    )


def test_two_processes_share_a_journal(tmp_path):
    share(str(tmp_path / "tune.journal"))


@contextmanager
def postgres():
    """A private PostgreSQL server on a socket in a folder of its own."""
    if find_spec("psycopg") is None:
        pytest.skip("no driver for PostgreSQL here: pip install 'heeldrive[postgres]'")
    programs = [shutil.which(name) for name in ("initdb", "pg_ctl")]
    if None in programs:
        pytest.skip("no PostgreSQL server here: initdb and pg_ctl are not installed")
    owner = {}
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.geteuid() == 0:  # the server refuses to be root's
            owner = {"user": "nobody"}
            shutil.chown(folder, "nobody")
        data = f"{folder}/data"

        def run(*words):
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)

        run(programs[0], "-D", data, "-A", "trust", "-U", "tune", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
        run(
            programs[1],
            "-D",
            data,
            "-w",
            "-t",
            str(int(DEADLINE_S)),
            "-o",
            options,
            "-l",
            f"{folder}/log",
            "start",
        )
        try:
            yield f"postgresql://tune@/postgres?host={folder}"
        finally:
            run(programs[1], "-D", data, "-m", "immediate", "stop")


def test_two_processes_share_a_database_and_make_its_tables_at_once():
    with postgres() as url:
        share(url)


def test_ctrl_c_on_a_terminal_reaches_every_process_and_one_answers(logs, tmp_path, ctrl_c_ends):
    journal = tmp_path / "tune.journal"
    words = ["tune", logs, "--trials", 5000, "--only", "depth_min_deg", "--jobs", 2, "--storage", journal]
    code = f"import sys; from heeldrive_lab.commands.app import app; app({[str(word) for word in words]!r})"
    process = python(code)

    def some_are_done():
        assert process.poll() is None
        # A trial that is done has a state of its own in the journal.
        return journal.exists() and journal.read_text().count('"state":1') >= 3

    wait_until(some_are_done, "three trials are done")  # then the user interrupts
    os.killpg(process.pid, signal.SIGINT)
    shown = " ".join(process.communicate(timeout=DEADLINE_S)[0].split())
    assert process.returncode == 0
    assert "Stopped after" in shown


def use(where):
    with open_storage(where):
        pass


def test_a_storage_that_cannot_be_is_named_and_no_password_is(tmp_path):
    with pytest.raises(TuneError, match=r"no driver for this database|does not respond"):
        use("mysql://me:secret@nowhere/tune")
    for url in (
        "oddity://me:secret@nowhere/tune",
        f"sqlite:///{tmp_path}/no/folder/tune.db",
        "postgresql://a:b:c",
    ):
        with pytest.raises((TuneError, MissingExtraError)) as raised:
            use(url)
        assert "secret" not in str(raised.value)
    odd = tmp_path / "settings.toml"
    odd.write_text("depth_min_deg = 48\n")
    with pytest.raises(TuneError, match="not an Optuna journal"):
        use(str(odd))
    assert odd.read_text() == "depth_min_deg = 48\n"
    with pytest.raises(TuneError, match="cannot be opened"):
        use(str(tmp_path / "no" / "folder" / "tune.journal"))
