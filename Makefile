# Each target sets up what it needs: a virtual environment in .venv, and nothing else assumed but Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo deploy test check golden bench pages screenshots accuracy people peers heel clean

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

# Ratios and multiples of real time; nothing here is a test.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench

# Pages, pictures and sessions that are made and committed; tests say when they are behind.
pages: $(VENV)/.installed-dev
	$(BIN)/heeldrive settings > firmware/settings.toml
	$(BIN)/heeldrive settings --form markdown > docs/settings.md
	$(BIN)/python -m docs_build.pictures docs/pictures
	$(BIN)/python -m docs_build.display_page docs
	$(BIN)/python -m docs_build.report_picture docs/pictures
	$(BIN)/python -m docs_build.event_page docs/file-format.md
	$(BIN)/python -m docs_build.power_budget docs/power.md
	$(BIN)/python -c "from heeldrive_lab.simulator import write_library; write_library('recorded_sessions')"

# The pictures of docs/workbench.md; they need a Chromium on this computer.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m docs_build.workbench_screenshots docs/pictures

# make accuracy DATASETS=folder: scores the real recordings; they are not part of the project.
accuracy: $(VENV)/.installed-dev
	$(BIN)/heeldrive real $(DATASETS) --write docs/accuracy.md

# make people DATASETS=folder: holds the simulated sessions against the same recordings.
people: $(VENV)/.installed-dev
	$(BIN)/heeldrive people $(DATASETS) --write docs/simulator.md

# Searches the peers' parameters on simulated sessions; some minutes.
peers: $(VENV)/.installed-dev
	$(BIN)/python -m heeldrive_lab.evaluation.baseline_tuning

# Judges knee travel on simulated sessions, some minutes.
heel: $(VENV)/.installed-dev
	$(BIN)/python -m docs_build.knee_travel_study --write docs/heel-drive.md

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
