# Each target sets up what it needs: a virtual environment in .venv, and nothing else assumed but Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo deploy test check golden mutants bench pages screenshots accuracy people peers heel clean

demo: $(VENV)/.installed
	$(BIN)/heeldrive demo

# make deploy DRIVE=/media/me/CIRCUITPY; without DRIVE the board's drive is looked for.
deploy: $(VENV)/.installed
	$(BIN)/heeldrive deploy $(DRIVE)

test: check
	$(BIN)/python -m pytest -n auto -q

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# Accepts what the detector now reports of every session, and prints what changed; the commit says why.
golden: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q -n 0 tests/golden --accept-golden

# make mutants COUNT=100 SEED=1: breaks the detector and the firmware in small ways; do the tests notice?
# Each prints the mutants that no test finds; some ten minutes.
COUNT ?= 100
SEED ?= 1
mutants: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mutants]'
	$(BIN)/python -m mutants signal --count $(COUNT) --seed $(SEED)
	$(BIN)/python -m mutants firmware --count $(COUNT) --seed $(SEED)

# Ratios and multiples of real time; nothing here is a test.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m heeldrive_lab.bench

# Pages, pictures and sessions that are made and committed; tests say when they are behind.
pages: $(VENV)/.installed-dev
	$(BIN)/heeldrive settings > firmware/settings.toml
	$(BIN)/heeldrive settings --form markdown > docs/settings.md
	$(BIN)/python -m heeldrive_lab.pictures docs/pictures
	$(BIN)/python -m heeldrive_lab.display_page docs
	$(BIN)/python -m heeldrive_lab.report.picture docs/pictures
	$(BIN)/python -m heeldrive_lab.power_budget docs/power.md
	$(BIN)/python -c "from heeldrive_lab.simulator import write_library; write_library('recorded_sessions')"

# The pictures of docs/workbench.md; they need a Chromium on this computer.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m heeldrive_lab.workbench.screenshots docs/pictures

# make accuracy DATASETS=folder: scores the real recordings; they are not part of the project.
accuracy: $(VENV)/.installed-dev
	$(BIN)/heeldrive real $(DATASETS) --write docs/accuracy.md

# make people DATASETS=folder: holds the simulated sessions against the same recordings.
people: $(VENV)/.installed-dev
	$(BIN)/heeldrive people $(DATASETS) --write docs/simulator.md

# Searches the peers' parameters on simulated sessions; some minutes.
peers: $(VENV)/.installed-dev
	$(BIN)/python -m heeldrive_lab.peers.tune

# Judges knee travel on simulated sessions, some minutes.
heel: $(VENV)/.installed-dev
	$(BIN)/python -m heeldrive_lab.heel_drive.judge --write docs/heel-drive.md

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
