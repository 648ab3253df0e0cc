# Each target sets up what it needs: a virtual environment in .venv, and nothing else assumed but Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo deploy test check golden mutants python set-up set-up-dev lock wheel-test bench pages screenshots accuracy people peers heel clean

demo: set-up
	$(BIN)/heeldrive demo

# make deploy DRIVE=/media/me/CIRCUITPY; without DRIVE the board's drive is looked for.
deploy: set-up
	$(BIN)/heeldrive deploy $(DRIVE)

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal -q

check: set-up-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

python:
	@$(PYTHON) --version >/dev/null 2>&1 || { echo "There is no $(PYTHON): install Python 3.11 or newer," \
	  "or name yours, as in  make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Heeldrive needs Python 3.11 or newer and \
	$(PYTHON) is %d.%d: name a newer one, as in  make PYTHON=python3.12" % sys.version_info[:2])'

# .venv with what the demo needs, and with all that developers need. Both do nothing when it is up to date.
set-up: python
	@$(PYTHON) host_tools/set_up_venv.py board

set-up-dev: python
	@$(PYTHON) host_tools/set_up_venv.py dev

# Renews constraints.txt, the versions that everything here installs.
lock: python
	$(PYTHON) host_tools/renew_constraints.py

# Builds the wheel and tries it in empty environments elsewhere, under every Python from 3.11 on that is found.
wheel-test: set-up-dev
	$(BIN)/python -m pytest -q tests/wheel

# Accepts what the detector now reports of every session, and prints what changed; the commit says why.
golden: set-up-dev
	$(BIN)/python -m pytest -q -n 0 tests/golden --accept-golden

# make mutants COUNT=100 SEED=1: breaks the detector and the firmware in small ways; do the tests notice?
# Each prints the mutants that no test finds; some ten minutes.
COUNT ?= 100
SEED ?= 1
mutants: set-up-dev
	$(BIN)/python -m mutants signal firmware --count $(COUNT) --seed $(SEED)

# Ratios and multiples of real time; nothing here is a test.
bench: set-up-dev
	$(BIN)/python -m bench

# Pages, pictures and sessions that are made and committed; tests say when they are behind.
pages: set-up-dev
	$(BIN)/heeldrive settings > firmware/settings.toml
	$(BIN)/heeldrive settings --form markdown > docs/settings.md
	$(BIN)/python -m docs_build.pictures docs/pictures
	$(BIN)/python -m docs_build.display_page docs
	$(BIN)/python -m docs_build.report_picture docs/pictures
	$(BIN)/python -m docs_build.event_page docs/file-format.md
	$(BIN)/python -m docs_build.power_budget docs/power.md
	$(BIN)/python -c "from heeldrive_lab.simulator import write_library; write_library('recorded_sessions')"

# The pictures of docs/workbench.md; they need a Chromium on this computer.
screenshots: set-up-dev
	$(BIN)/python -m docs_build.workbench_screenshots docs/pictures

# make accuracy DATASETS=folder: scores the real recordings; they are not part of the project.
accuracy: set-up-dev
	$(BIN)/heeldrive real $(DATASETS) --write docs/accuracy.md

# make people DATASETS=folder: holds the simulated sessions against the same recordings.
people: set-up-dev
	$(BIN)/heeldrive people $(DATASETS) --write docs/simulator.md

# Searches the peers' parameters on simulated sessions; some minutes.
peers: set-up-dev
	$(BIN)/python -m heeldrive_lab.evaluation.baseline_tuning

# Judges knee travel on simulated sessions, some minutes.
heel: set-up-dev
	$(BIN)/python -m docs_build.knee_travel_study --write docs/heel-drive.md

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
